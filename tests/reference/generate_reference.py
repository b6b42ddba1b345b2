"""Writes the golden numbers of the backbone for three synthetic inputs; see README.md beside it."""

import pathlib
import sys

import numpy as np
import onnxruntime

SIDE = 224


def synthetic_pixels(number: int) -> np.ndarray:
    """RGB bytes [side, side, 3] from integers alone; `tests/support/mod.rs` has the same formula."""
    y, x, channel = np.meshgrid(np.arange(SIDE), np.arange(SIDE), np.arange(3), indexing="ij")
    waves = x * (number + 1) + y * (2 * channel + 1)
    blobs = (x * y // 16) * (number + channel)
    return ((waves + blobs) % 256).astype(np.uint8)


def main() -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(sys.argv[1], options)
    pixels = np.stack([synthetic_pixels(number) for number in range(3)])
    pictures = ((pixels.astype(np.float32) - 127) / 128).transpose(0, 3, 1, 2)
    logits, features = session.run(["logits", "feat"], {"x": np.ascontiguousarray(pictures)})
    folder = pathlib.Path(__file__).parent
    features.astype("<f4").tofile(folder / "synthetic_features.bin")
    logits.astype("<f4").tofile(folder / "synthetic_logits.bin")
    print("features", features.shape, "logits", logits.shape, "top-1", logits.argmax(1))


main()
