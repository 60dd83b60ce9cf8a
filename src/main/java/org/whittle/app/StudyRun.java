package org.whittle.app;

import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.whittle.config.StudyFile;
import org.whittle.config.hocon.ResolvedSettings;
import org.whittle.data.DataPreparer;
import org.whittle.data.PreparedData;
import org.whittle.ledger.StudyDirectory;
import org.whittle.ledger.StudyRecord;
import org.whittle.net.LearningTask;
import org.whittle.report.Leaderboard;
import org.whittle.report.ResultTables;
import org.whittle.report.StudyPage;
import org.whittle.spark.SparkFinalExecutor;
import org.whittle.spark.SparkRungExecutor;
import org.whittle.study.AutoChoice;
import org.whittle.study.CohortPlanner;
import org.whittle.study.GateCheck;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.Study;
import org.whittle.study.StudyException;
import org.whittle.study.StudyListener;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Warnings;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.plan.BatchedCohorts;
import org.whittle.train.plan.CohortCost;
import org.whittle.work.FileStore;
import org.whittle.work.Trainer;

/**
 * One run of a study: wires the adapters to the study's ports. Everything that the user can have got wrong is found
 * before the study directory is made.
 */
final class StudyRun implements AutoCloseable {

    private final StudyFileArguments arguments;
    private final boolean resume;
    private final boolean quiet;
    private final PrintStream out = System.out;
    private final DriverLog log;
    private final SparkConf conf;
    private final FileStore files;
    private StudySpec spec;
    private volatile StudyDirectory directory;
    private volatile SparkStart.Session session;
    private volatile SparkSession spark;
    private DjlTrainer trainer;

    /** @param spec as the arguments have it */
    StudyRun(StudyFileArguments arguments, StudySpec spec, String home, boolean resume, String master, boolean quiet,
             DriverLog log) {
        this.log = log;
        this.arguments = arguments;
        this.spec = spec;
        this.resume = resume;
        this.quiet = quiet;
        this.conf = SparkStart.configuration(spec, master);
        this.files = SparkStart.files(conf, home);
    }

    /** @return exit code */
    int run() throws Exception {
        // A driver that died before there was a study leaves none to resume: then this is the one that starts it.
        if (resume && StudyDirectory.holdsStudy(files)) {
            StudyRecord recorded = StudyDirectory.read(files).study();
            spec = arguments.read(recorded.format());
            requireSameStudy(recorded);
            spec = arguments.read(recorded.format(), chosen());
            own(StudyDirectory.resume(files));
        } else {
            StudyDirectory.requireVacant(files);
        }
        say("study directory: " + files.locate(""));
        session = SparkStart.session(conf, "whittle " + spec.name());
        spark = session.spark();
        Optional.ofNullable(spark.sparkContext().uiWebUrl().getOrElse(() -> null)).ifPresent(u -> say("Spark UI: " + u));
        PreparedData data = data();
        describe(data);
        Optional.of(AutoChoice.text(AutoChoice.of(spec, Optional.of(data.training().task())))).filter(t -> !t.isEmpty())
                .ifPresent(this::say);
        Warnings.otherEngine(new StudyState(directory.ledger().read()), Versions.running(spark)).ifPresent(this::say);
        try (ConsoleProgress progress = new ConsoleProgress(out, System.console() != null)) {
            StudyListener listener = quiet ? new StudyListener() {
            } : progress;
            Study study = new Study(spec, ports(data, listener));
            StudyState state = run(study, data.fingerprint(), data.training().task());
            List<String> unmet = GateCheck.unmet(spec.gate(), spec.objective(), state.tested().orElseThrow().results());
            int exitCode = unmet.isEmpty() ? ExitCode.DONE : ExitCode.GATE;
            listener.step("writing tables and page");
            study.finish(exitCode, notes(unmet), this::report);
            unmet.forEach(out::println);
            return exitCode;
        }
    }

    /** Runs the study; one that fails leaves tables and page too. */
    private StudyState run(Study study, String dataFingerprint, LearningTask task) throws InterruptedException {
        try {
            return study.run(dataFingerprint, Versions.running(spark), Optional.of(task));
        } catch (StudyException failed) {
            report(new StudyState(directory.ledger().read()));
            throw failed;
        }
    }

    private void report(StudyState state) {
        ResultTables.write(spec, state, files);
        StudyPage.write(spec, state, files);
        out.println();
        out.print(Leaderboard.text(spec, state, files.locate("")));
    }

    private Study.Ports ports(PreparedData data, StudyListener listener) {
        trainer = new DjlTrainer(spec.training(), data.training(), files, spec.objectives(),
                spec.scheduler().maxEpochs(), spec.topK(), spec.seed());
        CohortCost cost = new CohortCost(spec.training(), data.training().width(), data.training().task().outputs(),
                data.summary().training().rows());
        CohortPlanner cohorts = new BatchedCohorts(cost, spec.cohorts())::plan;
        return new Study.Ports(directory.ledger(), files, cohorts,
                new SparkRungExecutor(spark.sparkContext(), trainer, directory.outcomes(this::say)),
                new SparkFinalExecutor(spark.sparkContext(), trainer), data.lockBox(), listener, Clock.systemUTC());
    }

    /** Rows of an earlier run if there are, else those of the spec; the directory is made once they are known good. */
    private PreparedData data() {
        if (directory != null && PreparedData.isPrepared(files)) {
            return PreparedData.load(files);
        }
        return new DataPreparer(spark, files).prepare(spec.data(), InputCheck.measured(spec), spec.seed(),
                step -> say("data: " + step), () -> {
            if (directory == null) {
                own(StudyDirectory.create(files, spec, Versions.running(spark)));
            }
        });
    }

    private void own(StudyDirectory owned) {
        directory = owned;
        log.moveTo(files);
    }

    /** What {@code auto} stood for when the study was opened; nothing if it never was. */
    private SortedMap<String, String> chosen() {
        return new StudyState(StudyDirectory.read(files).ledger().read()).opened().map(StudyOpened::chosen)
                .orElseGet(TreeMap::new);
    }

    private void requireSameStudy(StudyRecord recorded) {
        // Settings that are newer than the record have in it the defaults that its format gives them.
        List<String> differences = ResolvedSettings.differences(
                StudyFile.rebuild(recorded.settings(), recorded.format()).resolved(), spec.resolved());
        if (!differences.isEmpty()) {
            List<String> problems = new ArrayList<>();
            problems.add("%s was made from other settings; start a new study, or put these back (study / now):".formatted(
                    files.locate("")));
            differences.forEach(d -> problems.add("  " + d));
            throw new InvalidInputException(problems);
        }
    }

    private void describe(PreparedData data) {
        say("%d training and %d validation rows of %d features; %d test rows in the lock box".formatted(
                data.summary().training().rows(), data.summary().validation().rows(), data.training().width(),
                data.summary().test().rows()));
    }

    private static Map<String, String> notes(List<String> unmet) {
        return unmet.isEmpty() ? Map.of() : Map.of("gate", String.join(" ", unmet));
    }

    private void say(String line) {
        if (!quiet) {
            out.println(line);
        }
    }

    /** Lets go of the study and the cluster in a hurry: the study first, so that another driver can have it at once. */
    void release() {
        StudyDirectory owned = directory;
        if (owned != null) {
            owned.close();
        }
        close();
    }

    @Override
    public void close() {
        try {
            if (session != null) {
                session.close();
            }
            if (trainer != null) {
                trainer.release();
            }
        } finally {
            if (directory != null) {
                directory.close();
            }
        }
    }
}
