package org.whittle.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.DamagedPredictionsException;
import org.whittle.work.FileStore;
import org.whittle.work.RowPredictions;

/**
 * Writes the tables of a study, finished or running, and its summary. Every table is one Parquet file, so that it can
 * be copied, mailed and opened by anything. Columns and their meaning: see this package's description.
 */
public final class ResultTables {

    private ResultTables() {
    }

    /**
     * Writes {@code results/trials.parquet}, {@code epochs.parquet}, {@code rungs.parquet} and {@code summary.json}, in
     * the place of older ones; once the lock box was opened, {@code test-predictions.parquet}
     * and {@code calibration.parquet}, and {@code oof.parquet} if the study file asks for it.
     *
     * @param files of the study directory
     * @throws InvalidInputException if what the tables are made of is damaged
     * @throws InfrastructureException if the files cannot be written; each is then whole and new, or as it was before
     */
    public static void write(StudySpec spec, StudyState state, FileStore files) {
        Overview overview = Overview.of(spec, state);
        try {
            for (Table<?> table : tables(overview)) {
                write(table, files);
            }
            // Of an earlier opening, while a search that ended goes on, there is nothing to show.
            if (!state.results().isEmpty()) {
                Optional<RowPredictions> test = PredictionTable.read(files, RowPredictions.OF_TEST);
                if (test.isPresent()) {
                    write(PredictionTable.of("test-predictions", test.get()), files);
                    if (!test.get().classes().isEmpty()) {
                        write(CalibrationTable.of(overview, test.get(),
                                PredictionTable.read(files, RowPredictions.OF_VALIDATION)), files);
                    }
                    Optional<? extends Table<?>> outOfFold = spec.winner().outOfFold()
                            ? OutOfFoldTable.of(files, test.get().classes(), spec.scheduler().folds(),
                                    spec.data().folds().k())
                            : Optional.empty();
                    if (outOfFold.isPresent()) {
                        write(outOfFold.get(), files);
                    }
                }
            }
            files.write("results/summary.json", Summary.of(overview));
        } catch (DamagedPredictionsException e) {
            throw new InvalidInputException(
                    ("%s Put the file of a copy back; without one, remove it: there is no table of " + "its rows then")
                            .formatted(e.getMessage()));
        } catch (IOException e) {
            throw InfrastructureException.of(
                    "The result tables of %s cannot be written".formatted(files.locate("")), e);
        }
    }

    /**
     * Writes all tables as CSV: {@code trials.csv}, {@code epochs.csv} and {@code rungs.csv}, with cross-validation
     * {@code folds.csv}: a line of names first, nothing where there is no value.
     *
     * @param target the directory that they are written to
     * @throws InfrastructureException as {@link #write} has it
     */
    public static void writeCsv(StudySpec spec, StudyState state, FileStore target) {
        try {
            for (Table<?> table : tables(Overview.of(spec, state))) {
                target.write(table.name() + ".csv", CsvText.of(table).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw InfrastructureException.of("The tables cannot be written to " + target.locate(""), e);
        }
    }

    /** The rows of {@code results/trials.parquet}, with its schema. */
    public static Dataset<Row> trials(SparkSession spark, StudySpec spec, StudyState state) {
        return TableRows.of(TrialTable.of(Overview.of(spec, state)), spark);
    }

    /** The rows of {@code results/epochs.parquet}, with its schema. */
    public static Dataset<Row> epochs(SparkSession spark, StudySpec spec, StudyState state) {
        return TableRows.of(EpochTable.of(Overview.of(spec, state)), spark);
    }

    /** The rows of {@code results/rungs.parquet}, with its schema. */
    public static Dataset<Row> rungs(SparkSession spark, StudySpec spec, StudyState state) {
        return TableRows.of(RungTable.of(Overview.of(spec, state)), spark);
    }

    /** {@code results/summary.json} as text. */
    public static String summary(StudySpec spec, StudyState state) {
        return new String(Summary.of(Overview.of(spec, state)), StandardCharsets.UTF_8);
    }

    private static List<Table<?>> tables(Overview overview) {
        List<Table<?>> tables = new ArrayList<>(List.of(TrialTable.of(overview), EpochTable.of(overview),
                RungTable.of(overview)));
        if (overview.spec().scheduler().folds() > 1) {
            tables.add(FoldTable.of(overview, overview.spec().data().folds().k()));
        }
        return tables;
    }

    private static void write(Table<?> table, FileStore files) throws IOException {
        files.write("results/%s.parquet".formatted(table.name()), ParquetFile.of(table));
    }
}
