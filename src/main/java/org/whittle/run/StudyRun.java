package org.whittle.run;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.whittle.config.Draft;
import org.whittle.config.StudyFile;
import org.whittle.config.hocon.ResolvedSettings;
import org.whittle.data.DataPreparer;
import org.whittle.data.PreparedData;
import org.whittle.data.tensor.DataSummary;
import org.whittle.ledger.StudyDirectory;
import org.whittle.ledger.StudyRecord;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.report.ModelCard;
import org.whittle.report.ResultTables;
import org.whittle.report.StudyPage;
import org.whittle.spark.ExecutorJar;
import org.whittle.spark.ExecutorRelease;
import org.whittle.spark.SparkDeviceProbe;
import org.whittle.spark.SparkFinalExecutor;
import org.whittle.spark.SparkRungExecutor;
import org.whittle.spark.StudyMetrics;
import org.whittle.study.AutoChoice;
import org.whittle.study.DataSpec;
import org.whittle.study.GateCheck;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent.StudyFinished;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.Notify;
import org.whittle.study.Occupancy;
import org.whittle.study.Secrets;
import org.whittle.study.Study;
import org.whittle.study.StudyException;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Warnings;
import org.whittle.train.engine.EngineProbe;
import org.whittle.work.DeviceProfile;
import org.whittle.work.Fault;
import org.whittle.work.FileStore;

/**
 * One run of a study: wires the adapters to the study's ports. Everything that the user can have got wrong is found
 * before the study directory is made.
 */
final class StudyRun implements AutoCloseable {

    /** The fingerprint of rows that a trainer has for itself. */
    private static final String NO_DATA = "none";

    private final Tuning.Wishes wishes;
    private final Listeners told;
    private final TuningListener listeners;
    private final String home;
    private final SparkConf conf;
    private final FileStore files;
    private final Closing opened = new Closing();
    private volatile StudySpec spec;
    /** Classes that a model's card names. */
    private static final int MOST_CLASSES = 20;

    private Optional<PreparedData> prepared = Optional.empty();
    private volatile StudyDirectory directory;
    private volatile SparkSession spark;
    private StudyJobs jobs;
    private volatile LiveExports exports;
    private TrialTraining training;
    private PageProgress pages;

    /** @throws InvalidInputException if the specification, or the directory's name, is wrong */
    StudyRun(Tuning.Wishes wishes, Listeners told) {
        this.wishes = wishes;
        this.told = told;
        this.listeners = told.all();
        this.spec = resumes() ? sound(wishes.specification().begun()) : wishes.specification().read();
        if (wishes.data().isPresent() && !spec.data().isPresent()) {
            throw new InvalidInputException(
                    "Rows are given to a study whose trainer has its own; write data { } into the "
                            + "specification, or give none");
        }
        if (wishes.data().isPresent() && spec.data().split() instanceof DataSpec.Split.ByPath) {
            throw new InvalidInputException(
                    "data.split.by = path names three places, but the rows are given as one table; "
                            + "write data.split.by = hash, column or time");
        }
        LiveExports.requireUsable(spec.exports());
        this.home = wishes.directory().orElseGet(() -> Tuning.directoryOf(spec.name()));
        this.conf = SparkStart.configuration(spec, wishes.master());
        this.files = wishes.spark().map(session -> SparkStart.files(session, home))
                .orElseGet(() -> SparkStart.files(conf, home)).telling(listeners::noted);
    }

    private static StudySpec sound(Draft draft) {
        if (!draft.problems().isEmpty()) {
            throw InvalidInputException.of(draft.problems());
        }
        return draft.spec().orElseThrow();
    }

    String home() {
        return home;
    }

    TuningResult run() throws InterruptedException {
        // A driver that died before there was a study leaves none to resume: then this is the one that starts it.
        if (resumes() && StudyDirectory.holdsStudy(files)) {
            StudyRecord recorded = StudyDirectory.read(files).study();
            spec = sound(wishes.specification().begun(recorded.format(), new TreeMap<>()));
            requireSameStudy(recorded);
            Draft draft = wishes.specification().begun(recorded.format(), chosen());
            draft.notes().forEach(note -> listeners.noted("note: " + note.text()));
            spec = sound(draft);
            StudyState past = new StudyState(StudyDirectory.read(files).ledger().read());
            if (wishes.beginning() == Tuning.Beginning.REPEATED && Study.hasFinished(spec, past)) {
                return reported(past);
            }
            own(StudyDirectory.resume(files));
        } else {
            if (resumes()) {
                // There is no study to go on with, so it is judged as one that begins.
                spec = wishes.specification().read();
            }
            StudyDirectory.requireVacant(files);
        }
        listeners.noted("study directory: " + files.locate(""));
        startSpark();
        DeviceProfile device = device();
        Optional<PreparedData> data = data();
        prepared = data;
        data.ifPresent(this::describe);
        Optional<LearningTask> task = data.filter(d -> spec.trainer().isEmpty()).map(d -> d.training().task());
        Optional.of(AutoChoice.text(AutoChoice.of(spec, task))).filter(t -> !t.isEmpty()).ifPresent(listeners::noted);
        if (state().opened().isEmpty()) {
            // Of one that has begun, no setting that decides its tables can change any more.
            Occupancy.ofWideCluster(spec, StudyMetrics.slots(spark.sparkContext())).ifPresent(listeners::noted);
        }
        Warnings.otherEngine(state(), Versions.running(spark)).ifPresent(listeners::noted);
        pages = opened.later(new PageProgress(() -> soFar().ifPresent(TuningResult::writePage)));
        told.add(pages);
        Study study = new Study(spec, ports(data, device));
        StudyState state = run(study, data.map(PreparedData::fingerprint).orElse(NO_DATA), task);
        List<String> unmet = GateCheck.unmet(spec.gate(), spec.objective(), state.tested().orElseThrow().results());
        listeners.step("writing tables and page");
        study.finish(unmet.isEmpty() ? StudyFinished.DONE : StudyFinished.GATE_UNMET, notes(unmet), this::report);
        return result(state());
    }

    private boolean resumes() {
        return wishes.beginning() != Tuning.Beginning.NEW;
    }

    /** A study that had finished before this run: there is nothing left to do but to say what it found. */
    private TuningResult reported(StudyState past) {
        listeners.noted("study directory: " + files.locate(""));
        listeners.noted("the study has finished already");
        TuningResult result = result(past);
        listeners.reported(result);
        LiveExports.of(spec, files, past::events, listeners::noted).close();
        return result;
    }

    /** Tells whom the study names that this run has ended, if it has done anything. */
    void tellEnd(Optional<TuningResult> found, Optional<Throwable> failure) {
        Fault.Whose whose = failure.map(thrown -> Fault.of(thrown).whose()).orElse(null);
        if (spec.notified().equals(Notify.NOBODY) || whose == Fault.Whose.OTHER_DRIVER
                || failure.isEmpty() && directory == null) {
            return;
        }
        boolean unmet = found.map(result -> !result.unmetGate().isEmpty()).orElse(false);
        Notify.End end = failure.isPresent() ? Notify.End.FAILED : unmet ? Notify.End.GATE : Notify.End.DONE;
        Optional<StudyStatus> status = Optional.empty();
        try {
            status = directory == null ? status : StudyStatus.of(files, Clock.systemUTC());
        } catch (RuntimeException away) {
            // The file system may be what failed.
        }
        int exitCode = whose != null ? whose.exitCode() : unmet ? StudyFinished.GATE_UNMET : StudyFinished.DONE;
        new Notice(end, files.locate(""), exitCode, failure.map(thrown -> Fault.of(thrown).what()).orElse(""), status)
                .tell(spec.notified(), listeners::noted);
    }

    /** Leaves a note in the study directory, if there is one, of what the run failed of. */
    void failed(Throwable failure) {
        StudyDirectory owned = directory;
        if (owned != null) {
            Fault fault = Fault.of(failure);
            owned.fail(fault.whose().exitCode(), Secrets.without(fault.what()));
        }
    }

    /** What the ledger has now. */
    Optional<TuningResult> soFar() {
        return Optional.ofNullable(directory)
                .map(d -> result(
                        new StudyState(StudyDirectory.read(files).ledger().read())));
    }

    private void startSpark() {
        SparkStart.Session session = opened.later(wishes.spark().map(SparkStart::given)
                .orElseGet(() -> SparkStart.session(conf, SparkStart.name(conf, "whittle " + spec.name()))));
        spark = session.spark();
        if (wishes.spark().isPresent()) {
            ExecutorJar.require(spark.sparkContext());
        }
        StudyMeter meter = new StudyMeter();
        told.add(meter);
        opened.later(StudyMetrics.register(spark.sparkContext(), meter.numbers()));
        jobs = opened.later(StudyJobs.of(spark.sparkContext()));
        Optional.ofNullable(spark.sparkContext().uiWebUrl().getOrElse(() -> null))
                .ifPresent(url -> listeners.noted("Spark UI: " + url));
        if (wishes.spark().isPresent() && !spec.spark().isEmpty()) {
            listeners.noted("left aside, because Spark was running already: "
                    + String.join(", ", spec.spark().keySet()));
        }
    }

    /** Runs the study; one that fails leaves tables and page too. */
    private StudyState run(Study study, String dataFingerprint, Optional<LearningTask> task)
            throws InterruptedException {
        try {
            return study.run(dataFingerprint, Versions.running(spark), task);
        } catch (StudyException failed) {
            report(state());
            throw failed;
        }
    }

    private void report(StudyState state) {
        pages.close();
        ResultTables.write(spec, state, files);
        TuningResult result = result(state);
        StudyPage.write(spec, state, files, prepared.flatMap(data -> ContactSheet.of(spec, data)),
                SeenByBest.of(spec, result.best(), prepared));
        ModelCard.write(spec, state, files, prepared.map(this::rows).orElse(List.of()));
        listeners.reported(result);
    }

    /**
     * What cohorts are planned for: as it was when the study was opened, or what an executor has now. Asked before
     * anything is prepared, so that a study whose GPU nobody finds says so at once.
     */
    private DeviceProfile device() throws InterruptedException {
        Optional<DeviceProfile> recorded = directory == null ? Optional.empty()
                : state().opened().map(StudyOpened::device);
        if (recorded.isPresent() || spec.trainer().isPresent()) {
            DeviceProfile kept = recorded.orElse(DeviceProfile.CORE);
            if (!kept.isCore()) {
                listeners.noted("cohorts stay planned for %s, as when the study was opened".formatted(kept.text()));
            }
            return kept;
        }
        DeviceProfile found = SparkDeviceProbe.ask(spark.sparkContext(), new EngineProbe());
        if (!found.isCore()) {
            listeners.noted("cohorts are planned for %s, now and whenever the study goes on".formatted(found.text()));
        }
        return found;
    }

    private Study.Ports ports(Optional<PreparedData> data, DeviceProfile device) {
        training = opened.later(TrialTraining.of(spec, data, files, spark.sparkContext(), device));
        return new Study.Ports(new TellingLedger(directory.ledger(), told, exports), files, training.cohorts(), device,
                opened.later(new SparkRungExecutor(spark.sparkContext(), training.trainer(),
                        directory.outcomes(listeners::noted))),
                opened.later(new SparkFinalExecutor(spark.sparkContext(), training.trainer())), training.lockBox(),
                listeners, Clock.systemUTC());
    }

    /**
     * Rows of an earlier run if there are, else those of the spec; the directory is made once they are known good. None
     * if a trainer has its own.
     */
    private Optional<PreparedData> data() {
        if (!spec.data().isPresent()) {
            makeDirectory();
            return Optional.empty();
        }
        if (directory != null && PreparedData.isPrepared(files)) {
            return Optional.of(PreparedData.load(files));
        }
        if (spec.data().format().equals(DataSpec.GIVEN) && wishes.data().isEmpty()) {
            throw new InvalidInputException(
                    "data.format = %s is for rows that a program gives by Tuning.data; write where the rows "
                                    .formatted(DataSpec.GIVEN)
                            + "are, such as data.path = \"rows.csv\"");
        }
        return Optional.of(new DataPreparer(spark, files, wishes.data())
                .prepare(
                        spec.data(),
                        InputCheck.measured(spec),
                        spec.seed(),
                        step -> listeners.noted("data: " + step),
                        this::approve));
    }

    private void approve(InputShape rows, LearningTask task) {
        InputCheck.requireFitting(spec, wishes.specification(), rows);
        InputCheck.requireReadable(spec, task);
        InputCheck.requireWeighable(spec, task);
        makeDirectory();
    }

    private void makeDirectory() {
        if (directory == null) {
            own(StudyDirectory.create(files, spec, Versions.running(spark)));
        }
    }

    private void own(StudyDirectory owned) {
        // What is left to be sent waits for no cluster, and nobody else has the study meanwhile.
        exports = opened.last(LiveExports.of(spec, files, () -> owned.ledger().read(), listeners::noted));
        directory = opened.last(owned);
        listeners.opened(files);
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
            problems.add("%s was made from other settings; start a new study, or put these back (study / now):"
                    .formatted(files.locate("")));
            differences.forEach(d -> problems.add("  " + d));
            throw new InvalidInputException(problems);
        }
    }

    /** What the model is of, for its card. */
    private List<String> rows(PreparedData data) {
        DataSummary summary = data.summary();
        List<String> lines = new ArrayList<>();
        lines.add("%s: `%s`".formatted(summary.format(), Secrets.without(summary.path())));
        lines.add("%d training, %d validation and %d test rows of %d features".formatted(summary.training().rows(),
                summary.validation().rows(), summary.test().rows(), data.training().width()));
        if (summary.task() instanceof LearningTask.Classification task) {
            lines.add("%d classes: %s%s".formatted(task.classes().size(), task.classes().stream().limit(MOST_CLASSES)
                    .collect(Collectors.joining(", ")), task.classes().size() > MOST_CLASSES ? ", …" : ""));
        } else if (summary.task() instanceof LearningTask.Regression task) {
            lines.add("target: mean %.6g, deviation %.6g".formatted(task.mean(), task.deviation()));
        }
        return lines;
    }

    private void describe(PreparedData data) {
        if (spec.data().folds().k() > 1) {
            listeners.noted("%d rows of %d features in %d folds; %d test rows in the lock box".formatted(
                    data.summary().training().rows(), data.training().width(), spec.data().folds().count(),
                    data.summary().test().rows()));
            return;
        }
        listeners.noted("%d training and %d validation rows of %d features; %d test rows in the lock box".formatted(
                data.summary().training().rows(), data.summary().validation().rows(), data.training().width(),
                data.summary().test().rows()));
    }

    private static Map<String, String> notes(List<String> unmet) {
        return unmet.isEmpty() ? Map.of() : Map.of("gate", String.join(" ", unmet));
    }

    private StudyState state() {
        return new StudyState(directory.ledger().read());
    }

    private TuningResult result(StudyState state) {
        return new TuningResult(spark, spec, state, files);
    }

    /** Lets go of the study and the cluster in a hurry: the study first, so that another driver can have it at once. */
    void abandon() {
        StudyDirectory owned = directory;
        if (owned != null) {
            owned.close();
        }
        LiveExports live = exports;
        if (live != null) {
            live.abandon();
        }
        opened.close();
    }

    /** To be called by the thread that ran the study. */
    @Override
    public void close() {
        if (jobs != null) {
            jobs.end();
        }
        if (training != null && wishes.spark().isPresent()) {
            ExecutorRelease.of(spark.sparkContext(), training.trainer());
        }
        opened.close();
    }
}
