# Optuna with PyTorch on Fashion-MNIST, the way its users do: TPE and Hyperband, processes that share a journal, the space of
# fashion.conf, the winner trained once more on training and validation rows and tested on the test rows.
#   fashion_peer.py DATA SECONDS PROCESSES
import gzip
import multiprocessing
import os
import sys
import tempfile
import time

import numpy as np
import optuna
import torch
import torch.nn as nn
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

EPOCHS, BATCH, CLASSES = 27, 64, 10


def rows(data, name, first, last):
    with gzip.open(os.path.join(data, name + "-images-idx3-ubyte.gz")) as file:
        x = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)[first:last]
    with gzip.open(os.path.join(data, name + "-labels-idx1-ubyte.gz")) as file:
        y = np.frombuffer(file.read(), np.uint8, offset=8)[first:last]
    return torch.from_numpy(x.astype(np.float32)), torch.from_numpy(y.astype(np.int64))


def scaled(x, fitted):
    return (x - fitted.mean()) / fitted.std()


def suggested(trial):
    return {
        "conv-layers": trial.suggest_int("conv-layers", 1, 3),
        "filters": trial.suggest_int("filters", 16, 64, log=True),
        "kernel-size": trial.suggest_categorical("kernel-size", [3, 5]),
        "pooling": trial.suggest_categorical("pooling", ["max", "average"]),
        "normalization": trial.suggest_categorical("normalization", ["none", "batch"]),
        "units": trial.suggest_int("units", 32, 128, log=True),
        "dropout": trial.suggest_float("dropout", 0, 0.5),
        "learning-rate": trial.suggest_float("learning-rate", 3e-4, 1e-2, log=True),
    }


def network(values):
    layers, channels, size = [], 1, 28
    for layer in range(values["conv-layers"]):
        filters = values["filters"] * 2 ** layer
        layers.append(nn.Conv2d(channels, filters, values["kernel-size"], padding="same"))
        if values["normalization"] == "batch":
            layers.append(nn.BatchNorm2d(filters))
        layers += [nn.ReLU(), (nn.MaxPool2d if values["pooling"] == "max" else nn.AvgPool2d)(2)]
        channels, size = filters, size // 2
    layers += [nn.Flatten(), nn.Linear(channels * size * size, values["units"]), nn.ReLU(), nn.Dropout(values["dropout"]),
               nn.Linear(values["units"], CLASSES)]
    return nn.Sequential(*layers).to(memory_format=torch.channels_last)


def trained(values, x, y, report):
    net = network(values)
    adam = torch.optim.Adam(net.parameters(), lr=values["learning-rate"], fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, EPOCHS)
    loss = nn.CrossEntropyLoss()
    for epoch in range(EPOCHS):
        net.train()
        order = torch.randperm(len(x))
        for at in range(0, len(x), BATCH):
            chosen = order[at:at + BATCH]
            adam.zero_grad()
            loss(net(x[chosen].contiguous(memory_format=torch.channels_last)), y[chosen]).backward()
            adam.step()
        schedule.step()
        if not report(net.eval(), epoch + 1):
            break
    return net.eval()


@torch.no_grad()
def accuracy(net, x, y):
    right = 0
    for at in range(0, len(x), 500):
        right += int((net(x[at:at + 500].contiguous(memory_format=torch.channels_last)).argmax(1) == y[at:at + 500]).sum())
    return right / len(x)


def sampler(seed):
    return optuna.samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True)


def pruner():
    return optuna.pruners.HyperbandPruner(min_resource=1, max_resource=EPOCHS, reduction_factor=3)


def search(data, journal, end, seed):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    x, y = rows(data, "train", 0, 10000)
    vx, vy = rows(data, "train", 10000, 15000)
    vx, x = scaled(vx, x), scaled(x, x)
    study = optuna.load_study(study_name="fashion", storage=JournalStorage(JournalFileBackend(journal)),
                              sampler=sampler(seed), pruner=pruner())

    def objective(trial):
        value = [0.0]

        def report(net, epoch):
            value[0] = accuracy(net, vx, vy)
            trial.report(value[0], epoch)
            if trial.should_prune():
                raise optuna.TrialPruned()
            if time.time() > end:
                raise optuna.TrialPruned()
            return True

        trained(suggested(trial), x, y, report)
        return value[0]

    study.optimize(objective, timeout=max(1, end - time.time()))


def main():
    data, seconds, processes = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    began = time.time()
    with tempfile.TemporaryDirectory() as folder:
        journal = os.path.join(folder, "journal.log")
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        study = optuna.create_study(study_name="fashion", storage=JournalStorage(JournalFileBackend(journal)),
                                    direction="maximize")
        workers = [multiprocessing.get_context("spawn").Process(target=search, args=(data, journal, began + seconds, seed))
                   for seed in range(processes)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        done = [t for t in study.trials if t.intermediate_values]
        # Those that were trained in full first, as study.best_trial has it.
        best = max(done, key=lambda t: (t.state == optuna.trial.TrialState.COMPLETE, t.intermediate_values[t.last_step]))
        epochs = sum(len(t.intermediate_values) for t in study.trials)
        trials = len(study.trials)
    torch.set_num_threads(processes)
    torch.manual_seed(0)
    x, y = rows(data, "train", 0, 15000)
    tx, ty = rows(data, "t10k", 0, 10000)
    tx, x = scaled(tx, x), scaled(x, x)
    net = trained(best.params, x, y, lambda net, epoch: True)
    print("Optuna %s + PyTorch %s: %d trials, %d epochs, validation %.4f, test %.4f" % (
        optuna.__version__, torch.__version__, trials, epochs, best.intermediate_values[best.last_step], accuracy(net, tx, ty)), flush=True)


if __name__ == "__main__":
    main()
