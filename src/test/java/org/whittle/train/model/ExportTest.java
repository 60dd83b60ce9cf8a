package org.whittle.train.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.TrialId;
import org.whittle.net.LearningTask;
import org.whittle.net.Mlp;
import org.whittle.net.ParameterLayout;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Activations;
import org.whittle.net.initial.He;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.score.model.DamagedModelException;
import org.whittle.score.model.ModelDescription;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.model.Network;
import org.whittle.score.step.Digest;
import org.whittle.train.DirectoryFiles;
import org.whittle.train.MemoryFiles;
import org.whittle.train.PlainTraining;
import org.whittle.train.Synthetic;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.graph.InitialWeights;
import org.whittle.work.Budget;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.Rows;
import org.whittle.work.Start;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialTask;

/** What is refitted, saved and loaded predicts what the trainer would. */
class ExportTest {

    @TempDir
    Path directory;

    private final Synthetic.Data classes = Synthetic.classes(240, 100, 7, 3);
    private final Synthetic.Data numbers = Synthetic.numbers(240, 100, 5);

    // Single precision: some dozen roundings of 6e-8 on values of order 1.
    private static final org.assertj.core.data.Offset<Double> NOISE = within(1e-5);

    static List<Activation> activations() {
        return Activations.ALL;
    }

    @ParameterizedTest
    @MethodSource("activations")
    void djlsBlocksGiveTheOutputsOfAPlainForwardPass(Activation activation) throws IOException {
        Mlp architecture = new Mlp(7, List.of(9, 8), 3, activation, 0.2, true);
        float[] parameters =
                InitialWeights.draw(architecture.architecture(), new He(), org.whittle.random.RandomStream.ofSeed(1));
        float[] statistics = ParameterLayout.statistics(architecture.architecture()).fresh();
        for (int i = 0; i < statistics.length; i++) {
            statistics[i] += 0.01f * i;
        }
        Rows rows = classes.validation();
        DirectoryFiles files = new DirectoryFiles(directory);
        StoredModel.write(files, "model", new ModelDescription(architecture.architecture(), classes.task()), parameters,
                statistics);

        PlainTraining plain =
                new PlainTraining(architecture, new Values(new TreeMap<>()), "cross-entropy", parameters);
        plain.statistics(statistics);
        double[] expected = Arrays.stream(plain.infer(Synthetic.wide(rows)))
                .flatMapToDouble(Arrays::stream)
                .toArray();
        try (Network scorer = StoredModel.load(files, "model", Synthetic.CORE)) {
            assertThat(scorer.outputs(rows.features(), rows.count())).containsExactly(expected, NOISE);
        }
    }

    @Test
    void plainDjlLoadsAClassifierAndNamesItsClasses() throws Exception {
        FinalModel model = refit(classes, "model", "batch-normalization", true, "activation", "selu");
        Rows rows = classes.validation();
        double[] ours;
        try (Network scorer = StoredModel.load(new DirectoryFiles(directory), "model", Synthetic.CORE)) {
            assertThat(scorer.width()).isEqualTo(7);
            assertThat(scorer.task()).isEqualTo(classes.task());
            ours = scorer.predict(rows.features(), rows.count());
        }

        Criteria<float[], Classifications> criteria = Criteria.builder().setTypes(float[].class, Classifications.class)
                .optModelUrls(directory.resolve(model.directory()).toUri().toString())
                .optTranslatorFactory(new DeferredTranslatorFactory()).build();
        try (ZooModel<float[], Classifications> loaded = criteria.loadModel();
             Predictor<float[], Classifications> predictor = loaded.newPredictor()) {
            int right = 0;
            for (int row = 0; row < rows.count(); row++) {
                Classifications theirs = predictor.predict(Arrays.copyOfRange(rows.features(), 7 * row, 7 * row + 7));
                for (int c = 0; c < 3; c++) {
                    assertThat(theirs.get("class " + c).getProbability()).isCloseTo(ours[3 * row + c], within(1e-5));
                }
                right += theirs.best().getClassName().equals("class " + (int) rows.targets()[row]) ? 1 : 0;
            }
            // A hundred rows, on which it has been trained too; chance is 33.
            assertThat(right).isGreaterThan(70);
        }
    }

    @Test
    void plainDjlLoadsARegressionAndPredictsInTheTargetsUnit() throws Exception {
        FinalModel model = refit(numbers, "model/winner", "learning-rate", 0.01, "dropout", 0.0);
        Rows rows = numbers.validation();
        Criteria<float[], Double> criteria = Criteria.builder().setTypes(float[].class, Double.class)
                .optModelPath(directory.resolve(model.directory()))
                .optTranslatorFactory(new DeferredTranslatorFactory()).build();
        try (ZooModel<float[], Double> loaded = criteria.loadModel();
             Predictor<float[], Double> predictor = loaded.newPredictor();
             Network scorer = StoredModel.load(new DirectoryFiles(directory), model.directory(), Synthetic.CORE)) {
            double[] ours = scorer.predict(rows.features(), rows.count());
            for (int row = 0; row < rows.count(); row++) {
                double theirs = predictor.predict(Arrays.copyOfRange(rows.features(), 5 * row, 5 * row + 5));
                // Values of about 100: a hundred times the noise of the outputs.
                assertThat(theirs).isCloseTo(ours[row], within(1e-3)).isCloseTo(rows.targets()[row], within(25.0));
            }
        }
    }

    @Test
    void aRefitTrainsOnTrainingAndValidationRows() throws IOException {
        // With all rows as training rows a trial follows the refit exactly: same seed, same steps an epoch.
        float[] features = Arrays.copyOf(classes.training().features(), 340 * 7);
        System.arraycopy(classes.validation().features(), 0, features, 240 * 7, 100 * 7);
        double[] targets = Arrays.copyOf(classes.training().targets(), 340);
        System.arraycopy(classes.validation().targets(), 0, targets, 240, 100);
        Rows together = new Rows(340, 7, features, targets);
        double expected = Synthetic.trainer(
                        new Synthetic.Data(classes.task(), 7, together, together), new MemoryFiles())
                .runner(Synthetic.CORE)
                .run(List.of(Synthetic.fresh(2, 4)))
                .get(0)
                .epochs()
                .get(3)
                .metrics()
                .get("validation-loss");

        FinalModel model = Synthetic.trainer(classes, new MemoryFiles()).refit(
                new RefitTask(new TrialId(2), Synthetic.configuration(), 4, 1002, "model"), Synthetic.CORE);

        assertThat(model.trainLoss()).isEqualTo(expected);
        assertThat(model.epochs()).isEqualTo(4);
    }

    @Test
    void aRefitRepeatsTheTrainingsOfItsAncestors() throws IOException {
        // There are no validation rows to add, so three trials, each a copy of the one before, are followed exactly.
        Synthetic.Data all = new Synthetic.Data(classes.task(), 7, classes.training(), new Rows(0, 7, new float[0],
                new double[0]));
        MemoryFiles files = new MemoryFiles();
        DjlTrainer trainer = Synthetic.trainer(new Synthetic.Data(classes.task(), 7, classes.training(),
                classes.training()), files);
        List<RefitTask.Segment> segments = List.of(
                new RefitTask.Segment(Synthetic.configuration("learning-rate", 0.01, "dropout", 0.3), 2, 1001),
                new RefitTask.Segment(Synthetic.configuration("learning-rate", 0.001, "dropout", 0.1), 3, 1002),
                new RefitTask.Segment(Synthetic.configuration("learning-rate", 0.002, "dropout", 0.0), 5, 1003));
        Start start = new Start.Fresh();
        double expected = 0;
        for (int i = 0; i < 3; i++) {
            TrialTask task = new TrialTask(new TrialId(i + 1), 1, i, segments.get(i).configuration(), start,
                    new Budget(segments.get(i).epochs()), segments.get(i).seed());
            Completed outcome = (Completed) trainer.runner(Synthetic.CORE).run(List.of(task)).get(0);
            expected = outcome.epochs().get(outcome.epochs().size() - 1).metrics().get("validation-loss");
            start = new Start.Resume(outcome.checkpoint(), true);
        }

        FinalModel model = Synthetic.trainer(all, files).refit(new RefitTask(new TrialId(3), segments, "model"),
                Synthetic.CORE);

        assertThat(model.trainLoss()).isEqualTo(expected);
        assertThat(model.epochs()).isEqualTo(5);
    }

    @Test
    void testMetricsCompareTheModels() throws IOException {
        MemoryFiles files = new MemoryFiles();
        DjlTrainer trainer = Synthetic.trainer(classes, files);
        FinalModel winner = trainer.refit(new RefitTask(new TrialId(8), Synthetic.configuration("learning-rate", 0.01),
                9, 1, "model/winner"), Synthetic.CORE);
        FinalModel baseline = trainer.refit(new RefitTask(TrialId.BASELINE, List.of(new RefitTask.Segment(
                Synthetic.configuration("learning-rate", 1e-5), 1, 1)), "baseline", false), Synthetic.CORE);

        List<TestResult> results = trainer.evaluate(List.of(winner, baseline), classes.validation(), 200, 3,
                Synthetic.CORE);

        assertThat(results).extracting(result -> result.trial().value()).containsExactly(8, 0);
        assertThat(results.get(0).metrics().get("accuracy").value()).isGreaterThan(0.75);
        assertThat(results.get(0).advantage().get("accuracy").low()).isPositive();
        assertThat(results.get(1).advantage()).isEmpty();
    }

    @Test
    void aRefitThatDivergesIsNotSaved() throws IOException {
        for (boolean shipped : List.of(true, false)) {
            MemoryFiles files = new MemoryFiles();
            FinalModel model = refitted(numbers, files, shipped, "optimizer", "sgd", "learning-rate", 1e6);

            assertThat(model.trainLoss()).isNaN();
            assertThat(model.flaw()).get().asString().startsWith("diverged in epoch ");
            assertThat(files.exists("model/architecture.json")).isFalse();
        }
    }

    @Test
    void aRefitWorseThanAConstantIsNotSavedUnlessItIsOnlyComparedWith() throws IOException {
        for (Synthetic.Data data : List.of(classes, numbers)) {
            MemoryFiles files = new MemoryFiles();
            FinalModel model = refitted(data, files, true, "learning-rate", 1e-9);
            assertThat(model.trainLoss()).isGreaterThan(model.constantLoss());
            assertThat(model.flaw()).get().asString().contains("where the best constant prediction has");
            assertThat(files.exists("model/architecture.json")).isFalse();

            refitted(data, files, false, "learning-rate", 1e-9);
            assertThat(files.exists("model/architecture.json")).isTrue();

            FinalModel sound = refitted(data, new MemoryFiles(), true, "learning-rate", 0.01);
            assertThat(sound.trainLoss()).isLessThan(sound.constantLoss());
            assertThat(sound.flaw()).isEmpty();
        }
    }

    private static FinalModel refitted(Synthetic.Data data, MemoryFiles files, boolean shipped, Object... configuration)
            throws IOException {
        return Synthetic.trainer(data, files).refit(new RefitTask(new TrialId(1), List.of(new RefitTask.Segment(
                Synthetic.configuration(configuration), 9, 1)), "model", shipped), Synthetic.CORE);
    }

    @Test
    void aDirectoryWithoutAModelIsNamed() throws IOException {
        DirectoryFiles files = new DirectoryFiles(directory);
        assertThatThrownBy(() -> StoredModel.load(files, "model", Synthetic.CORE))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("model/architecture.json");

        files.write("model/architecture.json", "{\"format\": \"other\"}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> StoredModel.load(files, "model", Synthetic.CORE))
                .isInstanceOf(DamagedModelException.class)
                .hasMessageContaining("does not describe a model");
    }

    @Test
    void whateverByteIsAnotherIsFound() throws IOException {
        FinalModel model = refit(classes, "model", "batch-normalization", true);
        DirectoryFiles files = new DirectoryFiles(directory);
        RandomStream random = RandomStream.ofSeed(5);
        for (String name : List.of("model/architecture.json", "model/mlp-0000.params")) {
            byte[] sound = files.read(name);
            for (int i = 0; i < 100; i++) {
                byte[] other = sound.clone();
                other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
                files.write(name, other);
                assertThatThrownBy(() -> Network.check(StoredModel.files(files, "model")))
                        .isInstanceOf(DamagedModelException.class)
                        .hasMessageContaining(name);
            }
            files.write(name, Arrays.copyOf(sound, sound.length / 2));
            assertThatThrownBy(() -> Network.check(StoredModel.files(files, "model")))
                    .isInstanceOf(DamagedModelException.class);
            files.write(name, sound);
        }
        Network.check(StoredModel.files(files, model.directory()));
    }

    /** A description without sums, as the first releases wrote it, that whoever can write to the directory made. */
    private static byte[] description(String inputs, String units) {
        return """
                {"format": "whittle-mlp", "version": 1, "inputs": %s, "units": %s, "activation": "relu", "dropout": 0.0,
                 "batchNormalization": false, "classes": ["a", "b"]}""".formatted(inputs, units)
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | [2000000000]",
                "2000000000 | [64]",
                "7 | [46000, 46000]",
                "7 | [-1]",
                "0 | [3]",
                "7 | null",
                "7 | [null]",
                "7 | 12",
                "1e99999999 | [3]",
                "7 | [1e300]"
            })
    void noSizeThatAFileClaimsIsAllocated(String inputs, String units) throws IOException {
        refit(classes, "model");
        DirectoryFiles files = new DirectoryFiles(directory);
        files.write("model/architecture.json", description(inputs, units));
        assertThatThrownBy(() -> StoredModel.load(files, "model", Synthetic.CORE))
                .isInstanceOf(DamagedModelException.class);
    }

    @Test
    void noDepthOfNestingIsFollowed() throws IOException {
        refit(classes, "model");
        DirectoryFiles files = new DirectoryFiles(directory);
        files.write("model/architecture.json", description("7", "[".repeat(1_000_000)));
        assertThatThrownBy(() -> StoredModel.load(files, "model", Synthetic.CORE))
                .isInstanceOf(DamagedModelException.class);
        files.write(
                "model/architecture.json", ("{\"other\": " + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> StoredModel.load(files, "model", Synthetic.CORE))
                .isInstanceOf(DamagedModelException.class);
    }

    @Test
    void anArrayThatClaimsMoreThanTheFileHoldsIsNotAllocated() throws IOException {
        refit(classes, "model");
        DirectoryFiles files = new DirectoryFiles(directory);
        ModelDescription known = ModelDirectory.description(StoredModel.files(files, "model"));
        byte[] parameters = files.read("model/mlp-0000.params");
        // The length of the first array, four bytes after the sign of its byte order.
        int at = new String(parameters, StandardCharsets.ISO_8859_1).indexOf("\0?\0?<") + 5;
        ByteBuffer.wrap(parameters).putInt(at, Integer.MAX_VALUE);
        files.write("model/mlp-0000.params", parameters);
        files.write("model/architecture.json", known.withParameters(Digest.of(parameters)).encode());
        assertThatThrownBy(() -> StoredModel.load(files, "model", Synthetic.CORE))
                .isInstanceOf(DamagedModelException.class)
                .hasMessageContaining("has not the shape");
    }

    /** {@code serving.properties} is for plain DJL: whatever it names, our reader loads none of it. */
    @Test
    void noClassThatTheDirectoryNamesIsLoaded() throws IOException {
        refit(classes, "model");
        DirectoryFiles files = new DirectoryFiles(directory);
        files.write("model/serving.properties", ("engine=Python\nblockFactory=%s\ntranslatorFactory=%s\n"
                .formatted(Planted.class.getName(), Planted.class.getName())).getBytes(StandardCharsets.ISO_8859_1));
        try (Network scorer = StoredModel.load(files, "model", Synthetic.CORE)) {
            assertThat(scorer.predict(classes.validation().features(), classes.validation().count())).hasSize(300);
        }
        assertThat(System.getProperty(Planted.LOADED)).isNull();
    }

    /** Tells when it is initialized. */
    static final class Planted {
        static final String LOADED = "org.whittle.train.model.ExportTest.planted";

        static {
            System.setProperty("org.whittle.train.model.ExportTest.planted", "loaded");
        }

        private Planted() {
        }
    }

    @Test
    void rowsOfAnotherWidthAreRefused() throws IOException {
        refit(classes, "model");
        try (Network scorer = StoredModel.load(new DirectoryFiles(directory), "model", Synthetic.CORE)) {
            assertThatThrownBy(() -> scorer.predict(new float[12], 2)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("2 rows of 7 features do not fit 12 values");
            assertThat(scorer.predict(new float[0], 0)).isEmpty();
        }
    }

    private FinalModel refit(Synthetic.Data data, String path, Object... configuration) throws IOException {
        assertThat(data.task()).isInstanceOfAny(LearningTask.Classification.class, LearningTask.Regression.class);
        return Synthetic.trainer(data, new DirectoryFiles(directory)).refit(new RefitTask(new TrialId(4),
                Synthetic.configuration(configuration), 9, 77, path), Synthetic.CORE);
    }
}
