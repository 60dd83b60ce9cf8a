"""Studies of Whittle in Python.

    import whittle
    study = whittle.load_study("studies/digits")
    study.trials.sort_values("rank").head()
    study.plot_history()

With PySpark and Whittle's job jar on its class path, whittle.NetworkTuner is an estimator of pyspark.ml.
"""

from whittle.study import Study, load_study

__all__ = ["NetworkTuner", "NetworkTunerModel", "Study", "load_study"]


def __getattr__(name):
    # Only those that use the estimator need PySpark.
    if name in ("NetworkTuner", "NetworkTunerModel"):
        from whittle import ml

        return getattr(ml, name)
    raise AttributeError("module 'whittle' has no attribute %r" % name)
