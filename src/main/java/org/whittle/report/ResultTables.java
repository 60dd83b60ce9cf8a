package org.whittle.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.whittle.study.InfrastructureException;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.trial.FileStore;

/**
 * Writes the tables of a study, finished or running, and its summary.
 *
 * <p>Every table is one Parquet file, so that it can be copied, mailed and opened by anything. Spark writes it to a
 * hidden directory of {@code results/}; from there it is published whole, in the place of an older one.
 */
public final class ResultTables {

    static final String DIRECTORY = "results";
    private static final String UNFINISHED = ".unfinished-";

    private ResultTables() {
    }

    /**
     * Writes {@code results/trials.parquet}, {@code epochs.parquet}, {@code rungs.parquet} and {@code summary.json}.
     *
     * @param files of the study directory
     * @throws InfrastructureException if the files cannot be written; each is then whole and new, or as it was before
     */
    public static void write(SparkSession spark, StudySpec spec, StudyState state, FileStore files) {
        Overview overview = Overview.of(spec, state);
        try {
            clearAway(files);
            write(spark, TrialTable.of(overview), files);
            write(spark, EpochTable.of(overview), files);
            write(spark, RungTable.of(overview), files);
            files.write(DIRECTORY + "/summary.json", Summary.of(overview));
        } catch (IOException e) {
            throw new InfrastructureException("The result tables of %s cannot be written: %s"
                    .formatted(files.locate(""), e.getMessage()), e);
        }
    }

    private static void write(SparkSession spark, Table<?> table, FileStore files) throws IOException {
        String unfinished = DIRECTORY + "/" + UNFINISHED + table.name() + "-" + UUID.randomUUID();
        try {
            spark.createDataFrame(table.rows(), table.schema()).coalesce(1).write().mode(SaveMode.ErrorIfExists)
                    .option("compression", "snappy").option("maxRecordsPerFile", 0)
                    .parquet(files.locate(unfinished));
            List<String> parts = files.list(unfinished).stream().filter(n -> n.startsWith("part-")).toList();
            if (parts.size() != 1) {
                throw new FileNotFoundException("Spark left %d parts in %s".formatted(parts.size(),
                        files.locate(unfinished)));
            }
            files.write("%s/%s.parquet".formatted(DIRECTORY, table.name()),
                    files.read(unfinished + "/" + parts.get(0)));
        } finally {
            files.delete(unfinished);
        }
    }

    // A driver that was killed could not.
    private static void clearAway(FileStore files) throws IOException {
        for (String name : files.list(DIRECTORY)) {
            if (name.startsWith(UNFINISHED)) {
                files.delete(DIRECTORY + "/" + name);
            }
        }
    }
}
