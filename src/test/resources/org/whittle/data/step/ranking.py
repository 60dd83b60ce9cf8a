"""What features tell of a label, by scikit-learn 1.9.1, for FeatureRankingTest: writes ranking.json beside itself.

    pip install scikit-learn numpy && python ranking.py

The last two columns take few values. scikit-learn adds noise of 1e-10 to numbers before it looks for neighbours.
"""
import json
import os

import numpy as np
from sklearn.feature_selection import f_classif, f_regression, mutual_info_classif, mutual_info_regression
from sklearn.linear_model import Lasso, LogisticRegression

random = np.random.default_rng(3)
rows = 300
x = random.normal(size=(rows, 8))
x[:, 1] = 1000 + 3 * x[:, 1]
x[:, 6] = random.integers(0, 4, rows)
x[:, 7] = x[:, 0] > 0.3
score = 2 * x[:, 0] + 0.7 * (x[:, 1] - 1000) / 3 + np.abs(x[:, 3]) * 1.5 + 0.5 * x[:, 6]
classes = np.digitize(score + random.normal(size=rows), [0.5, 3])
target = score + 0.5 * random.normal(size=rows)
few = np.arange(8) >= 6
z = (x - x.mean(0)) / x.std(0)
t = (target - target.mean()) / target.std()


def entered(fit, largest):
    first = np.zeros(8)
    for halving in range(1, 11):
        weights = fit(largest * 2.0 ** -halving)
        first[(first == 0) & (weights > 1e-6)] = 2.0 ** -halving
    return first.tolist()


def logistic(penalty):
    model = LogisticRegression(penalty="l1", solver="saga", C=1 / (rows * penalty), tol=1e-8, max_iter=100_000)
    return np.abs(model.fit(z, classes).coef_).max(0)


one_hot = np.eye(3)[classes] - np.eye(3)[classes].mean(0)
made = {
    "x": x.tolist(), "classes": classes.tolist(), "target": target.tolist(),
    "variance": x.var(0, ddof=1).tolist(),
    "anova-classes": f_classif(x, classes)[0].tolist(),
    "anova-target": f_regression(x, target)[0].tolist(),
    "information-classes": mutual_info_classif(x, classes, discrete_features=few, random_state=0).tolist(),
    "information-target": mutual_info_regression(x, target, discrete_features=few, random_state=0).tolist(),
    "l1-classes": entered(logistic, np.abs(z.T @ one_hot).max() / rows),
    "l1-target": entered(lambda penalty: np.abs(Lasso(alpha=penalty, tol=1e-10, max_iter=100_000).fit(z, t).coef_),
                         np.abs(z.T @ t).max() / rows),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ranking.json"), "w") as file:
    json.dump(made, file)
