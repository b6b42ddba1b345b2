"""prepare_pictures.py PHOTOS OUT: every class folder's photos as one array of 224 x 224 RGB bytes, with labels.

Writes OUT/NAME_img.npy [pictures, 224, 224, 3] and OUT/NAME_y.npy [pictures] for each set in PHOTOS; a set
without class folders (imagenet100) takes its labels from the first four digits of the file names. Needs numpy
and Pillow.
"""

import pathlib
import sys

import numpy as np
from PIL import Image

SIDE = 224


def square(path: pathlib.Path, share: float) -> np.ndarray:
    """The centred square of `share` of the short side, reduced with antialiasing."""
    picture = Image.open(path).convert("RGB")
    side = min(picture.size) * share
    left, top = (picture.width - side) / 2, (picture.height - side) / 2
    box = (left, top, left + side, top + side)
    return np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=box))


def main() -> None:
    photos, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for folder in sorted(path for path in photos.iterdir() if path.is_dir()):
        classes = sorted(path for path in folder.iterdir() if path.is_dir())
        if classes:
            pictures = [(path, number) for number, one in enumerate(classes) for path in sorted(one.iterdir())]
        else:
            pictures = [(path, int(path.name[:4])) for path in sorted(folder.iterdir())]
        # The reference answers for the ImageNet photos were made with the usual margin; the page uses none.
        share = 1.0 if classes else 224 / 256
        np.save(out / f"{folder.name}_img.npy", np.stack([square(path, share) for path, _ in pictures]))
        np.save(out / f"{folder.name}_y.npy", np.array([label for _, label in pictures], dtype=np.int64))
        print(folder.name, len(pictures))


main()
