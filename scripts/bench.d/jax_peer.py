# What JAX makes of a cohort of equal networks: vmap over members, scan over batches, compiled, each with its own rate of Adam.
# Reads lines of "sizes batch networks dropout rows epochs", answers each with samples a CPU-second, compilation left out.
import sys
import time
from functools import partial

import jax
import jax.numpy as jnp


def start(key, sizes):
    keys = jax.random.split(key, len(sizes) - 1)
    return [(jax.random.normal(k, (m, n)) / m ** 0.5, jnp.zeros(n)) for k, m, n in zip(keys, sizes, sizes[1:])]


def loss(parameters, x, y, key, dropout):
    for layer, (w, b) in enumerate(parameters):
        x = x @ w + b
        if layer < len(parameters) - 1:
            x = jax.nn.relu(x)
            if dropout > 0:
                key, own = jax.random.split(key)
                x = jnp.where(jax.random.bernoulli(own, 1 - dropout, x.shape), x / (1 - dropout), 0)
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(x), y[:, None], 1))


@partial(jax.jit, static_argnames="dropout", donate_argnums=0)
def epoch(state, rates, rows, labels, order, key, dropout):
    def step(state, chosen):
        w, m, v, t, key = state
        key, own = jax.random.split(key)
        x, y = rows[chosen], labels[chosen]
        keys = jax.random.split(own, rates.shape[0])
        g = jax.vmap(lambda p, k: jax.grad(loss)(p, x, y, k, dropout))(w, keys)
        t = t + 1
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
        c1, c2 = 1 - 0.9 ** t, 1 - 0.999 ** t

        def move(p, a, b):
            rate = rates.reshape((-1,) + (1,) * (p.ndim - 1))
            return p - rate * (a / c1) / (jnp.sqrt(b / c2) + 1e-8)
        return (jax.tree.map(move, w, m, v), m, v, t, key), None
    w, m, v, t = state
    (w, m, v, t, _), _ = jax.lax.scan(step, (w, m, v, t, key), order)
    return w, m, v, t


kept = {}


def trained(state, data, batch, networks, dropout, epochs):
    rates = jnp.linspace(1e-4, 1e-2, networks)
    for e in range(epochs):
        key = jax.random.fold_in(jax.random.key(1), e)
        order = jax.random.permutation(key, data[0].shape[0]).reshape(-1, batch)
        state = epoch(state, rates, *data, order, key, dropout)
    return jax.block_until_ready(state)


def measured(sizes, batch, networks, dropout, rows, epochs):
    which = (tuple(sizes), batch, networks, dropout, rows)
    if which not in kept:
        kept.clear()
        key = jax.random.key(1)
        w = jax.vmap(lambda k: start(k, sizes))(jax.random.split(key, networks))
        state = (w, jax.tree.map(jnp.zeros_like, w), jax.tree.map(jnp.zeros_like, w), jnp.float32(0))
        data = (jax.random.normal(key, (rows, sizes[0])), jnp.arange(rows) % sizes[-1])
        # Everything is compiled: for states as they begin, and as an epoch leaves them.
        kept[which] = (trained(state, data, batch, networks, dropout, 2), data)
    state, data = kept[which]
    began = time.process_time()
    state = trained(state, data, batch, networks, dropout, epochs)
    seconds = time.process_time() - began
    kept[which] = (state, data)
    return networks * rows * epochs / seconds


for line in sys.stdin:
    sizes, batch, networks, dropout, rows, epochs = line.split()
    print(measured([int(s) for s in sizes.split(",")], int(batch), int(networks), float(dropout), int(rows), int(epochs)),
          flush=True)
