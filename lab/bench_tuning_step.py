"""bench_tuning_step.py TIME_TUNING [STEPS]: one step of the last three blocks, ours beside PyTorch's, one thread each.

TIME_TUNING is the program of that name in Cargo's target folder, and `weights/peers` must hold the network as plain
numbers (`export_for_peers`). Needs torch and numpy. PyTorch gets the same maps and the same weights, and as ours SGD
with momentum 0.9, batch 16; once with its own order of channels and once with channels last. The losses of the first
three steps must agree before anything is timed; then all three take turns, in the opposite order each round.

With ONEDNN_MAX_CPU_ISA=SSE41, ATEN_CPU_CAPABILITY=default and MKL_ENABLE_INSTRUCTIONS=SSE4_2 in the environment, PyTorch
has vectors as long as ours.
"""

import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
import torch
import torch.nn.functional as F

BATCH, CLASSES, SIDE, CHANNELS = 16, 5, 7, 192
LEARNING_RATE, MOMENTUM, NORMALISED_LENGTH = 0.01, 0.9, 10.0
COMPARED_STEPS = 3
# As a share: what rounding in another order makes of a loss, a hundred times over.
LARGEST_DIFFERENCE = 1e-4
# Each convolution's name and whether ReLU6 follows; a block adds its input where its shape allows.
BLOCKS = [
    [("blocks.13.expand", True), ("blocks.13.depthwise", True), ("blocks.13.project", False)],
    [("blocks.14.expand", True), ("blocks.14.depthwise", True), ("blocks.14.project", False)],
    [("blocks.15.expand", True), ("blocks.15.depthwise", True), ("blocks.15.project", False)],
    [("head", True)],
]


class Ours:
    """The native engine, a step a line."""

    def __init__(self, program: str, folder: str) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen([program, folder], text=True, **pipes)
        assert self.process.stdout.readline() == "ready\n", "time_tuning did not start"

    def step(self) -> tuple[float, float]:
        self.process.stdin.write("step\n")
        self.process.stdin.flush()
        loss, millis, self.longest = map(float, self.process.stdout.readline().split())
        return loss, millis

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()


class Theirs:
    """The same layers in PyTorch."""

    def __init__(self, network: dict, maps: np.ndarray, head: np.ndarray, memory_format: torch.memory_format) -> None:
        self.maps = torch.from_numpy(maps).permute(0, 3, 1, 2).contiguous(memory_format=memory_format)
        self.labels = torch.arange(BATCH) % CLASSES
        self.layers = {
            name: [
                torch.nn.Parameter(torch.from_numpy(network[f"{name}.weight"]).to(memory_format=memory_format)),
                torch.nn.Parameter(torch.from_numpy(network[f"{name}.bias"])),
            ]
            for block in BLOCKS
            for name, _ in block
        }
        self.head = [torch.nn.Parameter(torch.from_numpy(head.T.copy())), torch.nn.Parameter(torch.zeros(CLASSES))]
        parameters = [one for layer in self.layers.values() for one in layer] + self.head
        self.optimiser = torch.optim.SGD(parameters, lr=LEARNING_RATE, momentum=MOMENTUM)

    def step(self) -> tuple[float, float]:
        begin = time.perf_counter()
        self.optimiser.zero_grad()
        activations = self.maps
        for block in BLOCKS:
            before = activations
            for name, is_activated in block:
                weight, bias = self.layers[name]
                groups = weight.shape[0] if weight.shape[1] == 1 else 1
                padding = weight.shape[2] // 2
                activations = F.conv2d(activations, weight, bias, padding=padding, groups=groups)
                if is_activated:
                    activations = F.relu6(activations, inplace=True)
            if len(block) > 1 and activations.shape == before.shape:
                activations = activations + before
        features = F.normalize(activations.mean(dim=(2, 3))) * NORMALISED_LENGTH
        loss = F.cross_entropy(F.linear(features, *self.head), self.labels)
        loss.backward()
        self.optimiser.step()
        return loss.item(), (time.perf_counter() - begin) * 1000


def main() -> None:
    program, steps = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 15
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    network = network_from_file(pathlib.Path("weights/peers/efficientnet-lite0"))
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(program, folder)
        maps = np.fromfile(f"{folder}/maps.bin", "<f4").reshape(BATCH, SIDE, SIDE, CHANNELS)
        head = np.fromfile(f"{folder}/head.bin", "<f4").reshape(-1, CLASSES)
    runners = {
        "ours": ours,
        "PyTorch": Theirs(network, maps, head, torch.contiguous_format),
        "PyTorch, channels last": Theirs(network, maps, head, torch.channels_last),
    }
    compare(runners)
    times = {name: [] for name in runners}
    for turn in range(steps):
        for name in list(runners) if turn % 2 == 0 else reversed(runners):
            times[name].append(runners[name].step()[1])
    ours.end()
    for name, millis in times.items():
        print(f"{name}: {statistics.median(millis):.1f} ms ({min(millis):.1f}–{max(millis):.1f}, n = {steps})")
    medians = {name: statistics.median(millis) for name, millis in times.items()}
    fastest = min((name for name in medians if name != "ours"), key=medians.get)
    print(f"ratio: {medians['ours'] / medians[fastest]:.2f} × {fastest}")
    print(multiply_adds_in_words(network, medians))
    capability = torch.backends.cpu.get_cpu_capability()
    narrowed = os.environ.get("ONEDNN_MAX_CPU_ISA", "no limit")
    print(f"torch {torch.__version__}, {capability}, oneDNN: {narrowed}, Python {platform.python_version()}")


def compare(runners: dict) -> None:
    for number in range(1, COMPARED_STEPS + 1):
        losses = {name: runner.step()[0] for name, runner in runners.items()}
        longest = runners["ours"].longest
        assert longest < 1, f"a gradient of length {longest} was shortened, which PyTorch does not do"
        print(f"loss {number}: " + ", ".join(f"{name} {loss:.7f}" for name, loss in losses.items()))
        for name, loss in losses.items():
            share = abs(loss - losses["ours"]) / losses["ours"]
            assert share <= LARGEST_DIFFERENCE, f"{name} does not learn what ours learns: {loss}, {losses['ours']}"


def multiply_adds_in_words(network: dict, medians: dict) -> str:
    """Forward, gradient of the weights, gradient of all maps but the first."""
    forward = [network[f"{name}.weight"].size * SIDE * SIDE for block in BLOCKS for name, _ in block]
    all_steps = BATCH * (3 * sum(forward) - forward[0])
    speeds = ", ".join(f"{name} {all_steps / millis / 1e6:.1f}" for name, millis in medians.items())
    return f"{all_steps / 1e9:.2f} billion multiply-adds; billions a second: {speeds}"


def network_from_file(path: pathlib.Path) -> dict:
    values = np.fromfile(f"{path}.bin", "<f4")
    tensors = json.loads(pathlib.Path(f"{path}.json").read_text())
    return {
        one["name"]: values[one["offset"] : one["offset"] + int(np.prod(one["shape"]))].reshape(one["shape"]).copy()
        for one in tensors
    }


main()
