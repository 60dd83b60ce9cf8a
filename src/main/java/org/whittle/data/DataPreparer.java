package org.whittle.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SplitPart;
import org.whittle.data.row.RowBlock;
import org.whittle.data.source.ReadWatch;
import org.whittle.data.source.Source;
import org.whittle.data.step.StoredPreprocessing;
import org.whittle.data.tensor.DataSummary;
import org.whittle.data.tensor.FoldTensors;
import org.whittle.data.tensor.Manifest;
import org.whittle.data.tensor.SplitTensors;
import org.whittle.data.tensor.TensorWriter;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.score.step.Features;
import org.whittle.score.step.Preprocessing;
import org.whittle.study.DataSpec;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;

/**
 * Loads a study's rows, divides them, fits the preprocessing on training rows, and writes tensors.
 *
 * <p>What it writes lies in {@code data/} of the study directory:
 * <pre>
 * training/features-00000.npy …  float32 of shape (rows, features), consecutive rows in each file; of images the pixels
 *                                before they are scaled, uint8 where all of a file are whole numbers from 0 to 255
 * training/targets.npy           of shape (rows): a class's index in float32, or the target in its own unit in float64
 * training/weights.npy           of shape (rows), float64: what a row counts, where a column says so
 * validation/…                   likewise
 * lockbox/…                      the test rows, likewise
 * fold=0/training/… …            with cross-validation, each fold's training and validation rows, likewise, and its own
 *                                preprocessing.json; training/ then has all rows that are no test rows, validation/
 *                                none
 * preprocessing.json             the fitted steps: {@link StoredPreprocessing}
 * summary.json                   names, classes, counts, fingerprint; written last
 * </pre>
 *
 * <p>Everything that is wrong with the rows is found before anything is written. A preparation that fails half-way
 * leaves no {@code data/}.
 *
 * <p>The same rows, seed and settings give the same tensors, bit for bit, whatever the order of rows and files, the
 * partitions and the cluster. Test rows influence neither the other tensors nor the preprocessing,
 * and validation rows not that of their fold.
 *
 * <p>Rows pass from Spark's tasks to the files, not through the driver. The limit is what a task trains on: training
 * and validation rows together must have fewer than 2³¹ values.
 */
public final class DataPreparer {

    private static final String DIRECTORY = "data";
    /** The most elements of an array; a refit holds training and validation rows in one. */
    private static final long MOST_VALUES = Integer.MAX_VALUE - 8L;

    private final SparkSession spark;
    private final FileStore files;
    private final Optional<Dataset<Row>> given;
    private final int chunk;

    /** @param files of the study directory */
    public DataPreparer(SparkSession spark, FileStore files) {
        this(spark, files, Optional.empty());
    }

    /**
     * @param files of the study directory
     * @param given the rows, if they are not to be read from where the specification says
     */
    public DataPreparer(SparkSession spark, FileStore files, Optional<Dataset<Row>> given) {
        this(spark, files, given, TensorWriter.CHUNK);
    }

    /** @param chunk most values in a file of features */
    DataPreparer(SparkSession spark, FileStore files, int chunk) {
        this(spark, files, Optional.empty(), chunk);
    }

    private DataPreparer(SparkSession spark, FileStore files, Optional<Dataset<Row>> given, int chunk) {
        this.spark = spark;
        this.files = files;
        this.given = given;
        this.chunk = chunk;
    }

    /**
     * Prepares the rows. Replaces what was prepared in this directory before.
     *
     * @param seed of the study
     * @param progress told what is about to be done, in words; each step takes Spark jobs
     * @param approved run when everything was found to be right, before anything is written
     * @throws InvalidInputException if rows or settings are wrong: where, what, and what to write instead
     * @throws InfrastructureException if the cluster or the file system fails
     */
    public PreparedData prepare(DataSpec spec, long seed, Consumer<String> progress, Runnable approved) {
        return prepare(spec, Set.of(), seed, progress, (shape, task) -> approved.run());
    }

    /**
     * As above.
     *
     * @param measured keys of the metrics that validation rows must define
     * @param approved told what a row is to a network, and what is learned, when everything was found to be right,
     *     before anything is written; what it throws ends the preparation
     */
    public PreparedData prepare(DataSpec spec, Set<String> measured, long seed, Consumer<String> progress,
                                BiConsumer<InputShape, LearningTask> approved) {
        progress.accept("reading and checking the table");
        Findings findings = new Findings();
        CheckedTable table = CheckedTable.check(sources(spec, findings), spec, findings);
        findings.notes().forEach(note -> progress.accept(note.text()));
        JavaRDD<RowBlock> rows = table.canonical(seed).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            progress.accept("dividing the rows");
            Findings further = new Findings();
            FoldedRows divided = attempt(() -> FoldedRows.check(table, rows, seed, measured, further));
            further.notes().forEach(note -> progress.accept(note.text()));
            progress.accept("fitting the preprocessing to the training rows");
            List<Preprocessing> fitted = attempt(divided::fit);
            Preprocessing ofAll = fitted.get(0);
            DividedRows all = divided.all();
            for (Preprocessing each : fitted) {
                int width = each.features(0).width();
                requireSize(all.rows(SplitPart.TRAINING) + all.rows(SplitPart.VALIDATION), width);
                requireSize(all.rows(SplitPart.TEST), width);
            }
            approved.accept(ofAll.image().<InputShape>map(image -> new InputShape.Image(image.height(), image.across(),
                    image.all())).orElse(new InputShape.Vector(ofAll.features(0).width())), ofAll.task());
            progress.accept("writing the rows as tensors");
            return attempt(() -> write(table, divided, fitted));
        } finally {
            rows.unpersist(true);
        }
    }

    private List<Source> sources(DataSpec spec, Findings findings) {
        return given.map(table -> List.of(Source.given(table, spec)))
                .orElseGet(() -> Source.open(spark, spec, findings));
    }

    private PreparedData write(CheckedTable table, FoldedRows divided, List<Preprocessing> fitted) throws IOException {
        files.delete(DIRECTORY);
        try {
            return writeAll(table, divided, fitted);
        } catch (Exception e) {
            files.delete(DIRECTORY);
            throw e;
        }
    }

    private PreparedData writeAll(CheckedTable table, FoldedRows folded, List<Preprocessing> preprocessings)
            throws IOException {
        DividedRows divided = folded.all();
        Preprocessing fitted = preprocessings.get(0);
        LearningTask task = divided.task();
        Features features = fitted.stored(0);
        List<SplitTensors> tensors = new TensorWriter(
                        files, task, features, fitted.image().isPresent(), chunk)
                .write(divided.blocks(), divided.counts());
        String digest = StoredPreprocessing.write(files, fitted);
        DataSpec spec = table.spec();
        List<FoldTensors> folds = new ArrayList<>();
        for (int fold = 0; fold < folded.folds().size(); fold++) {
            folds.add(writeFold(fold, folded.folds().get(fold), preprocessings.get(fold + 1)));
        }
        Manifest manifest = Manifest.of(
                new DataSummary(
                        spec.format(),
                        spec.path(),
                        spec.label(),
                        task,
                        features.names(),
                        divided.summary(SplitPart.TRAINING),
                        divided.summary(SplitPart.VALIDATION),
                        divided.summary(SplitPart.TEST)),
                fitted,
                spec.inputs(),
                digest,
                tensors,
                folds);
        manifest.write(files);
        return PreparedData.of(files, manifest);
    }

    private FoldTensors writeFold(int fold, DividedRows rows, Preprocessing fitted) throws IOException {
        List<SplitTensors> tensors = new TensorWriter(
                        files, rows.task(), fitted.stored(0), fitted.image().isPresent(), chunk, fold)
                .write(rows.blocks(), rows.counts());
        return Manifest.fold(fitted, rows.table().spec().inputs(), StoredPreprocessing.write(files, fold, fitted),
                tensors);
    }

    private static void requireSize(long rows, long width) {
        if (rows * width > MOST_VALUES) {
            throw new InvalidInputException(
                    "%d rows of %d features are more than %d values, more than a task can hold; "
                                    .formatted(rows, width, MOST_VALUES)
                            + "leave out rows or columns, or lower data.one-hot-limit");
        }
    }

    /** What a task found wrong with the rows comes back wrapped by Spark; anything else is not the user's fault. */
    private static <T> T attempt(Callable<T> step) {
        try {
            return step.call();
        } catch (Exception e) {
            throw ReadWatch.problem(e).map(RuntimeException.class::cast)
                    .orElseGet(() -> InfrastructureException.of("The data could not be prepared", e));
        }
    }
}
