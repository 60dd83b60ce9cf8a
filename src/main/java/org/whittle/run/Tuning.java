package org.whittle.run;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudyException;
import org.whittle.study.StudyInUseException;

/**
 * A study that is to be run: searches, refits the winner, tests it once, and writes the results into a study directory.
 *
 * <pre>{@code
 * TuningResult result = Tuning.of(Specification.file("digits.conf")).spark(spark)
 *         .data(rows).directory("/studies/digits").run();
 * }</pre>
 *
 * <p>Immutable: each method returns a changed copy, and one can be run as often as there are directories for it.
 * Several may run at once in a JVM, each with its own directory. Equal specifications and rows give equal tables, also
 * beside other studies.
 *
 * <p>With a session that it is given, Spark is as its owner configured it: what the specification has under
 * {@code spark} is left aside, and a note says so. Best is {@code spark.scheduler.mode = FAIR}, which lets brackets
 * share the slots evenly; with executors in processes of their own, {@code spark.executorEnv.OMP_NUM_THREADS = 1}.
 * Neither changes a result.
 */
public final class Tuning {

    /** What to do with a study that is in the directory already. */
    enum Beginning {
        /** There must be none. */
        NEW,
        /** Go on with it. */
        RESUMED,
        /** Go on with it, or tell what it found if it has finished. */
        REPEATED
    }

    /**
     * @param master of a Spark that is to be started; {@code null}: by the specification, or as {@code spark-submit}
     *     says
     */
    record Wishes(Specification specification, Optional<SparkSession> spark, String master, Optional<Dataset<Row>> data,
                  Optional<String> directory, Beginning beginning, List<TuningListener> listeners) {
        Wishes {
            listeners = List.copyOf(listeners);
        }
    }

    private final Wishes wishes;

    private Tuning(Wishes wishes) {
        this.wishes = wishes;
    }

    /**
     * A study that is still to be told where it lies and what its rows are.
     *
     * @param specification of what to search, read from HOCON or built
     */
    public static Tuning of(Specification specification) {
        return new Tuning(new Wishes(specification, Optional.empty(), null, Optional.empty(), Optional.empty(),
                Beginning.NEW, List.of()));
    }

    /** Runs on this session, and leaves it running. */
    public Tuning spark(SparkSession session) {
        return new Tuning(new Wishes(wishes.specification, Optional.of(session), wishes.master, wishes.data,
                wishes.directory, wishes.beginning, wishes.listeners));
    }

    /**
     * Without a session, one is started for the study and stopped behind it, unless this JVM has one already.
     *
     * @param master such as {@code local[4]}; {@code null}: by the specification, or as {@code spark-submit} says
     */
    public Tuning master(String master) {
        return new Tuning(new Wishes(wishes.specification, wishes.spark, master, wishes.data, wishes.directory,
                wishes.beginning, wishes.listeners));
    }

    /**
     * The rows, in place of {@code data.path}. They are read when the study begins, several times, and kept in its
     * directory: a study that is resumed does not need them. They are divided by hash or by a column.
     */
    public Tuning data(Dataset<Row> rows) {
        return new Tuning(new Wishes(
                wishes.specification.onGivenRows(),
                wishes.spark.or(() -> Optional.of(rows.sparkSession())),
                wishes.master,
                Optional.of(rows),
                wishes.directory,
                wishes.beginning,
                wishes.listeners));
    }

    /**
     * @param directory of the study, on any Hadoop file system; it must not hold anything else. Without one:
     *     {@code studies/NAME-TIME}
     */
    public Tuning directory(String directory) {
        return new Tuning(new Wishes(wishes.specification, wishes.spark, wishes.master, wishes.data,
                Optional.of(directory), wishes.beginning, wishes.listeners));
    }

    /** Goes on with the study in the directory where it stopped; begins it if there is none. */
    public Tuning resume() {
        return begun(Beginning.RESUMED);
    }

    /**
     * For a command that is repeated until it is done, like {@link #resume}; but a study that has finished, under the
     * same stop rules, is only reported: {@link #run} returns at once what it returned when it finished, without Spark.
     */
    public Tuning repeatable() {
        return begun(Beginning.REPEATED);
    }

    private Tuning begun(Beginning beginning) {
        return new Tuning(new Wishes(wishes.specification, wishes.spark, wishes.master, wishes.data, wishes.directory,
                beginning, wishes.listeners));
    }

    /** Tells these too. */
    public Tuning listeners(TuningListener... more) {
        return new Tuning(new Wishes(wishes.specification, wishes.spark, wishes.master, wishes.data, wishes.directory,
                wishes.beginning, Stream.concat(wishes.listeners.stream(), Stream.of(more)).toList()));
    }

    /**
     * Begins the study on a thread of its own.
     *
     * @throws InvalidInputException with everything that is wrong with the specification; nothing was begun
     */
    public TuningRun start() {
        return TuningRun.start(wishes);
    }

    /**
     * Runs the study. If this thread is interrupted, the study is cancelled.
     *
     * @throws InvalidInputException if specification, rows or directory are wrong: everything that is, a line each
     * @throws StudyException if no trial has a result, or no network can be shipped; tables and page are written
     * @throws StudyInUseException if another driver is at work on it
     * @throws InfrastructureException if the cluster or a file system failed; the study can be resumed
     * @throws CancellationException if a listener cancelled it; the study can be resumed
     * @throws InterruptedException if this thread was interrupted; the study can be resumed
     */
    public TuningResult run() throws InterruptedException {
        TuningRun run = start();
        try {
            return run.await();
        } catch (InterruptedException e) {
            run.cancel();
            run.awaitEnd();
            throw e;
        }
    }

    /** Where the study lies if nobody says where. */
    public static String directoryOf(String study) {
        return "studies/%s-%s"
                .formatted(
                        study,
                        LocalDateTime.now(ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
    }
}
