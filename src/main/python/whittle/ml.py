"""The Spark ML estimator of org.whittle.ml, by the conventions of pyspark.ml's own wrappers.

It takes Whittle's job jar on the class path of Spark (--jars whittle-VERSION-job.jar).
"""

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams


class _Columns(Params):
    """The columns of tuner and model, by the names that MLlib has for them."""

    featuresCol = Param(Params._dummy(), "featuresCol",
                        "vector of the features; where a table has no such column, all columns but the label are features",
                        typeConverter=TypeConverters.toString)
    labelCol = Param(Params._dummy(), "labelCol", "label: a class, or the number to predict",
                     typeConverter=TypeConverters.toString)
    predictionCol = Param(Params._dummy(), "predictionCol",
                          "column for the class's number, or the number; empty: none",
                          typeConverter=TypeConverters.toString)
    probabilityCol = Param(Params._dummy(), "probabilityCol", "column for the classes' probabilities; empty: none",
                           typeConverter=TypeConverters.toString)
    rawPredictionCol = Param(Params._dummy(), "rawPredictionCol",
                             "column for the logarithms of the classes' probabilities; empty: none",
                             typeConverter=TypeConverters.toString)

    def __init__(self, *args):
        super().__init__(*args)
        self._setDefault(featuresCol="features", labelCol="label", predictionCol="prediction",
                         probabilityCol="probability", rawPredictionCol="rawPrediction")

    def getFeaturesCol(self):
        return self.getOrDefault(self.featuresCol)

    def getLabelCol(self):
        return self.getOrDefault(self.labelCol)

    def getPredictionCol(self):
        return self.getOrDefault(self.predictionCol)

    def getProbabilityCol(self):
        return self.getOrDefault(self.probabilityCol)

    def getRawPredictionCol(self):
        return self.getOrDefault(self.rawPredictionCol)


class _Readable(JavaMLReadable):
    """Stages outside of pyspark and org.apache.spark name their Java class themselves."""

    @classmethod
    def read(cls):
        return _Reader(cls)


class _Reader(JavaMLReader):

    @classmethod
    def _java_loader_class(cls, clazz):
        return clazz._java_class


class NetworkTuner(JavaEstimator, _Columns, _Readable, JavaMLWritable):
    """Tunes a network as a stage of a pipeline: a study on the rows that it is fitted to.

        tuner = NetworkTuner(study="space { units { low = 16, high = 256, log = true } }", labelCol="churned",
                             directory="hdfs:///studies/churn")
        model = Pipeline(stages=[indexer, assembler, tuner]).fit(rows)
    """

    _java_class = "org.whittle.ml.NetworkTuner"

    study = Param(Params._dummy(), "study", "what a study file says, but for its table (HOCON)",
                  typeConverter=TypeConverters.toString)
    settings = Param(Params._dummy(), "settings", "settings that are put over the study's, each KEY=VALUE",
                     typeConverter=TypeConverters.toListString)
    seed = Param(Params._dummy(), "seed", "random seed, in place of the study's", typeConverter=TypeConverters.toInt)
    directory = Param(Params._dummy(), "directory",
                      "where studies are kept, on a file system that all nodes have; empty: a new one in studies/",
                      typeConverter=TypeConverters.toString)

    @keyword_only
    def __init__(self, *, study="", settings=None, seed=None, directory="", featuresCol="features", labelCol="label",
                 predictionCol="prediction", probabilityCol="probability", rawPredictionCol="rawPrediction"):
        super().__init__()
        self._java_obj = self._new_java_obj(self._java_class, self.uid)
        self._setDefault(study="", settings=[], directory="")
        self._set(**{name: value for name, value in self._input_kwargs.items() if value is not None})

    def setStudy(self, value):
        return self._set(study=value)

    def setSettings(self, value):
        return self._set(settings=value)

    def setSeed(self, value):
        return self._set(seed=value)

    def setDirectory(self, value):
        return self._set(directory=value)

    def setFeaturesCol(self, value):
        return self._set(featuresCol=value)

    def setLabelCol(self, value):
        return self._set(labelCol=value)

    def setPredictionCol(self, value):
        return self._set(predictionCol=value)

    def setProbabilityCol(self, value):
        return self._set(probabilityCol=value)

    def setRawPredictionCol(self, value):
        return self._set(rawPredictionCol=value)

    def getStudy(self):
        return self.getOrDefault(self.study)

    def getSettings(self):
        return self.getOrDefault(self.settings)

    def getSeed(self):
        return self.getOrDefault(self.seed)

    def getDirectory(self):
        return self.getOrDefault(self.directory)

    def _create_model(self, java_model):
        return NetworkTunerModel(java_model)


class NetworkTunerModel(JavaModel, _Columns, _Readable, JavaMLWritable):
    """The winner of a study as a stage of a pipeline."""

    _java_class = "org.whittle.ml.NetworkTunerModel"

    @property
    def study(self):
        """Directory of the study, for whittle.load_study."""
        return self._java_obj.study()

    def setFeaturesCol(self, value):
        return self._set(featuresCol=value)

    def setPredictionCol(self, value):
        return self._set(predictionCol=value)

    def setProbabilityCol(self, value):
        return self._set(probabilityCol=value)

    def setRawPredictionCol(self, value):
        return self._set(rawPredictionCol=value)


def _from_java(java_stage):
    stage = {kind._java_class: kind for kind in (NetworkTuner, NetworkTunerModel)}.get(java_stage.getClass().getName())
    if stage is None:
        return _from_java_of_pyspark(java_stage)
    wrapper = stage()
    wrapper._java_obj = java_stage
    wrapper._resetUid(java_stage.uid())
    wrapper._transfer_params_from_java()
    return wrapper


# A pipeline that was saved asks pyspark for each stage's wrapper, which looks for them in its own packages only.
_from_java_of_pyspark = JavaParams._from_java
JavaParams._from_java = staticmethod(_from_java)
