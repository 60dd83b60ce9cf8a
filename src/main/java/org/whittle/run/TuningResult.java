package org.whittle.run;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.config.StudyFile;
import org.whittle.data.PreparedData;
import org.whittle.ledger.StudyDirectory;
import org.whittle.report.Effects;
import org.whittle.report.Importance;
import org.whittle.report.Leaderboard;
import org.whittle.report.PredictedRows;
import org.whittle.report.ResultTables;
import org.whittle.report.StudiesCompared;
import org.whittle.report.StudyPage;
import org.whittle.study.GateCheck;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.work.FileStore;

/**
 * What a study has found, at one moment: at its end, or while it is under way. Made of its ledger; does not change when
 * the study goes on.
 */
public final class TuningResult {

    private final SparkSession spark;
    private final StudySpec spec;
    private final StudyState state;
    private final FileStore files;

    /** @param spark {@code null} if there is none to make tables with */
    TuningResult(SparkSession spark, StudySpec spec, StudyState state, FileStore files) {
        this.spark = spark;
        this.spec = spec;
        this.state = state;
        this.files = files;
    }

    /**
     * A study's result as it is now, whether the study has ended, is under way in this JVM or another, or was killed.
     *
     * @param directory of the study
     * @throws InvalidInputException if there is no study, or it is damaged
     */
    public static TuningResult of(SparkSession spark, String directory) {
        return of(spark, SparkStart.files(spark, directory));
    }

    /** The same without Spark: there are no tables then. */
    public static TuningResult of(String directory) {
        return of(null, SparkStart.files(directory));
    }

    private static TuningResult of(SparkSession spark, FileStore files) {
        try (StudyDirectory directory = StudyDirectory.read(files)) {
            StudySpec spec = StudyFile.rebuild(directory.study().settings(), directory.study().format());
            return new TuningResult(spark, spec, new StudyState(directory.ledger().read()), files);
        }
    }

    /** The study directory, with its scheme. */
    public String directory() {
        return files.locate("");
    }

    /** What the study was to do. */
    public StudySpec specification() {
        return spec;
    }

    /**
     * A row a trial, as {@code results/trials.parquet} has them. The columns are described at
     * {@code org.whittle.report}.
     *
     * @throws IllegalStateException if there is no Spark, or none any more
     */
    public Dataset<Row> trials() {
        return ResultTables.trials(spark(), spec, state);
    }

    /** A row a trial and epoch, as {@code results/epochs.parquet} has them; see {@link #trials}. */
    public Dataset<Row> epochs() {
        return ResultTables.epochs(spark(), spec, state);
    }

    /** A row a finished rung, as {@code results/rungs.parquet} has them; see {@link #trials}. */
    public Dataset<Row> rungs() {
        return ResultTables.rungs(spark(), spec, state);
    }

    /** The winner, or while there is none, the best trial so far; empty while no trial has a result. */
    public Optional<Trial> best() {
        List<Trial> trials = state.trials();
        return state.searching() ? StudyState.best(trials, spec) : state.sinceSearchEnded().winner()
                .flatMap(winner -> trials.stream().filter(trial -> trial.id().equals(winner.trial())).findFirst())
                .or(() -> StudyState.best(trials, spec));
    }

    /** What {@code results/summary.json} says: all of the result in one page of JSON. */
    public String summary() {
        return ResultTables.summary(spec, state);
    }

    /** What the command line prints at the end, for 100 columns. */
    public String leaderboard() {
        return leaderboard(Leaderboard.COLUMNS);
    }

    /**
     * The same for a terminal of another width.
     *
     * @param columns from 40 on
     */
    public String leaderboard(int columns) {
        return Leaderboard.text(spec, state, directory(), SeenByBest.of(spec, best(), prepared()), columns);
    }

    /** Of those that are compared. */
    StudiesCompared.Member member() {
        return new StudiesCompared.Member(directory(), spec, state);
    }

    /** What people look at, as it is now: one file, or served, see {@link PageServer}. */
    StudyPage page() {
        Optional<PreparedData> data = prepared();
        return StudyPage.of(spec, state, directory(), data.flatMap(rows -> ContactSheet.of(spec, rows)),
                SeenByBest.of(spec, best(), data), PredictedRows.read(state, files));
    }

    /**
     * Writes {@code report/index.html}, as the study is now, in the place of an older one.
     *
     * @return where it is
     * @throws InfrastructureException if it cannot be written
     */
    public String writePage() {
        return page().write(files);
    }

    /**
     * Writes the tables of {@code results/}, as the study is now, in the place of older ones: as Parquet, and the same
     * rows as CSV.
     *
     * @throws InfrastructureException if they cannot be written
     */
    public void writeTables() {
        ResultTables.write(spec, state, files);
        ResultTables.writeCsv(spec, state, SparkStart.files(files.locate("results")));
    }

    private Optional<PreparedData> prepared() {
        return spec.data().isPresent() && PreparedData.isPrepared(files)
                ? Optional.of(PreparedData.load(files)) : Optional.empty();
    }

    /** What trials came to with each value of each tuned parameter, as a table for a terminal. */
    public String effects() {
        return Effects.of(spec, state).text();
    }

    /**
     * Which parameters matter, as text for a terminal; written to {@code results/importance.parquet} as well.
     *
     * @throws InfrastructureException if that cannot be written
     */
    public String importance() {
        Importance importance = Importance.of(spec, state);
        importance.write(files);
        return importance.text();
    }

    /** What the final model misses of {@code gate}, a sentence each; none if it is met, or nothing was tested yet. */
    public List<String> unmetGate() {
        return state.results().isEmpty() ? List.of() : GateCheck.unmet(spec.gate(), spec.objective(), state.results());
    }

    /**
     * The winner's network, to score tables with.
     *
     * @throws InvalidInputException if there is none yet, or it is damaged
     * @throws IllegalStateException if there is no Spark, or none any more
     */
    public Scoring model() {
        return Scoring.of(spark(), files.locate(""));
    }

    private SparkSession spark() {
        if (spark == null || spark.sparkContext().isStopped()) {
            throw new IllegalStateException("There is no Spark for tables: give Tuning a session, or take "
                    + "TuningResult.of(session, \"%s\")".formatted(directory()));
        }
        return spark;
    }
}
