package org.whittle.study;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.study.LedgerEvent.LockBoxOpened;
import org.whittle.study.LedgerEvent.StudyFinished;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.LedgerEvent.StudyResumed;
import org.whittle.study.LedgerEvent.Tested;
import org.whittle.work.DeviceProfile;
import org.whittle.work.FileStore;
import org.whittle.work.FinalModel;
import org.whittle.work.TestResult;

/**
 * One tuning run, from opening to the last event. Every step is committed to the ledger when it is done, and skipped
 * when the ledger already holds it; so a driver that died is followed by another that just runs the study.
 *
 * <pre>
 *   open -> search -> select (by validation) -> refit -> open the lock box -> test -> finish
 * </pre>
 */
public final class Study {

    /** Directory of the winner's network. */
    public static final String MODEL = "model";
    /** Directory of the baseline's network; beside the other, for DJL takes all in a model's directory for files. */
    public static final String BASELINE_MODEL = "baseline";

    /**
     * The world around a study.
     *
     * @param cohorts groups a rung's tasks
     * @param device that it groups them for: recorded when the study opens
     * @param trials runs rungs
     * @param finals refits and tests
     */
    public record Ports(Ledger ledger, FileStore files, CohortPlanner cohorts, DeviceProfile device,
                        RungExecutor trials, FinalExecutor finals, LockBox lockBox, StudyListener listener,
                        Clock clock) {
    }

    private final StudySpec spec;
    private final Ports ports;

    public Study(StudySpec spec, Ports ports) {
        this.spec = spec;
        this.ports = ports;
    }

    /**
     * Runs whatever the ledger does not hold yet, up to the test.
     *
     * <p>A search that has ended goes on if the stop rules were changed and leave room for more. The winner is then
     * selected, refitted and tested again, which opens the lock box a further time.
     *
     * @param dataFingerprint of the prepared rows
     * @param versions of all that takes part
     * @throws InvalidInputException if the ledger belongs to other data
     * @throws StudyException if no trial has a result, or no refit can be shipped
     * @throws InfrastructureException if the cluster or a file system failed; the study can be resumed
     * @throws InterruptedException if the thread was interrupted; the study can be resumed
     */
    public StudyState run(String dataFingerprint, SortedMap<String, String> versions) throws InterruptedException {
        return run(dataFingerprint, versions, Optional.empty());
    }

    /**
     * Runs a study whose labels are known.
     *
     * @param task that the labels set
     * @see #run(String, SortedMap)
     */
    public StudyState run(String dataFingerprint, SortedMap<String, String> versions, Optional<LearningTask> task)
            throws InterruptedException {
        open(dataFingerprint, versions, task);
        search();
        new Refitting(spec, ports).run();
        test();
        return state();
    }

    /**
     * Reports what was found, and records that all is done: in this order, so that a study that has finished has its
     * reports, and a driver that died while it wrote them is followed by another that writes them again.
     *
     * @param notes for people, by topic
     * @param report writes tables and page
     */
    public void finish(int exitCode, Map<String, String> notes, Consumer<StudyState> report) {
        StudyState state = state();
        if (state.sinceSearchEnded().finished().isPresent()) {
            report.accept(state);
            return;
        }
        StudyFinished finished = new StudyFinished(ports.clock().instant(), exitCode, notes);
        report.accept(new StudyState(Stream.concat(state.events().stream(), Stream.of(finished)).toList()));
        ports.ledger().append(List.of(finished));
    }

    /**
     * Whether a study has come to its end, so that {@link #run} and {@link #finish} would find nothing left to do: with
     * other stop rules it may go on.
     */
    public static boolean hasFinished(StudySpec spec, StudyState state) {
        return !state.searching() && state.sinceSearchEnded().finished().isPresent() && searchHasEnded(spec, state);
    }

    private static boolean searchHasEnded(StudySpec spec, StudyState state) {
        boolean failed = state.trials().stream().noneMatch(Trial::isComparable);
        return state.searchEnded().map(e -> failed && e.rules().equals(Troubles.rulesOfAFailure(spec))
                || !failed && StopRulesText.same(e.rules(), spec.stop())).orElse(false);
    }

    private StudyState state() {
        return new StudyState(ports.ledger().read());
    }

    private void open(String dataFingerprint, SortedMap<String, String> versions, Optional<LearningTask> task) {
        Optional<StudyOpened> opened = state().opened();
        if (opened.isEmpty()) {
            ports.ledger().append(List.of(new StudyOpened(ports.clock().instant(), spec.name(), spec.seed(),
                    dataFingerprint, versions, AutoChoice.of(spec, task), ports.device())));
            return;
        }
        if (!opened.get().dataFingerprint().equals(dataFingerprint)) {
            throw new InvalidInputException("The study was opened on other data (fingerprint %s, now %s). "
                    .formatted(opened.get().dataFingerprint(), dataFingerprint)
                    + "Start a new study, or put the data back.");
        }
        ports.ledger().append(List.of(new StudyResumed(ports.clock().instant(), versions)));
    }

    private void search() throws InterruptedException {
        StudyState past = state();
        if (!searchHasEnded(spec, past)) {
            new Search(spec, ports.ledger(), past, ports.trials(), ports.cohorts(), new CheckpointKeeper(ports.files()),
                    ports.listener(), ports.clock()).run();
        }
    }

    private void test() {
        StudyState past = state();
        if (past.sinceSearchEnded().tested().isPresent()) {
            return;
        }
        List<FinalModel> models = past.refitted().orElseThrow().models();
        // A driver that died between opening and testing goes on with the same opening: the winner was fixed before.
        if (past.sinceSearchEnded().openings().isEmpty()) {
            ports.ledger().append(List.of(new LockBoxOpened(ports.clock().instant(), past.openings().size() + 1,
                    models.get(0).trial())));
        }
        ports.listener().step("opening the lock box: testing once");
        long seed = RandomStream.ofSeed(spec.seed()).child("bootstrap").seed();
        List<TestResult> results = ports.finals().test(models, ports.lockBox(), spec.test().resamples(), seed);
        ports.ledger().append(List.of(new Tested(results)));
    }
}
