"""Plots of a study with Matplotlib. Each takes axes to draw into, or makes its own, and gives them back."""

import math

import pandas
from matplotlib import pyplot

_MOST_CURVES = 200
_BEST = "#c2410c"
_OTHERS = "#64748b"


def _axes(ax, width=8.0, height=4.5):
    return pyplot.subplots(figsize=(width, height), layout="constrained")[1] if ax is None else ax


def _name(column):
    return column[len("params_"):].replace("_", "-")


def _parameters(trials):
    return [c for c in trials.columns if c.startswith("params_") and trials[c].notna().any()]


def _ranked(study):
    """Trials with a result, best first."""
    trials = study.pandas("trials")
    return trials[trials["rank"].notna()].sort_values("rank")


def _is_number(values):
    return pandas.api.types.is_numeric_dtype(values) and not pandas.api.types.is_bool_dtype(values)


def _is_log(values):
    """Whether a hundredfold range of positive numbers is better seen by magnitudes."""
    there = values.dropna()
    return len(there) > 0 and there.min() > 0 and there.max() >= 100 * there.min()


def _focus(ax, values, maximizes):
    """The best four fifths of values: the worst would hide what matters."""
    low, high = values.min(), values.max()
    if maximizes:
        low = values.quantile(0.2)
    else:
        high = values.quantile(0.8)
    margin = 0.05 * (high - low)
    if margin > 0:
        ax.set_ylim(low - margin, high + margin)


def history(study, ax):
    ax = _axes(ax)
    trials = study.pandas("trials").sort_values("trial")
    there = trials[trials["objective"].notna()]
    best = there["objective"].cummax() if study.maximizes else there["objective"].cummin()
    ax.plot(there["trial"], there["objective"], "o", markersize=4, color=_OTHERS, label="trials")
    ax.step(there["trial"], best, where="post", color=_BEST, label="best so far")
    _focus(ax, there["objective"], study.maximizes)
    ax.set(xlabel="trial", ylabel=study.objective, title="History")
    ax.legend(loc="best", frameon=False)
    return ax


def curves(study, metric, ax):
    ax = _axes(ax)
    metric = (metric or study.objective).replace("-", "_")
    epochs = study.pandas("epochs")
    if metric not in epochs.columns:
        raise KeyError("There is no metric %r; there are %s" % (metric, ", ".join(
            c for c in epochs.columns if c not in ("trial", "epoch", "bracket", "rung", "seconds"))))
    best = list(_ranked(study)["trial"][:_MOST_CURVES])
    for place, trial in reversed(list(enumerate(best))):
        curve = epochs[(epochs["trial"] == trial) & epochs[metric].notna()].sort_values("epoch")
        ax.plot(curve["epoch"], curve[metric], color=_BEST if place == 0 else _OTHERS, alpha=1.0 if place == 0 else 0.35,
                linewidth=2.0 if place == 0 else 0.8, marker="." if len(curve) == 1 else None,
                label="trial %d, the best" % trial if place == 0 else None)
    ax.set(xlabel="epoch", ylabel=metric, title="Learning curves")
    if best:
        ax.legend(loc="best", frameon=False)
    return ax


def importance(study, ax):
    table = study.pandas("importance")
    if table.empty:
        raise ValueError("Fewer than 20 trials have a result: too few to tell what matters")
    table = table[table["budget"] == table["budget"].max()].sort_values("importance").tail(12)
    ax = _axes(ax, height=0.8 + 0.4 * len(table))
    names = [row["parameter"] + (" with " + row["with"] if isinstance(row["with"], str) else "")
             for _, row in table.iterrows()]
    # The interval is of trees, the bar their mean: it may lie outside.
    errors = [(table["importance"] - table["low"]).clip(lower=0), (table["high"] - table["importance"]).clip(lower=0)]
    ax.barh(names, table["importance"], xerr=errors, color=_OTHERS, ecolor=_BEST, capsize=3)
    ax.set(xlabel="share of the objective's variance", title="Importance after %d epochs" % table["budget"].max())
    ax.set_xlim(left=0)
    return ax


def _place(values):
    """Where values lie on an axis from 0 to 1, with the ticks of the axis; missing values lie below it."""
    if _is_number(values):
        log = _is_log(values)
        numbers = values.map(math.log, na_action="ignore") if log else values.astype(float)
        low, high = numbers.min(), numbers.max()
        span = high - low or 1.0
        ticks = [(0.0, low), (0.5, low + span / 2), (1.0, high)] if high > low else [(0.0, low)]
        return ((numbers - low) / span).fillna(-0.12), [
            (place, "%.3g" % (math.exp(tick) if log else tick)) for place, tick in ticks]
    choices = sorted(values.dropna().astype(str).unique())
    steps = max(1, len(choices) - 1)
    places = {choice: i / steps for i, choice in enumerate(choices)}
    return (values.map(lambda v: places[str(v)], na_action="ignore").astype(float).fillna(-0.12),
            [(place, choice) for choice, place in places.items()])


def parallel(study, ax):
    trials = _ranked(study)
    columns = _parameters(trials)
    ax = _axes(ax, width=max(8.0, 1.3 * (len(columns) + 1)))
    lines = [_place(trials[c]) for c in columns + ["objective"]]
    share = pyplot.get_cmap("viridis")
    for i in reversed(range(len(trials))):
        ax.plot(range(len(lines)), [places.iloc[i] for places, _ in lines], color=share(i / max(1, len(trials) - 1)),
                alpha=1.0 if i == 0 else 0.4, linewidth=2.5 if i == 0 else 0.8)
    for x, (_, ticks) in enumerate(lines):
        ax.axvline(x, color="#cbd5e1", linewidth=1, zorder=0)
        for place, text in ticks:
            ax.annotate(text, (x, place), xytext=(4, 0), textcoords="offset points", fontsize=8, va="center",
                        bbox={"boxstyle": "square,pad=0.1", "color": "white", "alpha": 0.7})
    if any((places < 0).any() for places, _ in lines):
        ax.annotate("not in use", (0, -0.12), xytext=(-8, 0), textcoords="offset points", ha="right", va="center",
                    fontsize=8)
    ax.set_xticks(range(len(lines)), [_name(c) for c in columns] + [study.objective], rotation=20, ha="right")
    ax.set_yticks([])
    for side in ("left", "right", "top", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_title("Configurations: dark is good, the thick line the best")
    return ax


def slices(study, parameters, axes):
    trials = _ranked(study)
    columns = _parameters(trials)
    if parameters is not None:
        wanted = ["params_" + p.replace("-", "_") for p in parameters]
        unknown = [p for p, c in zip(parameters, wanted) if c not in columns]
        if unknown:
            raise KeyError("There is no parameter %s; there are %s" % (
                ", ".join(unknown), ", ".join(_name(c) for c in columns)))
        columns = wanted
    if axes is None:
        across = min(3, len(columns))
        down = -(-len(columns) // across)
        figure, grid = pyplot.subplots(down, across, figsize=(4 * across, 3 * down), sharey=True, squeeze=False,
                                       layout="constrained")
        axes = grid.ravel()
        for unused in axes[len(columns):]:
            unused.set_visible(False)
        figure.suptitle("What each value came to; larger marks trained longer")
    sizes = 8 + 40 * trials["epochs"] / trials["epochs"].max()
    for ax, column in zip(axes, columns):
        values = trials[column]
        there = values.notna()
        x = values[there] if _is_number(values) else values[there].astype(str)
        ax.scatter(x, trials["objective"][there], s=sizes[there], color=_OTHERS, alpha=0.6, linewidths=0)
        if values.notna().iloc[0]:
            ax.scatter(x.iloc[:1], trials["objective"].iloc[:1], s=60, color=_BEST, marker="*", zorder=3)
        if _is_number(values) and _is_log(values):
            ax.set_xscale("log")
        ax.set_xlabel(_name(column))
        _focus(ax, trials["objective"], study.maximizes)
    axes[0].set_ylabel(study.objective)
    return axes
