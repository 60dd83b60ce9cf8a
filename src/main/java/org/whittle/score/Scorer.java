package org.whittle.score;

import ai.djl.Device;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.whittle.net.LearningTask;
import org.whittle.score.block.BlockProvider;
import org.whittle.score.block.BlockSource;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputValues;
import org.whittle.score.model.DamagedModelException;
import org.whittle.score.model.ModelDescription;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.model.ModelFiles;
import org.whittle.score.model.Network;
import org.whittle.score.model.Outputs;
import org.whittle.score.step.Features;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.score.step.RowReader;

/**
 * The winner at work: from raw rows to predictions, by the study's preprocessing and the trained network. Neither Spark
 * nor Hadoop is needed; {@code predict} scores tables by the same code.
 *
 * <pre>{@code
 * try (Scorer scorer = Scorer.load(Path.of("studies/churn/model"))) {
 *     Prediction prediction = scorer.score(Map.of("age", 42, "plan", "basic", "since", "2024-03-01"));
 * }
 * }</pre>
 *
 * <p>Any number of threads may share one. It owns native memory until it is closed, once the last call has returned.
 */
public final class Scorer implements AutoCloseable {

    private static final int MOST_PROBLEMS = 20;

    private final Preprocessing preprocessing;
    private final Features features;
    private final Network network;

    private Scorer(Preprocessing preprocessing, Features features, Network network) {
        this.preprocessing = preprocessing;
        this.features = features;
        this.network = network;
    }

    /**
     * Reads a model from a local directory, to score on a core: {@code model/} of a study directory, wherever it was
     * copied to, or the study directory itself.
     *
     * @throws FileNotFoundException if there is no model, or it does not hold the preprocessing
     * @throws IOException if a file cannot be read, or is not what was written
     */
    public static Scorer load(Path directory) throws IOException {
        return load(directory, List.of());
    }

    /**
     * The same for a model whose network is a module of PyTorch's, of kind torchscript: a module is code, which a
     * directory does not bring by itself.
     *
     * @param module the file that the study was given
     * @throws IllegalArgumentException if it is another one
     */
    public static Scorer load(Path directory, Path module) throws IOException {
        return load(directory, BlockSource.ofModule(Files.readAllBytes(module)));
    }

    /**
     * The same for a model whose network a class made, of kind block: a directory loads none by itself.
     *
     * @param blocks who may make the network
     * @throws IllegalArgumentException if none of them made it
     */
    public static Scorer load(Path directory, List<? extends BlockProvider> blocks) throws IOException {
        return load(directory, BlockSource.of(blocks));
    }

    private static Scorer load(Path directory, BlockSource blocks) throws IOException {
        boolean isModel = Files.exists(directory.resolve(ModelDescription.FILE));
        Path model = isModel ? directory : directory.resolve("model");
        if (!isModel && !Files.exists(model.resolve(ModelDescription.FILE))) {
            throw new FileNotFoundException(
                    ("%s holds no model: there is no %s; name the directory model of a study that " + "has ended")
                            .formatted(directory, ModelDescription.FILE));
        }
        ModelFiles files = ModelFiles.in(model);
        ModelDescription description = ModelDirectory.description(files);
        Optional<Preprocessing> own = ModelDirectory.preprocessing(files, description);
        Preprocessing preprocessing = own.isPresent() ? own.get() : ofStudyOf(model);
        return of(preprocessing, Network.load(files, blocks, Device.cpu()));
    }

    /** Models of the first releases did not hold their preprocessing; the study beside them does. */
    private static Preprocessing ofStudyOf(Path model) throws IOException {
        Path file = model.toAbsolutePath().resolveSibling(PreprocessingFile.OF_STUDY);
        if (!Files.exists(file)) {
            throw new FileNotFoundException(("%s does not hold the preprocessing of its rows, as those of the first "
                            + "releases; write a copy that does, with Scoring.of(spark, study).copyTo(directory)")
                    .formatted(model));
        }
        return PreprocessingFile.decode(Files.readAllBytes(file), file.toString());
    }

    /**
     * Of a network that is loaded already. The scorer closes it.
     *
     * @throws DamagedModelException if the network takes other features than the preprocessing makes; it is closed then
     */
    public static Scorer of(Preprocessing preprocessing, Network network) throws DamagedModelException {
        Features features = preprocessing.features(0);
        if (network.width() != features.width() || !network.task().equals(preprocessing.task())) {
            network.close();
            throw new DamagedModelException(
                    ("The network takes %d features, but the preprocessing makes %d, or of another "
                                    + "label; put both back as they were.")
                            .formatted(network.width(), features.width()));
        }
        return new Scorer(preprocessing, features, network);
    }

    /** The columns that a row must have; others are ignored. */
    public List<String> columns() {
        return preprocessing.columns().stream().map(InputColumn::source).distinct().toList();
    }

    /** What is predicted: one of several classes, or a number. */
    public LearningTask task() {
        return network.task();
    }

    /**
     * The prediction for a row.
     *
     * @param row by column: a number, a text, a boolean, a date or time, a vector (an array of doubles or floats, or a
     *     list of numbers), a picture (a {@link Path}, or the bytes of its file, where the study's rows were pictures),
     *     or {@code null} for a missing value. Cells are read as those of the training rows were:
     *     "1.299,50 €" is a number where the study says so
     * @throws IllegalArgumentException if a column is not there, or a cell cannot be used: a line for each
     */
    public Prediction score(Map<String, ?> row) {
        return score(List.of(row)).get(0);
    }

    /**
     * The predictions for rows, in their order; many at once take less time than one by one.
     *
     * @param rows each as {@link #score(Map)} takes it
     * @throws IllegalArgumentException if a row cannot be used: which, and why
     */
    public List<Prediction> score(List<? extends Map<String, ?>> rows) {
        RowReader reader = new RowReader(preprocessing, features);
        List<String> problems = new ArrayList<>();
        float[] slab = slab(rows.size());
        for (int i = 0; i < rows.size() && problems.size() <= MOST_PROBLEMS; i++) {
            List<String> own = new ArrayList<>();
            reader.read(rows.get(i), slab, i * network.width(), own);
            String name = rows.size() == 1 ? "The row" : "Row " + (i + 1);
            own.forEach(problem -> problems.add("%s cannot be scored: %s".formatted(name, problem)));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        Outputs outputs = outputs(slab, rows.size());
        List<Prediction> predictions = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            predictions.add(prediction(outputs, row));
        }
        return predictions;
    }

    /**
     * What the network says of rows whose cells were read elsewhere.
     *
     * @param rows how many
     * @param values of a row by its number, each asked for once, in order, and not used after the next one is
     */
    public Outputs outputs(int rows, IntFunction<? extends InputValues> values) {
        float[] slab = slab(rows);
        for (int row = 0; row < rows; row++) {
            put(slab, row, values.apply(row));
        }
        return outputs(slab, rows);
    }

    /** Place for the features of rows, row by row. */
    private float[] slab(int rows) {
        return new float[Math.multiplyExact(rows, network.width())];
    }

    private void put(float[] slab, int row, InputValues values) {
        int at = row * network.width();
        for (double feature : features.of(values)) {
            slab[at++] = (float) feature;
        }
    }

    private Outputs outputs(float[] slab, int rows) {
        return new Outputs(network.task(), network.rule(), network.predict(slab, rows));
    }

    private static Prediction prediction(Outputs outputs, int row) {
        if (!(outputs.task() instanceof LearningTask.Classification classification)) {
            return new Prediction.Value(outputs.value(row));
        }
        float[] probabilities = outputs.probabilities(row);
        Map<String, Double> named = new LinkedHashMap<>();
        for (int k = 0; k < probabilities.length; k++) {
            named.put(classification.classes().get(k), (double) probabilities[k]);
        }
        return new Prediction.Label(classification.classes().get(outputs.predicted(probabilities)), named);
    }

    @Override
    public void close() {
        network.close();
    }
}
