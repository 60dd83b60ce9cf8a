"""Makes reference.json: metrics by scikit-learn for the cases in it. Run: python reference.py > reference.json"""
import json
import warnings

import numpy as np
from scipy.special import softmax
from sklearn import metrics

warnings.simplefilter("ignore")
rng = np.random.default_rng(20261121)


def one_vs_rest(y, p):
    areas = [metrics.roc_auc_score(y == c, p[:, c]) for c in range(p.shape[1]) if 0 < (y == c).sum() < len(y)]
    return float(np.mean(areas)) if areas else None


def precision_recall(y, p):
    areas = [metrics.average_precision_score(y == c, p[:, c]) for c in range(p.shape[1]) if 0 < (y == c).sum() < len(y)]
    return float(np.mean(areas)) if areas else None


def classification(name, logits, y, k):
    z = np.asarray(logits, dtype=np.float32)
    y = np.asarray(y)
    rows, classes = z.shape
    p = softmax(z.astype(np.float64), axis=1)
    predicted = z.argmax(axis=1)
    labels = list(range(classes))
    if classes == 2:
        # The margin orders rows as the probability of class 1 does, without its rounding.
        margin = z[:, 1].astype(np.float64) - z[:, 0]
        area = float(metrics.roc_auc_score(y, margin)) if 0 < y.sum() < rows else None
        average = float(metrics.average_precision_score(y, margin)) if 0 < y.sum() < rows else None
    else:
        area = one_vs_rest(y, p)
        average = precision_recall(y, p)
    # scikit-learn takes the larger index of equal scores, Whittle the smaller: turned round, they agree.
    top = metrics.top_k_accuracy_score(classes - 1 - y, z[:, ::-1], k=k, labels=labels) if classes > 2 else None
    values = {
        "accuracy": metrics.accuracy_score(y, predicted),
        "macro-f1": metrics.f1_score(y, predicted, average="macro"),
        "weighted-f1": metrics.f1_score(y, predicted, average="weighted"),
        "log-loss": metrics.log_loss(y, p, labels=labels),
        "mcc": metrics.matthews_corrcoef(y, predicted),
        "balanced-accuracy": metrics.balanced_accuracy_score(y, predicted),
        "precision": metrics.precision_score(y, predicted, average="macro", zero_division=0),
        "recall": metrics.recall_score(y, predicted, average="macro", zero_division=0),
        # Sums of squares over the classes, halved for two of them: scale_by_half="auto".
        "brier": metrics.brier_score_loss(y, p if classes > 2 else p[:, 1], labels=labels),
    }
    if average is not None:
        values["pr-auc"] = average
    if area is not None:
        values["roc-auc"] = area
    if top is not None:
        values["top-k-accuracy"] = top
    return {"name": name, "classes": classes, "top-k": k, "logits": z.ravel().astype(float).tolist(),
            "labels": y.tolist(), "metrics": {m: float(v) for m, v in values.items()}}


def regression(name, predictions, targets):
    p = np.asarray(predictions, dtype=np.float32)
    t = np.asarray(targets, dtype=np.float32)
    p64, t64 = p.astype(np.float64), t.astype(np.float64)
    return {"name": name, "predictions": p.astype(float).tolist(), "targets": t.astype(float).tolist(), "metrics": {
        "rmse": float(metrics.root_mean_squared_error(t64, p64)),
        "mae": float(metrics.mean_absolute_error(t64, p64)),
        "r2": float(metrics.r2_score(t64, p64))}}


def noisy(rows, classes, present, skill=2.0, grid=None):
    y = rng.choice(present, rows)
    z = rng.normal(0, 2, (rows, classes))
    z[np.arange(rows), y] += skill
    return (np.round(z / grid) * grid if grid else np.round(z, 4)), y


def repeated(z, y, times):
    """Equal scores, whatever the rounding, with other labels."""
    return np.tile(z, (times, 1)), np.concatenate([np.roll(y, shift) for shift in range(times)])


def paired(z, y):
    z[:, 1::2] = z[:, 0::2]
    return z, y


cases = [
    classification("two classes", *noisy(60, 2, [0, 1]), 1),
    classification("two classes with equal scores", *noisy(80, 2, [0, 1], grid=1.0), 1),
    classification("two classes, one of them rare", *noisy(60, 2, [0] * 19 + [1]), 1),
    classification("two classes, only one present", *noisy(20, 2, [1]), 1),
    classification("ten classes", *noisy(120, 10, range(10)), 3),
    classification("ten classes, each row four times", *repeated(*noisy(30, 10, range(10)), 4), 3),
    classification("ten classes, pairs of equal logits in a row", *paired(*noisy(120, 10, range(10))), 3),
    classification("five classes, labels from three", *noisy(50, 5, [0, 2, 3], skill=3.0), 2),
    classification("four classes, only one present", *noisy(20, 4, [2]), 2),
    classification("five classes, some neither label nor prediction",
                   [[5, 1, 0, -9, -9], [4, 1, 1, -9, -9], [0, 3, 1, -9, -9], [0, 3, 2, -9, -9]], [0, 1, 1, 0], 2),
    classification("sure and wrong", [[100, -100, 0], [-80, 90, 0], [0, 0, 0], [1e30, -1e30, 0]], [1, 1, 2, 2], 1),
]
straight = np.round(rng.normal(10, 5, 50), 4)
numbers = [
    regression("noise of two", straight + np.round(rng.normal(0, 2, 50), 4), straight),
    regression("worse than the mean", 20 - straight, straight),
    regression("exact", straight, straight),
    regression("constant target, wrong", straight, [0.1] * 50),
    regression("constant target, exact", [0.1] * 50, [0.1] * 50),
    regression("large offset", 1e6 + straight, 1e6 + straight[::-1]),
]
print(json.dumps({"classification": cases, "regression": numbers}, indent=None, separators=(",", ":"))
      .replace('{"name"', '\n{"name"'))
