# What PyTorch makes of one network, eagerly, as its tutorials have it: Adam, a step a batch, an evaluation after each epoch.
# Reads lines of "sizes batch rows validation device", answers each with samples a second of wall time; and "version".
import sys
import time

import torch


def sync(device):
    if device == "cuda":
        torch.cuda.synchronize()


def measured(sizes, batch, rows, validation, device):
    torch.manual_seed(1)
    layers = []
    for i, o in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(i, o), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1]).to(device)
    loss = torch.nn.CrossEntropyLoss()
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    x, y = torch.randn(rows, sizes[0], device=device), torch.arange(rows, device=device) % sizes[-1]
    vx, vy = torch.randn(validation, sizes[0], device=device), torch.arange(validation, device=device) % sizes[-1]

    def epoch():
        order, total = torch.randperm(rows, device=device), 0.0
        for at in range(0, rows, batch):
            chosen = order[at:at + batch]
            adam.zero_grad()
            value = loss(net(x[chosen]), y[chosen])
            value.backward()
            adam.step()
            total += value.detach()
        with torch.no_grad():
            outputs = net(vx)
            return float(total), float(loss(outputs, vy)), float((outputs.argmax(1) == vy).float().mean())

    epoch()
    epoch()
    sync(device)
    began, epochs = time.perf_counter(), 0
    while time.perf_counter() - began < 1.5:
        epoch()
        sync(device)
        epochs += 1
    return epochs * rows / (time.perf_counter() - began)


torch.set_num_threads(1)
for line in sys.stdin:
    words = line.split()
    if words == ["version"]:
        print("PyTorch", torch.__version__, flush=True)
    else:
        print(measured([int(s) for s in words[0].split(",")], int(words[1]), int(words[2]), int(words[3]), words[4]), flush=True)
