"""Prints what the package makes of a study, as JSON."""
import html
import json
import os
import sys

import matplotlib

matplotlib.use("agg")
import pandas
import whittle

path, pictures = sys.argv[1], sys.argv[2]
study = whittle.load_study(path)


def refusal(call):
    try:
        call()
        return None
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)


def saved(name, axes):
    figure = (axes if hasattr(axes, "figure") else axes[0]).figure
    file = os.path.join(pictures, name + ".png")
    figure.savefig(file, dpi=60)
    return os.path.getsize(file)


history, curves, parallel, slices = study.plot_history(), study.plot_curves(), study.plot_parallel(), study.plot_slices()
one = study.plot_slices(["learning-rate"])
importance = study.plot_importance()
page = study._repr_html_()
print(json.dumps({
    "module": whittle.__file__,
    "repr": repr(study),
    "tables": {name: {"rows": len(study[name]), "columns": list(study[name].columns)} for name in study.tables()},
    "are_frames": all(isinstance(study[name], pandas.DataFrame) for name in study.tables()),
    "objectives": float(study.trials["objective"].sum()),
    "best": study.summary["best"]["trial"],
    "missing": refusal(lambda: study.folds),
    "unknown": refusal(lambda: study["trails"]),
    "no_study": refusal(lambda: whittle.load_study(path + "/nowhere")),
    "no_metric": refusal(lambda: study.plot_curves("acuracy")),
    "history": {"points": len(history.lines[0].get_xdata()), "best": float(history.lines[1].get_ydata()[-1])},
    "curves": len(curves.lines),
    "parallel": len([line for line in parallel.lines if len(line.get_xdata()) > 2]),
    "slices": [ax.get_xlabel() for ax in slices if ax.get_visible()],
    "scale": one[0].get_xscale(),
    "importance": {"bars": len(importance.patches), "longest": max(bar.get_width() for bar in importance.patches)},
    "bytes": [saved("history", history), saved("curves", curves), saved("parallel", parallel), saved("slices", slices),
              saved("importance", importance)],
    "page_is_whole": html.unescape(page.split('srcdoc="')[1].split('"></iframe>')[0])
    == open(path + "/report/index.html", encoding="utf-8").read(),
    "sandbox": 'sandbox="allow-scripts"' in page,
}))
