# PyTorch, one network after another, in the faster of its two memory formats and with its fused Adam where that is faster: nets A,
# B and C of NetworksBench. Reads lines of "net batch seconds", answers each with samples a CPU-second.
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)


class A(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
        self.f1, self.f2, self.f3 = nn.Linear(256, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.c1(x)), 2)
        x = F.max_pool2d(F.relu(self.c2(x)), 2).flatten(1)
        return self.f3(F.relu(self.f2(F.relu(self.f1(x)))))


class B(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2 = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)
        self.f1, self.f2 = nn.Linear(1600, 128), nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.c1(x)), 2)
        x = F.max_pool2d(F.relu(self.c2(x)), 2).flatten(1)
        return self.f2(F.relu(self.f1(x)))


class Residual(nn.Module):
    def __init__(self, given, filters, stride):
        super().__init__()
        self.c1, self.b1 = nn.Conv2d(given, filters, 3, stride, 1, bias=False), nn.BatchNorm2d(filters)
        self.c2, self.b2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False), nn.BatchNorm2d(filters)
        self.around = nn.Conv2d(given, filters, 1, stride, bias=False) if stride != 1 or given != filters else None

    def forward(self, x):
        y = self.b2(self.c2(F.relu(self.b1(self.c1(x)))))
        return F.relu(y + (x if self.around is None else self.around(x)))


class C(nn.Module):
    def __init__(self):
        super().__init__()
        self.c, self.b = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        self.residuals = nn.Sequential(Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2))
        self.f = nn.Linear(64, 10)

    def forward(self, x):
        return self.f(self.residuals(F.relu(self.b(self.c(x)))).mean((2, 3)))


def training(name, batch, channels_last, fused):
    torch.manual_seed(0)
    net = {"A": A, "B": B, "C": C}[name]()
    x = torch.randn(batch, *((3, 32, 32) if name == "C" else (1, 28, 28)))
    y = torch.randint(0, 10, (batch,))
    if channels_last:
        net, x = net.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(net.parameters(), fused=fused)

    def step():
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    return step


def rate(step, batch, seconds):
    began, steps = time.thread_time(), 0
    while time.thread_time() - began < seconds:
        step()
        steps += 1
    return steps * batch / (time.thread_time() - began)


best = {}
for line in sys.stdin:
    name, batch, seconds = line.split()
    batch, seconds = int(batch), float(seconds)
    if (name, batch) not in best:
        ways = [training(name, batch, last, fused) for last in (False, True) for fused in (False, True)]
        for way in ways:
            rate(way, batch, 0.2)
        best[name, batch] = max(ways, key=lambda way: rate(way, batch, 1))
    print(rate(best[name, batch], batch, seconds), flush=True)
