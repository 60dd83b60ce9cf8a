package org.whittle.study;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.whittle.random.RandomStream;
import org.whittle.study.LedgerEvent.LockBoxOpened;
import org.whittle.study.LedgerEvent.Refitted;
import org.whittle.study.LedgerEvent.StudyFinished;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.LedgerEvent.StudyResumed;
import org.whittle.study.LedgerEvent.Tested;
import org.whittle.study.LedgerEvent.WinnerSelected;
import org.whittle.trial.EpochRecord;
import org.whittle.trial.FileStore;
import org.whittle.trial.FinalModel;
import org.whittle.trial.RefitTask;
import org.whittle.trial.Standing;
import org.whittle.trial.TestResult;
import org.whittle.trial.TrialId;

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
    /** Directory of the baseline's network. */
    public static final String BASELINE_MODEL = "model/baseline";

    /**
     * The world around a study.
     *
     * @param cohorts groups a rung's tasks
     * @param trials runs rungs
     * @param finals refits and tests
     */
    public record Ports(Ledger ledger, FileStore files, CohortPlanner cohorts, RungExecutor trials,
                        FinalExecutor finals, LockBox lockBox, StudyListener listener, Clock clock) {
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
     * @throws StudyException if no trial has a result
     * @throws InfrastructureException if the cluster or a file system failed; the study can be resumed
     * @throws InterruptedException if the thread was interrupted; the study can be resumed
     */
    public StudyState run(String dataFingerprint, SortedMap<String, String> versions) throws InterruptedException {
        open(dataFingerprint, versions);
        search();
        select();
        refit();
        test();
        return state();
    }

    /**
     * Reports what was found, and records that all is done: in this order, so that a study that has finished has its reports,
     * and a driver that died while it wrote them is followed by another that writes them again.
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

    private StudyState state() {
        return new StudyState(ports.ledger().read());
    }

    private void open(String dataFingerprint, SortedMap<String, String> versions) {
        Optional<StudyOpened> opened = state().opened();
        if (opened.isEmpty()) {
            ports.ledger().append(List.of(new StudyOpened(ports.clock().instant(), spec.name(), spec.seed(),
                    dataFingerprint, versions)));
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
        boolean failed = past.trials().stream().noneMatch(Trial::isComparable);
        boolean ended = past.searchEnded().map(e -> failed && e.rules().equals(Search.rulesOfAFailure(spec))
                || !failed && StopRulesText.same(e.rules(), spec.stop())).orElse(false);
        if (!ended) {
            new Search(spec, ports.ledger(), past, ports.trials(), ports.cohorts(), new CheckpointKeeper(ports.files()),
                    ports.listener(), ports.clock()).run();
        }
    }

    private void select() {
        StudyState past = state();
        if (past.sinceSearchEnded().winner().isPresent()) {
            return;
        }
        List<Trial> trials = past.trials();
        Trial winner = StudyState.best(trials, spec)
                .orElseThrow(() -> new StudyException(
                        "No trial has a result. " + trials.stream().map(Trial::reason).filter(r -> !r.isEmpty())
                                .findFirst().map(r -> "The first reason: " + r).orElse("")));
        int baselineEpoch = trials.stream().filter(t -> t.id().equals(TrialId.BASELINE)).filter(Trial::isComparable)
                .findFirst().flatMap(t -> t.representative(spec.objectives())).map(EpochRecord::epoch).orElse(0);
        Standing standing = winner.standing(spec.objectives());
        ports.ledger().append(List.of(new WinnerSelected(winner.id(), standing.epoch(), standing.value(),
                baselineEpoch)));
    }

    private void refit() {
        StudyState past = state();
        if (past.sinceSearchEnded().refitted().isPresent()) {
            return;
        }
        WinnerSelected winner = past.winner().orElseThrow();
        List<RefitTask> tasks = new ArrayList<>();
        tasks.add(task(winner.trial(), winner.epoch(), past, MODEL));
        if (winner.baselineEpoch() > 0 && !winner.trial().equals(TrialId.BASELINE)) {
            tasks.add(task(TrialId.BASELINE, winner.baselineEpoch(), past, BASELINE_MODEL));
        }
        ports.listener().step("refitting the winner (trial %s) on training and validation rows"
                .formatted(winner.trial()));
        List<FinalModel> models = ports.finals().refit(tasks);
        ports.ledger().append(List.of(new Refitted(models)));
    }

    private RefitTask task(TrialId trial, int epochs, StudyState past, String directory) {
        return new RefitTask(trial, segments(past.trials(), trial, epochs), directory);
    }

    /** The trial's training from its beginning: first those that it descends from, each until it was copied. */
    private List<RefitTask.Segment> segments(List<Trial> trials, TrialId id, int epochs) {
        Trial trial = trials.get(id.value());
        List<RefitTask.Segment> segments = trial.parent()
                .map(parent -> segments(trials, parent.trial(), parent.epoch())).orElseGet(ArrayList::new);
        segments.add(new RefitTask.Segment(trial.configuration(), epochs, BracketRun.seed(spec, id)));
        return segments;
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
