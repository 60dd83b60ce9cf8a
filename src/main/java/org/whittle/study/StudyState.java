package org.whittle.study;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.whittle.goal.Curve;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.space.Configuration;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.CheapestTaken;
import org.whittle.study.LedgerEvent.Copy;
import org.whittle.study.LedgerEvent.FinalistsEntered;
import org.whittle.study.LedgerEvent.LockBoxOpened;
import org.whittle.study.LedgerEvent.Proposal;
import org.whittle.study.LedgerEvent.RefitRejected;
import org.whittle.study.LedgerEvent.Refitted;
import org.whittle.study.LedgerEvent.RulesFitted;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.LedgerEvent.SearchEnded;
import org.whittle.study.LedgerEvent.StudyFinished;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.LedgerEvent.StudyResumed;
import org.whittle.study.LedgerEvent.Tested;
import org.whittle.study.LedgerEvent.TimeSpent;
import org.whittle.study.LedgerEvent.TrialsCopied;
import org.whittle.study.LedgerEvent.WinnerSelected;
import org.whittle.work.Execution;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;

/**
 * A study as its ledger tells it: the events, and what they add up to.
 *
 * @param events in the order of their commits
 */
public record StudyState(List<LedgerEvent> events) {

    public StudyState {
        events = List.copyOf(events);
    }

    public Optional<StudyOpened> opened() {
        return last(StudyOpened.class);
    }

    public List<BracketOpened> brackets() {
        return all(BracketOpened.class);
    }

    public List<TrialsCopied> copied() {
        return all(TrialsCopied.class);
    }

    /** Of every time that a search ended, under whatever rules. */
    public List<FinalistsEntered> finalists() {
        return all(FinalistsEntered.class);
    }

    public List<RungFinished> rungs() {
        return all(RungFinished.class);
    }

    public Optional<SearchEnded> searchEnded() {
        return last(SearchEnded.class);
    }

    public Optional<WinnerSelected> winner() {
        return last(WinnerSelected.class);
    }

    /** Why the winner is not the best trial, if it is not. */
    public Optional<CheapestTaken> cheapestTaken() {
        return last(CheapestTaken.class);
    }

    /** How outputs are read, if not in the standard way. */
    public Optional<RulesFitted> rulesFitted() {
        return last(RulesFitted.class);
    }

    public List<RefitRejected> rejectedRefits() {
        return all(RefitRejected.class);
    }

    /** Whether each trial that has a result was refitted in vain, so that there is nothing to ship. */
    public boolean shipsNothing() {
        StudyState since = sinceSearchEnded();
        Map<TrialId, Long> rejected = since.rejectedRefits().stream()
                .collect(Collectors.groupingBy(RefitRejected::trial, TreeMap::new, Collectors.counting()));
        return since.refitted().isEmpty() && !rejected.isEmpty() && trials().stream().filter(Trial::isComparable)
                .allMatch(trial -> rejected.getOrDefault(trial.id(), 0L) >= Refitting.SEEDS);
    }

    public Optional<Refitted> refitted() {
        return last(Refitted.class);
    }

    /** Every opening of the lock box; a sound study has at most one. */
    public List<LockBoxOpened> openings() {
        return all(LockBoxOpened.class);
    }

    public Optional<Tested> tested() {
        return last(Tested.class);
    }

    /** Whether the search goes on, for the first time or again after it had ended. */
    public boolean searching() {
        return searchEnded().isEmpty()
                || !sinceSearchEnded().brackets().isEmpty()
                || !sinceSearchEnded().rungs().isEmpty();
    }

    /**
     * What the winner, and the baseline unless it is the winner, scored on the test rows; empty until then. An ended
     * search that goes on under other stop rules leaves an earlier test behind, which is not the study's result any
     * more.
     */
    public List<TestResult> results() {
        return searching() ? List.of() : sinceSearchEnded().tested().map(Tested::results).orElse(List.of());
    }

    public Optional<StudyFinished> finished() {
        return last(StudyFinished.class);
    }

    /** How long all runs of the study have been searching, as far as it was recorded. */
    public Duration searched() {
        double before = 0;
        double run = 0;
        for (LedgerEvent event : events) {
            if (event instanceof StudyOpened || event instanceof StudyResumed) {
                before += run;
                run = 0;
            } else if (event instanceof TimeSpent spent) {
                run = Math.max(run, spent.seconds());
            } else if (event instanceof SearchEnded ended) {
                run = Math.max(run, ended.wallSeconds());
            }
        }
        return Duration.ofMillis(Math.round(1000 * (before + run)));
    }

    /** What happened after the search ended for the last time; nothing while it goes on. */
    public StudyState sinceSearchEnded() {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i) instanceof SearchEnded) {
                return new StudyState(events.subList(i + 1, events.size()));
            }
        }
        return new StudyState(List.of());
    }

    /**
     * All trials, in the order of their ids. A trial that was under way when the search ended counts as stopped.
     */
    public List<Trial> trials() {
        Map<TrialId, Trial> trials = new TreeMap<>();
        // They are as they ended, even if the search goes on under other rules, and their own brackets with it.
        Map<TrialId, Integer> finalists = new TreeMap<>();
        Map<TrialId, Set<Integer>> folds = new TreeMap<>();
        for (LedgerEvent event : events) {
            if (event instanceof BracketOpened bracket) {
                for (Proposal proposal : bracket.proposals()) {
                    trials.put(
                            proposal.trial(),
                            new Trial(
                                    proposal.trial(),
                                    bracket.plan().number(),
                                    proposal.configuration(),
                                    proposal.origin(),
                                    Optional.empty(),
                                    -1,
                                    Trial.State.RUNNING,
                                    "",
                                    Curve.EMPTY,
                                    false,
                                    List.of()));
                }
            } else if (event instanceof RungFinished rung) {
                for (int i = 0; i < rung.outcomes().size(); i++) {
                    TrialOutcome outcome = rung.outcomes().get(i);
                    Decision decision = rung.decisions().get(i);
                    trials.computeIfPresent(outcome.trial(), (id, trial) -> hasEnded(id, rung, finalists) ? trial
                            : report(trial, outcome, decision));
                }
                rung.folds().stream().filter(outcome -> !hasEnded(outcome.trial(), rung, finalists))
                        .forEach(outcome -> folds.computeIfAbsent(outcome.trial(), id -> new TreeSet<>())
                                .add(outcome.fold()));
                noteFinalists(rung, finalists);
            } else if (event instanceof TrialsCopied copied) {
                for (Copy copy : copied.copies()) {
                    trials.put(copy.trial(), new Trial(copy.trial(), copied.bracket(), copy.configuration(), Trial.COPY,
                            Optional.of(new Trial.Parent(copy.parent(), copy.epoch())), -1, Trial.State.RUNNING, "",
                            Curve.EMPTY, false, List.of()));
                }
            } else if (event instanceof SearchEnded ended) {
                trials.replaceAll((id, trial) -> trial.state() == Trial.State.RUNNING
                        ? trial.stopped("the search ended: " + ended.reason()) : trial);
            }
        }
        folds.forEach((id, on) -> trials.computeIfPresent(id, (same, trial) -> trial.on(on.size())));
        return List.copyOf(trials.values());
    }

    /** Whether a trial was a finalist in a bracket before, and has been what it was since. */
    private static boolean hasEnded(TrialId trial, RungFinished rung, Map<TrialId, Integer> finalists) {
        return finalists.getOrDefault(trial, rung.bracket()) != rung.bracket();
    }

    private static void noteFinalists(RungFinished rung, Map<TrialId, Integer> finalists) {
        if (BracketPlan.isOfFinalists(rung.bracket())) {
            rung.outcomes().forEach(outcome -> finalists.putIfAbsent(outcome.trial(), rung.bracket()));
        }
    }

    /** What trials showed on each fold; of nothing without cross-validation. */
    public FoldCurves foldCurves(Objectives objectives) {
        FoldCurves curves = new FoldCurves(objectives);
        // As in the trials above.
        Map<TrialId, Integer> finalists = new TreeMap<>();
        for (RungFinished rung : rungs()) {
            curves.means(rung.folds().stream().filter(o -> !hasEnded(o.trial(), rung, finalists)).toList());
            noteFinalists(rung, finalists);
        }
        return curves;
    }

    /** The configurations of all trials, in the order of their ids. */
    public List<Configuration> proposed() {
        return trials().stream().map(Trial::configuration).toList();
    }

    /**
     * Trials best first, as {@link Objectives#ranked} has it; those on more folds before others, whose means are less
     * sure; trials without a result last.
     */
    public static List<Trial> ranked(List<Trial> trials, Objectives objectives) {
        Map<TrialId, Trial> byId = new LinkedHashMap<>();
        trials.forEach(t -> byId.put(t.id(), t));
        Comparator<Trial> byFolds = Comparator.comparing(t -> t.isComparable() ? -t.folds() : 0);
        return objectives.ranked(trials.stream().map(t -> t.standing(objectives)).toList()).stream()
                .map(s -> byId.get(s.trial())).sorted(byFolds).toList();
    }

    /**
     * The trial to refit, of those that were trained on the most folds: of those that reached {@code stop.target}, if
     * any did, or else of all, the best; with several goals, see {@link Objectives#winner}. Empty if no trial has a
     * result.
     */
    public static Optional<Trial> best(List<Trial> trials, StudySpec spec) {
        List<Trial> candidates = candidates(trials, spec);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        TrialId winner = spec.objectives().winner(candidates.stream().map(t -> t.standing(spec.objectives())).toList())
                .trial();
        return candidates.stream().filter(t -> t.id().equals(winner)).findFirst();
    }

    /**
     * The trials of which one becomes the final model: those trained on the most folds, and that reached the target.
     */
    static List<Trial> candidates(List<Trial> trials, StudySpec spec) {
        Objectives objectives = spec.objectives();
        List<Trial> onAnyFolds = trials.stream().filter(t -> t.standing(objectives).completed()).toList();
        int folds = onAnyFolds.stream().mapToInt(Trial::folds).max().orElse(1);
        List<Trial> comparable = onAnyFolds.stream().filter(t -> t.folds() == folds).toList();
        List<Trial> reached = comparable.stream()
                .filter(t -> spec.stop().reachesTarget(objectives.first(), t.value(objectives))).toList();
        return reached.isEmpty() ? comparable : reached;
    }

    private static Trial report(Trial trial, TrialOutcome outcome, Decision decision) {
        List<Execution> executions = new ArrayList<>(trial.executions());
        executions.add(outcome.execution());
        Curve curve = trial.curve().then(outcome.epochs());
        if (outcome instanceof TrialOutcome.Completed completed) {
            Trial.State state = switch (decision.verdict()) {
                case PROMOTED, WAITING -> Trial.State.RUNNING;
                case STOPPED -> Trial.State.STOPPED;
                case FINISHED -> Trial.State.FINISHED;
            };
            return new Trial(
                    trial.id(),
                    trial.bracket(),
                    trial.configuration(),
                    trial.origin(),
                    trial.parent(),
                    Math.max(trial.rung(), outcome.rung()),
                    state,
                    decision.reason(),
                    curve,
                    completed.stoppedEarly(),
                    executions);
        }
        boolean diverged = outcome instanceof TrialOutcome.Diverged;
        String reason = outcome instanceof TrialOutcome.Diverged d ? d.reason()
                : ((TrialOutcome.Failed) outcome).reason();
        return new Trial(trial.id(), trial.bracket(), trial.configuration(), trial.origin(), trial.parent(),
                Math.max(trial.rung(), outcome.rung()),
                diverged ? Trial.State.DIVERGED : Trial.State.FAILED, reason, curve, false, executions);
    }

    private <E extends LedgerEvent> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private <E extends LedgerEvent> Optional<E> last(Class<E> kind) {
        List<E> found = all(kind);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }
}
