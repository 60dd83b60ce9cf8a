# Makes layers.json beside this file: what PyTorch's own layers give in double precision for the networks of LayerReferenceTest,
# with numbers that both make by the same formula.
#
#   python layers.py          with torch 2.7 or later
import json
import math
import os

import torch
import torch.nn as nn
import torch.nn.functional as F

ROWS = 6
CLASSES = 3


class Flat(nn.Module):
    """Channels last, as Whittle has images."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


class Mean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


class Residual(nn.Module):
    def __init__(self, inner, around=None):
        super().__init__()
        self.inner, self.around = inner, around

    def forward(self, x):
        return self.inner(x) + (x if self.around is None else self.around(x))


def networks():
    yield "lenet", (8, 7, 2), nn.Sequential(nn.Conv2d(2, 4, 3), nn.ReLU(), nn.MaxPool2d(2), Flat(), nn.Linear(24, 5), nn.Tanh(),
                                            nn.Linear(5, CLASSES))
    yield "residual", (8, 8, 3), nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(),
        Residual(nn.Sequential(nn.Conv2d(4, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1))),
        nn.ReLU(),
        Residual(nn.Sequential(nn.Conv2d(4, 6, 3, stride=2, padding=1), nn.BatchNorm2d(6), nn.ReLU(),
                               nn.Conv2d(6, 6, 3, padding=1)), nn.Conv2d(4, 6, 1, stride=2)),
        nn.ReLU(), Mean(), nn.Linear(6, CLASSES))
    yield "kinds", (7, 7, 2), nn.Sequential(
        nn.Conv2d(2, 4, 4, padding="same", groups=2), nn.GELU(), nn.AvgPool2d(2, 1), nn.Conv2d(4, 6, 3, dilation=2, padding="same"),
        nn.GroupNorm(3, 6), nn.Tanh(), nn.MaxPool2d(3, 2), nn.Conv2d(6, 4, 2, padding="same"), nn.GroupNorm(1, 4), nn.AdaptiveMaxPool2d(1),
        nn.Flatten(), nn.Linear(4, 6), nn.LayerNorm(6), nn.Tanh(), nn.Linear(6, CLASSES))


def number(i, seed):
    return float(torch.tensor(math.sin(1.7 * i + seed), dtype=torch.float32))


def case(name, shape, network):
    network = network.double()
    at = 0
    with torch.no_grad():
        for parameter in network.parameters():
            flat = parameter.view(-1)
            # γ is about 1, and what else there is about 0.
            one = 1 if parameter.ndim == 1 and torch.all(parameter == 1) else 0
            for i in range(flat.numel()):
                flat[i] = float(torch.tensor(one + 0.4 * number(at, 1), dtype=torch.float32))
                at += 1
    height, width, channels = shape
    features = height * width * channels
    rows = torch.tensor([number(i, 2) for i in range(ROWS * features)], dtype=torch.float64)
    x = rows.view(ROWS, height, width, channels).permute(0, 3, 1, 2)
    y = torch.tensor([row % CLASSES for row in range(ROWS)])
    network.train()
    loss = F.cross_entropy(network(x), y)
    loss.backward()
    gradient = torch.cat([p.grad.reshape(-1) for p in network.parameters()])
    with torch.no_grad():
        for p in network.parameters():
            p -= p.grad
        network.eval()
        outputs = network(x)
    return {"name": name, "loss": loss.item(), "gradient": [round(g, 9) for g in gradient.tolist()],
            "outputs": [round(o, 9) for o in outputs.flatten().tolist()]}


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "layers.json"), "w") as out:
    json.dump([case(*n) for n in networks()], out)
    out.write("\n")
