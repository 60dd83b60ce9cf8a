package org.whittle.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.net.LearningTask;
import org.whittle.net.Mlp;
import org.whittle.net.ParameterLayout;
import org.whittle.net.activation.Activations;
import org.whittle.random.RandomStream;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.score.column.Reading;
import org.whittle.score.image.Fit;
import org.whittle.score.image.Pictures;
import org.whittle.score.model.DamagedModelException;
import org.whittle.score.model.ModelDescription;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.score.step.Scaled;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Step;

/** A model's directory is all it takes to score raw rows. */
class ScorerTest {

    private static final List<String> CLASSES = List.of("no", "yes");
    // A product of one row and one of many add in different orders: roundings of 6e-8 on numbers of order 1.
    private static final double ROUNDING = 1e-6;

    @TempDir
    Path directory;

    private static Preprocessing preprocessing(LearningTask task) {
        return new Preprocessing(
                List.of(new InputColumn("age", Kind.NUMBER, 1, Reading.of("int")),
                        new InputColumn("plan", Kind.TEXT, 1, Reading.of("string")),
                        new InputColumn("seen", Kind.VECTOR, 2, Reading.of("array<double>"))),
                "left", task, List.of(new Preprocessing.Fold(0, List.of(
                        new Step.Numbers(new int[] {0}, new double[] {40},
                                new Scaled(Scaling.STANDARD, new double[] {40}, new double[] {10})),
                        new Step.Vectors(new int[] {2}, 2, Scaled.NOT),
                        new Step.Missing(new int[] {0}),
                        new Step.OneHot(1, List.of("basic", "gold"), true)))));
    }

    /** Writes a model with weights that were drawn. */
    private Path model(LearningTask task, Optional<Preprocessing> steps) throws IOException {
        Mlp network = new Mlp(7, List.of(5), task.outputs(), Activations.ofKey("tanh"), 0, false);
        float[] parameters = new float[ParameterLayout.trained(network.architecture()).size()];
        RandomStream random = RandomStream.ofSeed(3);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (float) random.nextGaussian();
        }
        Path model = Files.createDirectories(directory.resolve("study/model"));
        for (Map.Entry<String, byte[]> file : ModelDirectory.encode(
                        new ModelDescription(network.architecture(), task),
                        parameters,
                        new float[0],
                        steps.map(PreprocessingFile::encode))
                .entrySet()) {
            Files.write(model.resolve(file.getKey()), file.getValue());
        }
        return model;
    }

    private Path classifier;

    @BeforeEach
    void writeAClassifier() throws IOException {
        LearningTask task = new LearningTask.Classification(CLASSES);
        classifier = model(task, Optional.of(preprocessing(task)));
    }

    private static Map<String, Object> row(Object age, Object plan, Object... more) {
        Map<String, Object> row = new HashMap<>();
        row.put("age", age);
        row.put("plan", plan);
        row.put("seen", List.of(0.5, 2));
        for (int i = 0; i < more.length; i += 2) {
            row.put((String) more[i], more[i + 1]);
        }
        return row;
    }

    @Test
    void aDirectoryScoresRawRows() throws IOException {
        try (Scorer scorer = Scorer.load(classifier)) {
            assertThat(scorer.columns()).containsExactly("age", "plan", "seen");
            assertThat(scorer.task()).isEqualTo(new LearningTask.Classification(CLASSES));
            List<Map<String, Object>> rows = List.of(row(42, "basic"), row(null, "never seen", "more", 7), row(30L,
                    null),
                    row("42", "basic", "seen", new float[] {0.5f, 2}));
            List<Prediction> predictions = scorer.score(rows);
            assertThat(predictions).hasSize(4).allSatisfy(prediction -> {
                Prediction.Label label = (Prediction.Label) prediction;
                assertThat(label.probabilities().keySet()).containsExactlyElementsOf(CLASSES);
                assertThat(label.probabilities().get("no") + label.probabilities().get("yes")).isCloseTo(1,
                        within(ROUNDING));
                assertThat(label.confidence()).isEqualTo(Collections.max(label.probabilities().values()));
                assertThat(prediction.label()).isIn(CLASSES);
            });
            assertThat(predictions.get(3)).isEqualTo(predictions.get(0)).isNotEqualTo(predictions.get(1));
            for (int i = 0; i < rows.size(); i++) {
                Prediction.Label together = (Prediction.Label) predictions.get(i);
                Prediction.Label alone = (Prediction.Label) scorer.score(rows.get(i));
                assertThat(alone.probabilities().get("yes")).isCloseTo(together.probabilities().get("yes"),
                        within(ROUNDING));
            }
            assertThat(scorer.score(List.of())).isEmpty();
            assertThatThrownBy(() -> predictions.get(0).value()).hasMessageContaining("a class, and no number");
        }
        // The study's directory does as well.
        try (Scorer scorer = Scorer.load(directory.resolve("study"))) {
            assertThat(scorer.score(row(42, "basic")).label()).isIn(CLASSES);
        }
    }

    @Test
    void aNumberIsInItsOwnUnit() throws IOException {
        LearningTask standard = new LearningTask.Regression(0, 1);
        LearningTask task = new LearningTask.Regression(1000, 50);
        double plain;
        try (Scorer scorer = Scorer.load(model(standard, Optional.of(preprocessing(standard))))) {
            plain = scorer.score(row(42, "basic")).value();
        }
        try (Scorer scorer = Scorer.load(model(task, Optional.of(preprocessing(task))))) {
            Prediction prediction = scorer.score(row(42, "basic"));
            assertThat(prediction).isEqualTo(new Prediction.Value(plain * 50 + 1000));
            assertThatThrownBy(prediction::label).hasMessageContaining("a number, and no class");
        }
    }

    @Test
    void everythingThatIsWrongWithRowsIsSaidAtOnce() throws IOException {
        try (Scorer scorer = Scorer.load(classifier)) {
            assertThatThrownBy(() -> scorer.score(List.of(
                            row(42, "basic"),
                            row("old", "basic", "seen", List.of(1)),
                            Map.of("Age", 1, "plan", "basic", "seen", "far"),
                            row(1e39, "basic", "seen", null))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(String.join(
                            System.lineSeparator(),
                            "Row 2 cannot be scored: 'age' is 'old', which is no number",
                            "Row 2 cannot be scored: 'seen' has 1 elements instead of 2",
                            "Row 3 cannot be scored: there is no 'age' (it has Age, plan, seen); a missing value is "
                                    + "null",
                            "Row 3 cannot be scored: 'seen' is no vector of numbers (an array of doubles or floats, "
                                    + "or a "
                                    + "list of numbers)",
                            "Row 4 cannot be scored: 'age' is '1.0E39', which is not finite, or no 32-bit float",
                            "Row 4 cannot be scored: 'seen' is missing, but a vector never is"));
            assertThatThrownBy(() -> scorer.score(Map.of())).hasMessage("The row cannot be scored: there is no 'age', "
                    + "'plan', 'seen' (it has nothing); a missing value is null");
        }
    }

    @Test
    void threadsShareOne() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Scorer scorer = Scorer.load(classifier)) {
            List<Prediction> alone = new ArrayList<>();
            for (int age = 0; age < 50; age++) {
                alone.add(scorer.score(row(age, "gold")));
            }
            Callable<List<Prediction>> work = () -> {
                List<Prediction> own = new ArrayList<>();
                for (int age = 0; age < 50; age++) {
                    own.add(scorer.score(row(age, "gold")));
                }
                return own;
            };
            for (Future<List<Prediction>> done : threads.invokeAll(Collections.nCopies(8, work))) {
                assertThat(done.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aModelWithoutPreprocessingTakesItFromItsStudy() throws IOException {
        LearningTask task = new LearningTask.Classification(CLASSES);
        Prediction expected;
        try (Scorer scorer = Scorer.load(classifier)) {
            expected = scorer.score(row(42, "basic"));
        }
        Files.delete(classifier.resolve(PreprocessingFile.NAME));
        assertThatThrownBy(() -> Scorer.load(classifier)).isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("preprocessing.json");
        Path model = model(task, Optional.empty());
        assertThatThrownBy(() -> Scorer.load(model)).isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("does not hold the preprocessing").hasMessageContaining("copyTo(directory)");
        Files.write(Files.createDirectories(directory.resolve("study/data")).resolve(PreprocessingFile.NAME),
                PreprocessingFile.encode(preprocessing(task)));
        try (Scorer scorer = Scorer.load(model)) {
            assertThat(scorer.score(row(42, "basic"))).isEqualTo(expected);
        }
    }

    @Test
    void whatIsNotWhatWasWrittenIsRefused() throws IOException {
        assertThatThrownBy(() -> Scorer.load(directory)).isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("holds no model");
        Path steps = classifier.resolve(PreprocessingFile.NAME);
        String sound = Files.readString(steps);
        Files.writeString(steps, sound.replace("40", "41"));
        assertThatThrownBy(() -> Scorer.load(classifier)).isInstanceOf(DamagedModelException.class)
                .hasMessageContaining("preprocessing.json is damaged: it does not match its checksum");
        // A model and the steps of another.
        LearningTask task = new LearningTask.Classification(List.of("no", "yes", "perhaps"));
        assertThatThrownBy(() -> Scorer.load(model(task,
                Optional.of(preprocessing(new LearningTask.Classification(CLASSES))))))
                .isInstanceOf(DamagedModelException.class).hasMessageContaining("or of another label");
    }

    @Test
    void picturesAreScoredAsTheirPixelsAre() throws IOException {
        LearningTask task = new LearningTask.Classification(CLASSES);
        Preprocessing image = new Preprocessing(
                List.of(new InputColumn("image", Kind.VECTOR, 7, Reading.of("vector"))), "left", task,
                List.of(new Preprocessing.Fold(0, List.of(new Step.Pixels(new int[] {0}, 7, 1, 1, new double[] {40},
                        new Scaled(Scaling.STANDARD, new double[] {40}, new double[] {10}), Fit.STRETCH)))));
        Path file = Files.write(directory.resolve("a.png"), Pictures.grey(1, 7, 43, 30));
        double[] pixels = {30, 43, 43, 43, 43, 43, 43};
        try (Scorer scorer = Scorer.load(model(task, Optional.of(image)))) {
            Prediction expected = scorer.score(Map.of("image", pixels));
            assertThat(scorer.score(Map.of("image", file))).isEqualTo(expected);
            assertThat(scorer.score(Map.of("image", Files.readAllBytes(file)))).isEqualTo(expected);
            assertThat(scorer.score(Map.of("image", Pictures.png(70, 30))).label()).isIn(CLASSES);
            assertThatThrownBy(() -> scorer.score(List.of(
                            Map.of("image", new byte[3]),
                            Map.of("image", file),
                            Map.of("image", directory.resolve("none.png")))))
                    .hasMessageContainingAll(
                            "Row 1 cannot be scored: 'image' is no PNG or JPEG",
                            "Row 3 cannot be scored: 'image' cannot be read");
        }
    }
}
