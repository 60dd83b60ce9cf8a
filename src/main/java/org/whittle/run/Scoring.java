package org.whittle.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.config.StudyFile;
import org.whittle.data.FeaturePipeline;
import org.whittle.data.LaterTable;
import org.whittle.ledger.StudyDirectory;
import org.whittle.net.LearningTask;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.model.ModelFiles;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Study;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.train.model.StoredModel;
import org.whittle.work.FileStore;

/**
 * Scores tables with the winner of a study.
 *
 * <pre>{@code Dataset<Row> scored = Scoring.of(spark, "/studies/digits").of(rows);}</pre>
 *
 * <p>Each executor loads the network for each of its tasks, from the study directory; nothing is kept in memory between
 * them.
 */
public final class Scoring {

    private final FileStore files;
    private final FeaturePipeline pipeline;
    private final String prefix;
    private final List<String> blocks;

    private Scoring(FileStore files, FeaturePipeline pipeline, String prefix, List<String> blocks) {
        this.blocks = List.copyOf(blocks);
        this.files = files;
        this.pipeline = pipeline;
        this.prefix = prefix;
    }

    /**
     * @param directory of the study
     * @throws InvalidInputException if there is no study, it has no model yet, or it is damaged
     */
    public static Scoring of(SparkSession spark, String directory) {
        FileStore files = SparkStart.files(spark, directory);
        try (StudyDirectory study = StudyDirectory.read(files)) {
            requireModel(study, StudyFile.rebuild(study.study().settings(), study.study().format()), directory);
        }
        return new Scoring(files, FeaturePipeline.load(files), "", List.of());
    }

    static void requireModel(StudyDirectory study, StudySpec spec, String directory) {
        if (spec.trainer().isPresent()) {
            throw new InvalidInputException(
                    ("%s has no network to predict with: its trials were trained by a trainer of its own; what "
                                    + "the winner left is in %s")
                            .formatted(
                                    study.files().locate(""), study.files().locate(Study.MODEL + "/checkpoint.zip")));
        }
        StudyState state = new StudyState(study.ledger().read());
        if (state.shipsNothing()) {
            throw new InvalidInputException(("%s has no model: every refit of its trials was rejected. "
                    + "whittle results %s says why; mend the study file, and begin a study of another directory")
                            .formatted(study.files().locate(""), directory));
        }
        if (state.refitted().isEmpty()) {
            throw new InvalidInputException(("%s has no model yet: its search has not ended; go on with "
                    + "whittle tune STUDY_FILE --study %s --resume").formatted(study.files().locate(""), directory));
        }
    }

    /** Begins the names of the columns that are added, where a table has such columns already. */
    public Scoring prefix(String text) {
        return new Scoring(files, pipeline, text, blocks);
    }

    /**
     * Allows a class to make the network, where the study's networks are of kind block, or a module to be it: a study
     * directory loads none by itself.
     *
     * @param name of a {@link org.whittle.score.block.BlockProvider}, or the file of the module of PyTorch's that the
     *     study was given, which ends in .pt
     */
    public Scoring block(String name) {
        return new Scoring(files, pipeline, prefix, Stream.concat(blocks.stream(), Stream.of(name)).toList());
    }

    /**
     * The table with a column {@code prediction} (a class's label, or a number) and, for classification,
     * {@code confidence} (probability of the prediction) and {@code probabilities} (in the order of {@link #task}'s
     * classes). The table is read once at once, so that a bad row is found before anything comes of it.
     *
     * @throws InvalidInputException if the table does not fit the study, or has a column of such a name
     */
    public Dataset<Row> of(Dataset<Row> table) {
        return new Predictions(files, pipeline, prefix, blocks,
                table.sparkSession().sparkContext().hadoopConfiguration()).of(LaterTable.of(table));
    }

    /** What is predicted: classes, or a number. */
    public LearningTask task() {
        return pipeline.task();
    }

    /** The network's directory, which DJL can load, and {@link org.whittle.score.Scorer}. */
    public String location() {
        return files.locate(Study.MODEL);
    }

    /**
     * Writes a copy of the model with its preprocessing, which {@link org.whittle.score.Scorer} loads without the
     * study. What this release and later ones export is such a model already.
     *
     * @param directory a local one; made if it is not there
     * @throws IOException if a file cannot be read or written
     */
    public void copyTo(Path directory) throws IOException {
        ModelFiles model = StoredModel.files(files, Study.MODEL);
        Files.createDirectories(directory);
        for (Map.Entry<String, byte[]> file : ModelDirectory.copy(model, pipeline.preprocessing()).entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
    }
}
