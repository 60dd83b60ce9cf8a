package org.whittle.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.random.RandomStream;
import org.whittle.study.InvalidInputException;

/** The estimator in MLlib's own hands: params, pipelines, cross-validation, saved and loaded. */
class NetworkTunerTest {

    private static final String STUDY = """
            space { learning-rate { low = 1e-3, high = 1e-1, log = true } }
            training { layers = 1, units = 8, batch-size = 16 }
            search { sampler = random, scheduler = full, max-epochs = 2 }
            stop.trials = 2
            test.resamples = 100
            """;
    private static final String[] COLOURS = {"red", "green", "blue"};

    @TempDir
    static Path directory;

    private static SparkSession spark;
    private static Dataset<Row> rows;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
        RandomStream random = RandomStream.ofSeed(7);
        List<Row> all = new ArrayList<>();
        for (int i = 0; i < 180; i++) {
            int kind = i % 3;
            all.add(RowFactory.create(kind + random.nextGaussian() * 0.4,
                    i % 17 == 0 ? null : kind * kind - random.nextGaussian(), COLOURS[random.nextInt(3)],
                    "kind-" + kind, (double) kind));
        }
        rows = spark.createDataFrame(all, new StructType().add("a", DataTypes.DoubleType)
                .add("b", DataTypes.DoubleType).add("colour", DataTypes.StringType).add("kind", DataTypes.StringType)
                .add("number", DataTypes.DoubleType)).cache();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static NetworkTuner tuner(String label) {
        return new NetworkTuner().setStudy(STUDY).setLabelCol(label).setSeed(3)
                .setDirectory(directory.resolve("studies").toString());
    }

    /** What MLlib's {@code ParamsSuite.checkParams} asks of every stage. */
    @Test
    void paramsAreAsMLlibAsksForThem() {
        NetworkTuner tuner = tuner("kind");
        assertThat(tuner.params()).hasSize(9);
        for (Param<?> param : tuner.params()) {
            assertThat(param.parent()).isEqualTo(tuner.uid());
            assertThat(tuner.getParam(param.name())).isSameAs(param);
        }
        NetworkTuner copy = tuner.copy(new ParamMap().put(tuner.seed(), 5L));
        assertThat(copy.uid()).isEqualTo(tuner.uid());
        assertThat(copy.getOrDefault(copy.seed())).isEqualTo(5L);
        assertThat(copy.getOrDefault(copy.study())).isEqualTo(STUDY);
        assertThat(tuner.explainParams()).contains("labelCol: ", "current: kind");
        assertThatThrownBy(() -> tuner.transformSchema(new StructType())).hasMessageContaining("no column kind");
        assertThatThrownBy(() -> tuner.transformSchema(rows.schema().add("prediction", DataTypes.DoubleType)))
                .hasMessageContaining("prediction already exists; set predictionCol");
        assertThatThrownBy(() -> tuner.setStudy("space { unts = [1, 2] }").fit(rows))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("units");
    }

    @Test
    void aTunerIsSavedAndLoaded() throws IOException {
        NetworkTuner tuner = tuner("kind").setSettings("study.name=one", "stop.trials=3");
        saved(tuner, "tuner");
        NetworkTuner loaded = NetworkTuner.load(directory.resolve("tuner").toString());
        assertThat(loaded.uid()).isEqualTo(tuner.uid());
        assertSameParams(loaded, tuner);
    }

    /** Refused where there is something already, unless told to overwrite, as {@code DefaultReadWriteTest} has it. */
    private static void saved(MLWritable stage, String name) throws IOException {
        String path = directory.resolve(name).toString();
        stage.save(path);
        assertThatThrownBy(() -> stage.save(path)).isInstanceOf(IOException.class).hasMessageContaining("exists");
        stage.write().overwrite().save(path);
    }

    private static void assertSameParams(NetworkParams one, NetworkParams other) {
        for (Param<?> param : other.params()) {
            assertThat(one.isSet(one.getParam(param.name()))).as(param.name()).isEqualTo(other.isSet(param));
            if (other.isDefined(param)) {
                assertThat((Object) one.getOrDefault(one.getParam(param.name()))).as(param.name())
                        .isEqualTo(other.getOrDefault(param));
            }
        }
    }

    @Test
    void aModelHasTheColumnsOfMLlibsClassifiers() throws IOException {
        String before = spark.conf().get("spark.sql.shuffle.partitions");
        NetworkTuner tuner = tuner("kind");
        NetworkTunerModel model = tuner.fit(rows.drop("number"));
        assertThat(spark.conf().get("spark.sql.shuffle.partitions")).isEqualTo(before);
        assertThat(spark.sessionState().conf().contains("spark.sql.leafNodeDefaultParallelism")).isFalse();
        assertThat(model.parent()).isSameAs(tuner);
        assertThat(model.uid()).isEqualTo(tuner.uid());

        Dataset<Row> scored = model.transform(rows);
        assertThat(scored.columns()).startsWith(rows.columns()).endsWith("prediction", "probability", "rawPrediction");
        assertThat(model.transformSchema(rows.schema()).fieldNames()).isEqualTo(scored.columns());
        NominalAttribute attribute = (NominalAttribute) Attribute.fromStructField(scored.schema().apply("prediction"));
        assertThat(attribute.values().get()).containsExactlyInAnyOrder("kind-0", "kind-1", "kind-2");
        assertThat(AttributeGroup.fromStructField(scored.schema().apply("probability")).size()).isEqualTo(3);
        assertThat(AttributeGroup.fromStructField(scored.schema().apply("rawPrediction")).size()).isEqualTo(3);
        List<Row> all = scored.collectAsList();
        assertThat(all).hasSize(180);
        for (Row row : all) {
            Vector probability = row.getAs("probability");
            Vector raw = row.getAs("rawPrediction");
            assertThat(Arrays.stream(probability.toArray()).sum()).isCloseTo(1, within(1e-5));
            assertThat((double) row.getAs("prediction")).isEqualTo(probability.argmax()).isEqualTo(raw.argmax());
            assertThat(Math.exp(raw.apply(0))).isCloseTo(probability.apply(0), within(1e-12));
        }

        // The study in the directory is looked up, and not run again.
        assertThat(tuner.fit(rows.drop("number")).study()).isEqualTo(model.study());
        saved(model, "model");
        NetworkTunerModel loaded = NetworkTunerModel.load(directory.resolve("model").toString());
        assertThat(loaded.uid()).isEqualTo(model.uid());
        assertSameParams(loaded, model);
        assertThat(loaded.transform(rows).collectAsList()).isEqualTo(all);
        try (Stream<Path> files = Files.walk(directory.resolve("model/study"))) {
            assertThat(files).noneMatch(file -> file.toString().contains("checkpoints"));
        }
        NetworkTunerModel renamed = model.copy(new ParamMap().put(model.predictionCol(), "said")
                .put(model.probabilityCol(), ""));
        assertThat(renamed.transform(rows).columns()).endsWith("said", "rawPrediction").doesNotContain("probability");
    }

    @Test
    void itIsTheLastStageOfAPipelineInCrossValidation() throws IOException {
        NetworkTuner tuner = tuner("label");
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("kind").setOutputCol("label").setStringOrderType("alphabetAsc"),
            new Imputer().setInputCols(new String[] {"b"}).setOutputCols(new String[] {"full"}),
            new VectorAssembler().setInputCols(new String[] {"a", "full"}).setOutputCol("features"), tuner});
        CrossValidator validator = new CrossValidator().setEstimator(pipeline).setNumFolds(2).setSeed(1)
                .setEvaluator(new MulticlassClassificationEvaluator())
                .setEstimatorParamMaps(new ParamGridBuilder().addGrid(tuner.settings(), scala.collection.JavaConverters
                        .asScalaBuffer(List.of(new String[] {"training.units=2"}, new String[] {"training.units=16"})))
                        .build());
        CrossValidatorModel best = validator.fit(rows);
        assertThat(Arrays.stream(best.avgMetrics()).boxed()).hasSize(2).allMatch(f1 -> f1 > 0 && f1 <= 1);
        PipelineModel model = (PipelineModel) best.bestModel();
        String path = directory.resolve("pipeline").toString();
        model.save(path);
        Dataset<Row> scored = PipelineModel.load(path).transform(rows);
        assertThat(scored.collectAsList()).isEqualTo(model.transform(rows).collectAsList());
        // Whoever was indexed as 1 is predicted as 1.
        assertThat(scored.filter("prediction = label").count()).isGreaterThan(90);
        assertThat(((NominalAttribute) Attribute.fromStructField(scored.schema().apply("prediction")))
                .getNumValues().get()).isEqualTo(3);
    }

    @Test
    void numbersArePredictedAsNumbers() {
        NetworkTunerModel model = tuner("a").setSettings("data.task=regression").fit(rows.drop("kind"));
        Dataset<Row> scored = model.transform(rows);
        assertThat(scored.columns()).endsWith("number", "prediction");
        assertThat(scored.schema().apply("prediction").dataType()).isEqualTo(DataTypes.DoubleType);
    }
}
