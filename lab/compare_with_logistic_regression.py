"""compare_with_logistic_regression.py FOLDER: the best logistic regression on the features and draws that
`measure_weights FOLDER` left there. Needs numpy and scikit-learn.

The regularisation is chosen on the test pictures, and features are tried raw, standardised and scaled to length
10, so the figure flatters scikit-learn; the head in the page has one setting for every set.
"""

import pathlib
import sys
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    for name in ("flowers", "caltech12"):
        features = np.fromfile(folder / f"{name}_features.bin", "<f4").reshape(-1, 1280).astype(np.float64)
        labels = np.load(folder / f"{name}_y.npy")
        draws = [np.array(line.split(), int) for line in (folder / f"{name}_draws.txt").read_text().splitlines()]
        best = (0.0, "")
        for kind in ("raw", "standardised", "length 10"):
            for c in 10.0 ** np.arange(-4, 5):
                accuracies = []
                for draw in draws:
                    inputs = features
                    if kind == "standardised":
                        mean, deviation = features[draw].mean(0), features[draw].std(0) + 1e-6
                        inputs = (features - mean) / deviation
                    elif kind == "length 10":
                        inputs = features / np.linalg.norm(features, axis=1, keepdims=True) * 10
                    model = LogisticRegression(C=c, max_iter=1000).fit(inputs[draw], labels[draw])
                    tested = np.setdiff1d(np.arange(len(labels)), draw)
                    accuracies.append(model.score(inputs[tested], labels[tested]))
                best = max(best, (float(np.mean(accuracies)), f"{kind}, C = {c:g}"))
        print(f"{name}: {best[0]:.4f} ({best[1]})")


main()
