"""Prints the first ten training losses of the head for each optimiser, computed with numpy in float64.

Full batches, so that the order of the examples does not matter; `tests/head_learns.rs` has the same data and
settings and compares. Run: python tests/reference/generate_head_losses.py
"""

import numpy as np

EXAMPLES, LENGTH, CLASSES = 12, 1280, 3
LEARNING_RATES = {"sgd": 0.05, "adam": 0.0005, "adamw": 0.0005}
DECAY, SMOOTHING = 0.1, 0.1


def synthetic_features() -> np.ndarray:
    example, neuron = np.meshgrid(np.arange(EXAMPLES), np.arange(LENGTH), indexing="ij")
    noise = (example * 7919 + neuron * 104729) % 1009 / 1009
    signal = (neuron % CLASSES == example % CLASSES).astype(np.float64)
    features = noise + 0.5 * signal
    return features / np.linalg.norm(features, axis=1, keepdims=True) * 10


def softmax(logits: np.ndarray) -> np.ndarray:
    exponentials = np.exp(logits - logits.max(1, keepdims=True))
    return exponentials / exponentials.sum(1, keepdims=True)


def losses(optimiser: str) -> list[float]:
    learning_rate = LEARNING_RATES[optimiser]
    features, labels = synthetic_features(), np.arange(EXAMPLES) % CLASSES
    one_hot = np.eye(CLASSES)[labels]
    targets = one_hot * (1 - SMOOTHING) + SMOOTHING / CLASSES
    parameters = [np.zeros((LENGTH, CLASSES)), np.zeros(CLASSES)]
    first = [np.zeros_like(parameter) for parameter in parameters]
    second = [np.zeros_like(parameter) for parameter in parameters]
    found = []
    for step in range(1, 11):
        error = (softmax(features @ parameters[0] + parameters[1]) - targets) / EXAMPLES
        gradients = [features.T @ error, error.sum(0)]
        for index, gradient in enumerate(gradients):
            norm = np.linalg.norm(gradient)
            gradient = gradient * min(1.0, 10.0 / norm)
            if optimiser != "adamw":
                gradient = gradient + DECAY * parameters[index]
            if optimiser == "sgd":
                first[index] = 0.9 * first[index] + gradient
                change = learning_rate * first[index]
            else:
                first[index] = 0.9 * first[index] + 0.1 * gradient
                second[index] = 0.999 * second[index] + 0.001 * gradient**2
                mean, square = first[index] / (1 - 0.9**step), second[index] / (1 - 0.999**step)
                change = learning_rate * mean / (np.sqrt(square) + 1e-5)
                if optimiser == "adamw":
                    parameters[index] = parameters[index] * (1 - learning_rate * DECAY)
            parameters[index] = parameters[index] - change
        probabilities = softmax(features @ parameters[0] + parameters[1])
        found.append(-np.log(probabilities[np.arange(EXAMPLES), labels]).mean())
    return found


for optimiser in ("sgd", "adam", "adamw"):
    print(optimiser, ", ".join(f"{loss:.6f}" for loss in losses(optimiser)))
