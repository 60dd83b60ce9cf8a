"""A study directory: its tables as frames, its summary, its page."""

import html
import json
import os

# Name of each table, and the command that writes it where tune does not.
_TABLES = {
    "trials": None,
    "epochs": None,
    "rungs": None,
    "folds": None,
    "test-predictions": None,
    "calibration": None,
    "importance": "whittle importance %s",
}


def load_study(path, spark=None):
    """The study in a directory, finished or running.

    path: the study directory; any that pandas reads ("s3://…", with fsspec), or with `spark` any that Spark reads.
    spark: a SparkSession; tables are then frames of Spark's, otherwise of pandas.

    Raises FileNotFoundError if there is no study.
    """
    return Study(path, spark)


class Study:
    """Tables and plots of one study. Frames are read when they are first asked for, and kept."""

    def __init__(self, path, spark=None):
        path = os.fspath(path)
        self.path = path[len("file:"):] if path.startswith("file:/") and spark is None else path
        self.path = self.path.rstrip("/")
        self._spark = spark
        self._frames = {}
        self.summary = json.loads(self._text("results/summary.json"))

    @property
    def objective(self):
        """Column of the metric that the study optimizes, such as "validation_loss"; of several, the first."""
        return self.summary["objective"].replace("-", "_")

    @property
    def maximizes(self):
        """Whether larger is better."""
        return self.summary["direction"] == "maximize"

    @property
    def trials(self):
        """A row a trial: state, rank, objective, params_… and metrics."""
        return self["trials"]

    @property
    def epochs(self):
        """A row a trial and epoch: losses and metrics."""
        return self["epochs"]

    @property
    def rungs(self):
        """A row a finished rung."""
        return self["rungs"]

    @property
    def folds(self):
        """With cross-validation, a row a trial, fold and epoch."""
        return self["folds"]

    @property
    def test_predictions(self):
        """A row a test row: label, prediction, probabilities, the baseline's beside them."""
        return self["test-predictions"]

    @property
    def calibration(self):
        """A row a bin of confidence."""
        return self["calibration"]

    @property
    def importance(self):
        """A row a budget and parameter: its share of the objective's variance."""
        return self["importance"]

    def tables(self):
        """Names of the tables that are there."""
        return [name for name in _TABLES if self._has(name)]

    def __getitem__(self, name):
        """The table of a name, such as "test-predictions"."""
        if name not in _TABLES:
            raise KeyError("There is no table %r; there are %s" % (name, ", ".join(_TABLES)))
        if name not in self._frames:
            if not self._has(name):
                command = _TABLES[name] or "whittle results %s --tables"
                raise FileNotFoundError("%s/results has no %s.parquet; if the study has such a table, it is written by: %s"
                                        % (self.path, name, command % self.path))
            self._frames[name] = self._read("results/%s.parquet" % name)
        return self._frames[name]

    def pandas(self, name):
        """The table of a name as a frame of pandas, with and without Spark."""
        return self[name] if self._spark is None else self[name].toPandas()

    def _read(self, name):
        place = self.path + "/" + name
        if self._spark is not None:
            return self._spark.read.parquet(place)
        import pandas

        return pandas.read_parquet(place)

    def _has(self, name):
        return self._exists("results/%s.parquet" % name)

    def _exists(self, name):
        place = self.path + "/" + name
        if self._spark is not None:
            jvm = self._spark._jvm
            where = jvm.org.apache.hadoop.fs.Path(place)
            return where.getFileSystem(self._spark._jsc.hadoopConfiguration()).exists(where)
        if "://" in place:
            import fsspec

            files, inner = fsspec.core.url_to_fs(place)
            return files.exists(inner)
        return os.path.exists(place)

    def _text(self, name):
        place = self.path + "/" + name
        if not self._exists(name):
            raise FileNotFoundError("%s is no study directory with results: there is no %s; of a study that was killed, "
                                    "they are written by: whittle results %s --tables" % (self.path, name, self.path))
        if self._spark is not None:
            return self._spark.read.text(place, wholetext=True).head()[0]
        if "://" in place:
            import fsspec

            with fsspec.open(place, "r", encoding="utf-8") as file:
                return file.read()
        with open(place, encoding="utf-8") as file:
            return file.read()

    def plot_history(self, ax=None):
        """Objective of each trial in the order of proposal, and the best so far."""
        from whittle import plots

        return plots.history(self, ax)

    def plot_curves(self, metric=None, ax=None):
        """Learning curves of all trials; the objective's metric unless another is named."""
        from whittle import plots

        return plots.curves(self, metric, ax)

    def plot_importance(self, ax=None):
        """What each parameter explains of the objective's variance, at the largest budget, with intervals."""
        from whittle import plots

        return plots.importance(self, ax)

    def plot_parallel(self, ax=None):
        """Configurations as lines across their parameters, the best on top."""
        from whittle import plots

        return plots.parallel(self, ax)

    def plot_slices(self, parameters=None, axes=None):
        """Objective against each parameter; gives an array of axes."""
        from whittle import plots

        return plots.slices(self, parameters, axes)

    def __repr__(self):
        best = self.summary.get("best") or {}
        return "Study(%r: %s, %s trials, best %s)" % (
            self.path, self.summary["status"], self.summary["trials"], _of(best, self.summary["objective"]))

    def _repr_html_(self):
        if not self._exists("report/index.html"):
            return "<pre>%s</pre>" % html.escape(repr(self))
        # A frame of its own origin: the page's scripts see nothing of the notebook.
        return ('<iframe sandbox="allow-scripts" style="width:100%%;height:48em;border:0" title="%s" srcdoc="%s">'
                "</iframe>" % (html.escape(repr(self), quote=True),
                               html.escape(self._text("report/index.html"), quote=True)))


def _of(best, metric):
    value = (best.get("validation") or {}).get(metric)
    return "not known yet" if value is None else "%s %.4g" % (metric, value)
