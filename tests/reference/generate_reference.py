"""Writes the golden numbers of the backbone for three synthetic inputs; see README.md beside it."""

import pathlib
import sys

import numpy as np
import onnx
import onnxruntime

SIDE = 224

# Convolutions by their number in the graph, which is that of `convolution_layers` in `src/backbone/layers.rs`:
# stem, blocks.4.depthwise, blocks.9.project (with its skip), blocks.13.expand, head.
LAYERS = [0, 13, 29, 39, 48]
SAMPLES_A_LAYER = 256


def synthetic_pixels(number: int) -> np.ndarray:
    """RGB bytes [side, side, 3] from integers alone; `tests/support/mod.rs` has the same formula."""
    y, x, channel = np.meshgrid(np.arange(SIDE), np.arange(SIDE), np.arange(3), indexing="ij")
    waves = x * (number + 1) + y * (2 * channel + 1)
    blobs = (x * y // 16) * (number + channel)
    return ((waves + blobs) % 256).astype(np.uint8)


def end_of_layer(model: onnx.ModelProto, number: int) -> str:
    """What the convolution hands on: behind its activation, or with its skip added."""
    output = [node for node in model.graph.node if node.op_type == "Conv"][number].output[0]
    for node in model.graph.node:
        if output in node.input and node.op_type in ("Clip", "Add"):
            return node.output[0]
    return output


def write_activations(path: str, pictures: np.ndarray, folder: pathlib.Path) -> None:
    """Samples of the maps of LAYERS for the second picture, spread by a prime."""
    model = onnx.load(path)
    names = [end_of_layer(model, number) for number in LAYERS]
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in names)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    maps = session.run(names, {"x": pictures[1:2]})
    samples = [flat[np.arange(SAMPLES_A_LAYER) * 7919 % flat.size] for flat in (map.ravel() for map in maps)]
    np.concatenate(samples).astype("<f4").tofile(folder / "synthetic_activations.bin")
    print("activations", [map.shape for map in maps])


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
    write_activations(sys.argv[1], np.ascontiguousarray(pictures), folder)
    print("features", features.shape, "logits", logits.shape, "top-1", logits.argmax(1))


main()
