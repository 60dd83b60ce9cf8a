# Optuna with PyTorch on the race with images: random configurations of images-race.conf, W processes over one journal, a
# thread each, an evaluation after each epoch. Prints a line of JSON.
#
#   images_peer.py CONFIGURATIONS EPOCHS PROCESSES
import json
import multiprocessing as mp
import os
import sys
import tempfile
import time


def space(t):
    return dict(filters=t.suggest_int("filters", 4, 16, log=True), growth=t.suggest_float("growth", 1, 2.5),
                kernel=t.suggest_categorical("kernel", [3, 5]), pooling=t.suggest_categorical("pooling", ["max", "average"]),
                units=t.suggest_int("units", 32, 128, log=True), dropout=t.suggest_float("dropout", 0, 0.5),
                rate=t.suggest_float("rate", 3e-4, 1e-2, log=True))


def load():
    import numpy as np
    import torch
    from sklearn.datasets import load_digits
    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(42).permutation(len(y))
    x, y = x[order], y[order]
    test = val = int(0.2 * len(y))
    train, val = slice(test + val, None), slice(test, test + val)
    x = ((x - x[train].mean()) / x[train].std()).astype("float32").reshape(-1, 1, 8, 8)
    return [(torch.from_numpy(x[s]), torch.from_numpy(y[s])) for s in (train, val)]


def network(c):
    from torch import nn
    pool = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}[c["pooling"]]
    second = round(c["filters"] * c["growth"])
    drop = c["dropout"]
    return nn.Sequential(
        nn.Conv2d(1, c["filters"], c["kernel"], padding="same"), nn.ReLU(), pool(2),
        nn.Conv2d(c["filters"], second, c["kernel"], padding="same"), nn.ReLU(), pool(2), nn.Flatten(),
        nn.Linear(4 * second, c["units"]), nn.ReLU(), nn.Dropout(drop),
        nn.Linear(c["units"], c["units"]), nn.ReLU(), nn.Dropout(drop), nn.Linear(c["units"], 10))


def worker(path, k, count, epochs, started, done):
    import optuna
    import torch
    torch.set_num_threads(1)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    (x, y), (vx, vy) = load()
    storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(path))
    study = optuna.load_study(study_name="s", storage=storage, sampler=optuna.samplers.RandomSampler(seed=k))

    def objective(trial):
        with started.get_lock():
            started.value += 1
            if started.value > count:
                study.stop()
                raise optuna.TrialPruned()
        c = space(trial)
        net = network(c)
        adam = torch.optim.Adam(net.parameters(), c["rate"])
        loss = torch.nn.CrossEntropyLoss()
        accuracy = 0
        for epoch in range(epochs):
            net.train()
            for i in torch.randperm(len(y)).split(64):
                adam.zero_grad()
                loss(net(x[i]), y[i]).backward()
                adam.step()
            net.eval()
            with torch.no_grad():
                accuracy = (net(vx).argmax(1) == vy).float().mean().item()
            trial.report(accuracy, epoch)
            done.append((time.time(), accuracy))
        return accuracy

    study.optimize(objective)


if __name__ == "__main__":
    import optuna
    count, epochs, processes = (int(argument) for argument in sys.argv[1:4])
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    journal = os.path.join(tempfile.mkdtemp(), "journal")
    optuna.create_study(study_name="s", direction="maximize", storage=optuna.storages.JournalStorage(
        optuna.storages.journal.JournalFileBackend(journal)))
    done, started = mp.Manager().list(), mp.Value("i", 0)
    workers = [mp.Process(target=worker, args=(journal, k, count, epochs, started, done)) for k in range(processes)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    # From the first fifth on, as ours is measured: imports are not what is compared.
    ended = sorted(t for t, _ in done)
    first = len(ended) // 5
    print(json.dumps(dict(peer="optuna-images", epochs=len(ended), best_val=round(max(a for _, a in done), 4),
                          epochs_per_s=round((len(ended) - first) / (ended[-1] - ended[first - 1]), 1))))
