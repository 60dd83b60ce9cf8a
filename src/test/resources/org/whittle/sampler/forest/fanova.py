"""Makes fanova.csv: optuna's functional ANOVA of the trials in fanova-trials.csv, over ten seeds of its forest.

The trials are 400 of a digits study (conf/digits.conf), with their accuracy after one epoch; momentum, which only sgd has,
is left out, as optuna leaves out what not all trials have. Run beside the files, with optuna and scikit-learn:
    python fanova.py
"""
import csv
import math

import numpy as np
import optuna
from optuna.distributions import FloatDistribution
from optuna.importance import FanovaImportanceEvaluator

# Optuna measures a space by its values: where a parameter is searched on a log scale, its importance is that over the values
# themselves, of which those below a tenth of the range are hardly any; and a choice is three columns of 0 and 1 to it, of which
# most points are no choice at all. So that both measure the same space, numbers are given by their scale's coordinate,
# and choices by the index of the value, each in the middle of its third.
CHOICES = {"activation": ["relu", "tanh", "gelu"], "optimizer": ["sgd", "adam", "rmsprop"], "batch-size": ["32", "64", "128"]}
LOG = {"units": (16, 128), "learning-rate": (1e-4, 1e-1), "weight-decay": (1e-6, 1e-2)}
SPACE = {
    "layers": FloatDistribution(0.5, 3.5),
    "units": FloatDistribution(0, 1),
    "activation": FloatDistribution(-0.5, 2.5),
    "dropout": FloatDistribution(0, 0.5),
    "optimizer": FloatDistribution(-0.5, 2.5),
    "learning-rate": FloatDistribution(0, 1),
    "weight-decay": FloatDistribution(0, 1),
    "batch-size": FloatDistribution(-0.5, 2.5),
}


def value(name, text):
    if name in CHOICES:
        return CHOICES[name].index(text)
    if name in LOG:
        low, high = LOG[name]
        return math.log(float(text) / low) / math.log(high / low)
    return float(text)


optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.create_study(direction="maximize")
with open("fanova-trials.csv", newline="") as file:
    for row in csv.DictReader(file):
        study.add_trial(optuna.trial.create_trial(
            params={name: value(name, row[name]) for name in SPACE}, distributions=SPACE, value=float(row["accuracy"])))
runs = [optuna.importance.get_param_importances(
    study, evaluator=FanovaImportanceEvaluator(n_trees=64, max_depth=64, seed=seed), normalize=False) for seed in range(10)]
with open("fanova.csv", "w") as file:
    file.write("# optuna %s\nparameter,mean,deviation\n" % optuna.__version__)
    for name in SPACE:
        shares = [run[name] for run in runs]
        file.write("%s,%.5f,%.5f\n" % (name, np.mean(shares), np.std(shares, ddof=1)))
