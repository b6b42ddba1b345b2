"""Writes the golden numbers of ResNet-18, computed by PyTorch with torchvision's network; see README.md beside it.

Weights and pictures come from integers alone; `tests/resnet18_matches_pytorch.rs` has the same formulas. Everything is
computed in float64 from those float32 numbers, so that what differs is the other side's rounding.
Run: python tests/reference/generate_resnet18.py (with torch==2.15.0 torchvision==0.29.2 numpy==2.4.6)
"""

import pathlib

import numpy as np
import torch
import torchvision

CLASSES, SAMPLES_A_TENSOR = 10, 256
# Sides of the pictures that are looked at; an odd one makes every padding uneven.
SIDES = [32, 64, 75]
# The recipe: CIFAR's side, batches of 100, stochastic gradient descent.
SIDE, BATCH, STEPS = 32, 100, 10
LEARNING_RATE, MOMENTUM = 0.001, 0.9
# Number of the first picture that is learned from. In its batch no unit is so near to where ReLU bends that float32
# could put it on the other side, where its gradient would be another.
FIRST, LEAST_DISTANCE = 8_200, 2e-6


def key_of(name: str) -> int:
    """FNV-1a of the name (Fowler, Noll & Vo)."""
    key = 2166136261
    for byte in name.encode():
        key = (key ^ byte) * 16777619 % 2**32
    return key


def hashes(name: str, indices: np.ndarray) -> np.ndarray:
    """A number of 32 bits for each index: a multiplicative hash, then MurmurHash3's finaliser (Appleby)."""
    value = indices.astype(np.uint32) * np.uint32(2654435761) + np.uint32(key_of(name))
    value = (value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    value = (value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return value ^ (value >> np.uint32(16))


def uniform(name: str, count: int) -> np.ndarray:
    """Float32 numbers between -1 and 1, exact in 24 bits."""
    odd = (hashes(name, np.arange(count)) >> np.uint32(8)).astype(np.int64) * 2 + 1 - 2**24
    return odd.astype(np.float32) / np.float32(2**24)


def tensor_values(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """As varied as torchvision's initialisation; batch norm is not left at ones and zeros, which would hide errors.

    Each block's last batch norm and the last layer are a quarter of that: at full strength the ten steps are so chaotic
    that PyTorch's own float32 is 0.5 % away from its float64 in the end.
    """
    values = uniform(name, int(np.prod(shape)))
    if len(shape) == 4:
        values = values * np.sqrt(np.float32(6) / np.float32(shape[0] * shape[2] * shape[3]))
    elif name.startswith("fc."):
        values = values * (np.float32(1) / np.sqrt(np.float32(512)))
    elif name.endswith((".weight", ".running_var")):
        values = values * np.float32(0.25) + np.float32(1)
    else:
        values = values * np.float32(0.125)
    if name.startswith("fc.") or name.endswith("bn2.weight"):
        values = values * np.float32(0.25)
    return values.reshape(shape)


def network() -> torch.nn.Module:
    model = torchvision.models.resnet18(weights=None, num_classes=CLASSES)
    state = model.state_dict()
    for name, tensor in state.items():
        if not name.endswith("num_batches_tracked"):
            state[name] = torch.from_numpy(tensor_values(name, tuple(tensor.shape)))
    model.load_state_dict(state)
    return model.double()


def picture(number: int, side: int) -> np.ndarray:
    """Bytes [3, side, side]: waves that depend on the class, which is the number's last digit, and noise."""
    channel, y, x = np.meshgrid(np.arange(3), np.arange(side), np.arange(side), indexing="ij")
    kind = number % CLASSES
    waves = (x * (kind + 1) + y * (2 * channel + 1) * (kind % 3 + 1)) * 8 % 128
    noise = hashes("pictures", ((number * 3 + channel) * side + y) * side + x) >> np.uint32(25)
    return (waves + noise).astype(np.uint8)


def normalised(numbers: range, side: int) -> torch.Tensor:
    """Mean 0.5 and deviation 0.5 of a full byte."""
    pixels = np.stack([picture(number, side) for number in numbers]).astype(np.float32)
    return torch.from_numpy((pixels - np.float32(127.5)) / np.float32(127.5)).double()


def samples(tensor: torch.Tensor) -> np.ndarray:
    """All of a small tensor; of a large one entries that are spread by a prime."""
    flat = tensor.detach().numpy().ravel()
    return flat if flat.size <= SAMPLES_A_TENSOR else flat[np.arange(SAMPLES_A_TENSOR) * 7919 % flat.size]


def write(name: str, parts: list[np.ndarray]) -> None:
    path = pathlib.Path(__file__).parent / f"resnet18_{name}.bin"
    np.concatenate([part.ravel() for part in parts]).astype("<f4").tofile(path)
    print(path.name, path.stat().st_size, "bytes")


def write_answers() -> None:
    """Of one picture a side, in inference mode: 512 features, then the logits."""
    model, found = network().eval(), []
    pooled = model.avgpool.register_forward_hook(lambda _, __, output: found.append(output.detach().numpy()))
    with torch.no_grad():
        for number, side in enumerate(SIDES):
            found.append(model(normalised(range(number, number + 1), side)).numpy())
    pooled.remove()
    write("answers", found)
    print("largest feature", max(np.abs(part).max() for part in found))


def write_training() -> None:
    """Ten steps: the losses, each gradient of the first step, and the running statistics at the end."""
    model = network().train()
    optimiser = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    losses, gradients, distances = [], [], []
    for module in model.modules():
        if isinstance(module, torch.nn.ReLU):
            module.register_forward_pre_hook(lambda _, inputs: distances.append(inputs[0].abs().min().item()))
    for step in range(STEPS):
        numbers = range(FIRST + step * BATCH, FIRST + (step + 1) * BATCH)
        labels = torch.tensor([number % CLASSES for number in numbers])
        loss = torch.nn.functional.cross_entropy(model(normalised(numbers, SIDE)), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        if step == 0:
            assert min(distances) >= LEAST_DISTANCE, min(distances)
            for _, parameter in model.named_parameters():
                gradient = parameter.grad
                gradients += [np.array([gradient.norm(), gradient.abs().max()]), samples(gradient)]
    write("losses", [np.array(losses)])
    write("gradients", gradients)
    write("running", [value.numpy() for name, value in model.named_buffers() if "running" in name])
    print("losses", ", ".join(f"{loss:.6f}" for loss in losses))


torch.set_num_threads(1)
write_answers()
write_training()
