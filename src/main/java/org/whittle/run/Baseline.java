package org.whittle.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.whittle.data.DataPreparer;
import org.whittle.data.PreparedData;
import org.whittle.goal.Curve;
import org.whittle.goal.EpochRecord;
import org.whittle.ledger.HadoopOutcomeStore;
import org.whittle.schedule.Rung;
import org.whittle.spark.SparkDeviceProbe;
import org.whittle.spark.SparkRungExecutor;
import org.whittle.study.BaselineTrial;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.train.engine.EngineProbe;
import org.whittle.work.DeviceProfile;
import org.whittle.work.FileStore;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;

/**
 * Trains a study's baseline alone, before anyone tunes, and beside it what MLlib has for such rows ({@link Reference}),
 * fitted on the same prepared training rows. Both are measured on validation rows: test rows are divided off as ever,
 * and not read again.
 *
 * <p>The network is the one that the study's trial 0 would be, bit for bit. Rows lie in a folder that is removed
 * behind it; nothing else is written.
 */
public final class Baseline {

    private final Specification specification;
    private final Optional<SparkSession> spark;
    private final String master;
    private final Optional<String> folder;

    private Baseline(Specification specification, Optional<SparkSession> spark, String master,
                     Optional<String> folder) {
        this.specification = specification;
        this.spark = spark;
        this.master = master;
        this.folder = folder;
    }

    /** Of the study that this says. */
    public static Baseline of(Specification specification) {
        return new Baseline(specification, Optional.empty(), null, Optional.empty());
    }

    /** Runs on this session, and leaves it running. */
    public Baseline spark(SparkSession session) {
        return new Baseline(specification, Optional.of(session), master, folder);
    }

    /** @param name of a Spark that is to be started; {@code null}: by the specification, or as spark-submit says */
    public Baseline master(String name) {
        return new Baseline(specification, spark, name, folder);
    }

    /**
     * @param path where prepared rows lie meanwhile, on a file system that all nodes see; must not exist. Without one,
     *     beside where studies lie
     */
    public Baseline folder(String path) {
        return new Baseline(specification, spark, master, Optional.of(path));
    }

    /**
     * Trains and measures.
     *
     * @param told what is being done, a line each
     * @throws InvalidInputException if specification, rows or folder are wrong: everything that is, a line each
     * @throws InfrastructureException if the cluster or a file system failed
     * @throws InterruptedException if this thread was interrupted
     */
    public BaselineResult run(Consumer<String> told) throws InterruptedException {
        StudySpec spec = specification.read();
        String home = folder.orElseGet(() -> Tuning.directoryOf(spec.name() + "-baseline"));
        SparkConf conf = SparkStart.configuration(spec, master);
        FileStore files = spark.map(session -> SparkStart.files(session, home))
                .orElseGet(() -> SparkStart.files(conf, home));
        requireVacant(files, home);
        try (Closing opened = new Closing()) {
            opened.later((AutoCloseable) () -> files.delete(""));
            SparkStart.Session session = opened.later(spark.map(SparkStart::given)
                    .orElseGet(() -> SparkStart.session(conf, "whittle baseline of " + spec.name())));
            opened.later(StudyJobs.of(session.spark().sparkContext()));
            return measured(spec, session.spark(), files, opened, told);
        }
    }

    private static void requireVacant(FileStore files, String home) {
        try {
            if (files.exists("")) {
                throw new InvalidInputException(("%s exists; prepared rows are to lie there for a while, so write "
                        + "--folder and a path that does not exist").formatted(home));
            }
        } catch (IOException e) {
            throw InfrastructureException.of("%s could not be looked at".formatted(home), e);
        }
    }

    private BaselineResult measured(StudySpec spec, SparkSession session, FileStore files, Closing opened,
                                    Consumer<String> told) throws InterruptedException {
        DeviceProfile device = spec.trainer().isPresent() ? DeviceProfile.CORE
                : SparkDeviceProbe.ask(session.sparkContext(), new EngineProbe());
        Optional<PreparedData> prepared = !spec.data().isPresent()
                ? Optional.empty()
                : Optional.of(new DataPreparer(session, files)
                        .prepare(
                                spec.data(),
                                InputCheck.measured(spec),
                                spec.seed(),
                                step -> told.accept("data: " + step),
                                (rows, task) -> InputCheck.requireFitting(spec, specification, rows)));
        TrialTraining training =
                opened.later(TrialTraining.of(spec, prepared, files, session.sparkContext(), device));
        List<BaselineResult.Model> models = new ArrayList<>();
        told.accept("training the baseline");
        models.add(network(spec, session, files, training, opened));
        if (prepared.isPresent() && spec.trainer().isEmpty()) {
            List<TrainingData> folds = prepared.get().training().folds();
            Reference reference = Reference.of(folds.get(0));
            told.accept("fitting MLlib's %s".formatted(reference.title()));
            long began = System.nanoTime();
            models.add(new BaselineResult.Model(reference.title(),
                    reference.measure(session, folds, spec.topK(), spec.seed()), 0, since(began), ""));
        }
        return new BaselineResult(spec.name(), spec.objective(), prepared.map(Baseline::rows), models);
    }

    /** Of the first fold, if there are several. */
    private static BaselineResult.Rows rows(PreparedData data) {
        TrainingData first = data.training().folds().get(0);
        return new BaselineResult.Rows(first.training().count(), first.validation().count(), first.width(),
                data.training().folds().size());
    }

    private static double since(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static BaselineResult.Model network(StudySpec spec, SparkSession session, FileStore files,
                                                TrialTraining training, Closing opened) throws InterruptedException {
        long began = System.nanoTime();
        SparkRungExecutor executor = opened.later(new SparkRungExecutor(session.sparkContext(), training.trainer(),
                new HadoopOutcomeStore(files)));
        Rung rung = BaselineTrial.rung(spec);
        TrialOutcome outcome = BaselineTrial.outcome(spec,
                executor.repeat(rung, rung.tasks().stream().map(List::of).toList()).outcomes());
        Optional<EpochRecord> best = outcome instanceof TrialOutcome.Completed completed
                ? spec.objectives().representative(new Curve(outcome.epochs()), completed.stoppedEarly())
                : Optional.empty();
        return new BaselineResult.Model("baseline", best.map(EpochRecord::metrics).orElse(new TreeMap<>()),
                best.map(EpochRecord::epoch).orElse(0), since(began), trouble(outcome));
    }

    private static String trouble(TrialOutcome outcome) {
        return outcome instanceof TrialOutcome.Diverged diverged ? diverged.reason()
                : outcome instanceof TrialOutcome.Failed failed ? failed.reason() : "";
    }
}
