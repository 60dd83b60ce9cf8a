"""Makes reference.json: what PyTorch computes, in float64, for the formulas that org.whittle.train writes out itself.

Run: python3 reference.py > reference.json   (made with PyTorch 2.13; nothing in it depends on its generator's version)
"""
import json
import math

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

STEPS = 50
SIZE = 23
ALONE = ["one-cycle", "warm-restarts"]

ACTIVATIONS = {
    "relu": torch.nn.ReLU, "leaky-relu": torch.nn.LeakyReLU, "elu": torch.nn.ELU, "selu": torch.nn.SELU,
    "gelu": torch.nn.GELU, "silu": torch.nn.SiLU, "mish": torch.nn.Mish, "tanh": torch.nn.Tanh,
    "sigmoid": torch.nn.Sigmoid, "softplus": torch.nn.Softplus, "hard-swish": torch.nn.Hardswish}


def values(count, phase):
    """Numbers without pattern, the same on every machine, and exact in float32."""
    raw = torch.tensor([math.sin(1.7 * i * i + 0.9 * i + phase) for i in range(count)])
    return (raw * 65536).round() / 65536


def gradient(w, step):
    """A bowl whose centre wanders, computed alike in the test."""
    i = torch.arange(len(w), dtype=torch.float64)
    return (0.5 + i / len(w)) * w + torch.cos(step + i)


def alone(schedule, base, steps_per_epoch, max_epochs, warmup, step_size, final, rise, growth):
    """Rates of schedulers that SequentialLR does not join: laid over the steps after the warm-up."""
    s = torch.optim.lr_scheduler
    rest = max_epochs * steps_per_epoch - warmup
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
    scheduler = {
        "one-cycle": lambda: s.OneCycleLR(optimizer, max_lr=base, total_steps=rest, pct_start=rise, cycle_momentum=False),
        "warm-restarts": lambda: s.CosineAnnealingWarmRestarts(optimizer, T_0=step_size * steps_per_epoch, T_mult=growth,
                                                               eta_min=final * base)}[schedule]()
    rates = [base * (i + 1) / warmup for i in range(warmup)]
    for _ in range(rest):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(rates) < max_epochs * steps_per_epoch:
            scheduler.step()
    return rates


def schedulers(optimizer, shape, steps_per_epoch, max_epochs, warmup, step_size, gamma, final):
    s = torch.optim.lr_scheduler
    rest = max_epochs * steps_per_epoch - warmup
    base = optimizer.param_groups[0]["lr"]
    main = {
        "constant": lambda: s.ConstantLR(optimizer, factor=1.0, total_iters=0),
        "step": lambda: s.StepLR(optimizer, step_size=step_size * steps_per_epoch, gamma=gamma),
        "exponential": lambda: s.ExponentialLR(optimizer, gamma=gamma ** (1 / steps_per_epoch)),
        "cosine": lambda: s.CosineAnnealingLR(optimizer, T_max=rest, eta_min=final * base)}[shape]()
    if warmup == 0:
        return main
    if warmup == 1:
        first = s.ConstantLR(optimizer, factor=1.0, total_iters=0)
    else:
        first = s.LinearLR(optimizer, start_factor=1 / warmup, end_factor=1.0, total_iters=warmup - 1)
    return s.SequentialLR(optimizer, [first, main], milestones=[warmup])


class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, algorithm 2; torch.optim has none."""

    def __init__(self, params, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("exp_avg", torch.zeros_like(p))
                update = torch.sign(beta1 * m + (1 - beta1) * p.grad)
                p.sub_(group["lr"] * (update + group["weight_decay"] * p))
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)


def optimizer_case(name, kind, schedule="constant", warmup=0, clip=0.0, rise=0.3, growth=1, **options):
    w = torch.nn.Parameter(values(SIZE, 0.3))
    rate = options.pop("lr")
    make = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW,
            "rmsprop": torch.optim.RMSprop, "adagrad": torch.optim.Adagrad, "lion": Lion, "radam": torch.optim.RAdam}[kind]
    optimizer = make([w], lr=rate, **options)
    own = alone(schedule, rate, 5, 12, warmup, 3, 0.05, rise, growth) if schedule in ALONE else None
    scheduler = None if own else schedulers(optimizer, schedule, 5, 12, warmup, 3, 0.6, 0.05)
    rates, weights = [], []
    for step in range(STEPS):
        w.grad = gradient(w.detach(), step)
        if clip > 0:
            torch.nn.utils.clip_grad_norm_([w], clip)
        if own:
            optimizer.param_groups[0]["lr"] = own[step]
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if scheduler:
            scheduler.step()
        if (step + 1) % 10 == 0:
            weights.append(w.detach().tolist())
    betas = options.get("betas", (0.9, 0.999))
    return dict(name=name, optimizer=kind, schedule=schedule, warmupSteps=warmup, clipNorm=clip, learningRate=rate,
                momentum=options.get("momentum", 0.0), nesterov=options.get("nesterov", False), beta1=betas[0],
                beta2=betas[1], rho=options.get("alpha", 0.99), epsilon=options.get("eps", 1e-8),
                weightDecay=options.get("weight_decay", 0.0), rise=rise, growth=growth, rates=rates, weights=weights)


def optimizer_cases():
    kinds = {
        "sgd": dict(lr=0.05), "sgd-decay": dict(lr=0.05, weight_decay=0.01),
        "sgd-momentum": dict(lr=0.03, momentum=0.9, weight_decay=0.01),
        "sgd-nesterov": dict(lr=0.03, momentum=0.9, nesterov=True, weight_decay=0.01),
        "adam": dict(lr=0.02), "adam-decay": dict(lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.05),
        "adamw": dict(lr=0.02, weight_decay=0.1), "rmsprop": dict(lr=0.01, alpha=0.95, eps=1e-7),
        "rmsprop-decay": dict(lr=0.01, weight_decay=0.05), "adagrad": dict(lr=0.1, eps=1e-10),
        "adagrad-decay": dict(lr=0.1, eps=1e-8, weight_decay=0.05),
        "lion": dict(lr=0.01, betas=(0.9, 0.99)), "lion-decay": dict(lr=0.01, betas=(0.8, 0.95), weight_decay=0.1),
        "radam": dict(lr=0.02), "radam-decay": dict(lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.05)}
    cases = []
    for name, options in kinds.items():
        kind = name.split("-")[0]
        cases.append(optimizer_case(name, kind, **options))
        cases.append(optimizer_case(name + " clipped", kind, clip=1.5, **options))
        for schedule in ["step", "exponential", "cosine"]:
            cases.append(optimizer_case(name + " " + schedule + " warm-up", kind, schedule=schedule, warmup=8, **options))
    for schedule in ["constant", "step", "exponential", "cosine"] + ALONE:
        for warmup in [0, 1, 8]:
            cases.append(optimizer_case("schedule " + schedule + " " + str(warmup), "sgd", schedule=schedule,
                                        warmup=warmup, lr=0.05))
    cases.append(optimizer_case("schedule one-cycle rising longer", "sgd", schedule="one-cycle", rise=0.55, lr=0.05))
    cases.append(optimizer_case("schedule warm-restarts growing", "sgd", schedule="warm-restarts", growth=2, lr=0.05))
    return cases


class Net(torch.nn.Module):
    def __init__(self, sizes, activation, normalize):
        super().__init__()
        self.linear = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:]))
        self.norm = torch.nn.ModuleList(torch.nn.BatchNorm1d(b) for b in sizes[1:-1]) if normalize else None
        self.activation = ACTIVATIONS[activation]()
        with torch.no_grad():
            for i, p in enumerate(self.ordered()):
                p.copy_(values(p.numel(), 10.0 + i).reshape(p.shape))

    def ordered(self):
        for i, linear in enumerate(self.linear):
            yield linear.weight
            yield linear.bias
            if self.norm is not None and i < len(self.norm):
                yield self.norm[i].weight
                yield self.norm[i].bias

    def forward(self, x, masks=None):
        for i, linear in enumerate(self.linear):
            x = linear(x)
            if i < len(self.linear) - 1:
                if self.norm is not None:
                    x = self.norm[i](x)
                x = self.activation(x)
                if masks is not None:
                    x = x * masks[i]
        return x


def flat(tensors):
    return [v for t in tensors for v in t.detach().reshape(-1).tolist()]


def network_case(name, activation="relu", normalize=False, loss="cross-entropy", smoothing=0.0, delta=1.0, masked=False):
    outputs = 3 if loss == "cross-entropy" else 1
    sizes = [5, 7, 6, outputs]
    rows = 9
    net = Net(sizes, activation, normalize)
    parameters = flat(net.ordered())
    x = values(rows * 5, 2.0).reshape(rows, 5) * 2
    if loss == "cross-entropy":
        targets = torch.tensor([i * 7 % 3 for i in range(rows)])
        measure = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)
    else:
        targets = values(rows, 5.0) * 2
        measure = torch.nn.MSELoss() if loss == "mean-squared" else torch.nn.HuberLoss(delta=delta)
    masks = None
    if masked:
        masks = [(values(rows * n, 20.0 + n).reshape(rows, n) > -0.4) / 0.75 for n in sizes[1:-1]]
    shape = (lambda y: y) if loss == "cross-entropy" else (lambda y: y.reshape(-1))
    net.train()
    value = measure(shape(net(x, masks)), targets)
    value.backward()
    gradients = flat(p.grad for p in net.ordered())
    statistics = flat(t for n in (net.norm or []) for t in (n.running_mean, n.running_var))
    net.eval()
    with torch.no_grad():
        inferred = net(x)
    return dict(name=name, sizes=sizes, activation=activation, normalize=normalize, lossName=loss, smoothing=smoothing,
                delta=delta, parameters=parameters, rows=flat([x]), targets=[float(t) for t in targets],
                masks=[flat([m]) for m in masks] if masks else [], loss=value.item(), gradient=gradients,
                statistics=statistics, inferred=flat([inferred]), inferredLoss=measure(shape(inferred), targets).item())


def network_cases():
    cases = []
    for activation in ACTIVATIONS:
        cases.append(network_case(activation, activation))
        cases.append(network_case(activation + " normalized masked", activation, normalize=True, masked=True))
    cases.append(network_case("smoothing", smoothing=0.15))
    cases.append(network_case("mean squared", loss="mean-squared"))
    cases.append(network_case("huber", loss="huber", delta=0.7, masked=True))
    return cases


print(json.dumps(dict(optimizers=optimizer_cases(), networks=network_cases())))
