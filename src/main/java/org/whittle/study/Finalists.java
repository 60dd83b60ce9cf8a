package org.whittle.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Scheduler;
import org.whittle.study.LedgerEvent.Finalist;
import org.whittle.study.LedgerEvent.FinalistsEntered;
import org.whittle.study.LedgerEvent.FoldStart;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.TaskId;
import org.whittle.work.TrialOutcome;

/**
 * The best trials of a search that a stop rule ended in the middle of a race: they train on to R, as they would have
 * done had they won it.
 *
 * <p><b>The rule.</b> When {@code stop.trials}, {@code stop.epochs} or {@code stop.plateau} ends the search, or no
 * configuration is left to try, the best {@code stop.finalists} trials are looked at, best first. Those that have less
 * than R epochs, did not run out of patience, and fit into what is left of {@code stop.epochs} train on to R, unless
 * {@code stop.wall-time} is over. A trial that was to go on does so from its checkpoint; one that had ended has none
 * any more, and is trained from its first epoch again, which shows the same epochs and costs R. (A copy that had ended
 * is passed over: its parent's network is gone too.) With {@code stop.target} the search has what it was for,
 * {@code stop.regret} and {@code stop.marginal} say that no more is to be had: then there are no finalists.
 *
 * <p>With R = 9, {@code stop.trials = 10} and three finalists:
 *
 * <pre>
 *   trial          0     4     7     2     9    …
 *   objective   0.80  0.93  0.91  0.90  0.88        ranked: 4, 7, 2, 9, 0, …
 *   epochs         9     3     9     1     3        4 and 2 train on, 7 is done
 * </pre>
 *
 * <p>What finalists show counts for the winner and for all tables. It is told to no sampler and no stop rule: a search
 * that goes on under other rules goes on as if they had not been. So they hang on the search's own rungs alone, and are
 * the same in every run. Epochs that they turn out not to need may make room for more of them.
 *
 * <p>Where brackets train on the first folds only, the best trials of any search that ended race over the others
 * instead: see {@link FoldRace}. Those that have less than R epochs train to R on the first folds too.
 */
final class Finalists {

    /**
     * How far a trial has come, on one fold.
     *
     * @param checkpoint it can go on from; empty if it has ended
     * @param exhausted whether it ran out of patience
     */
    private record Reached(int epochs, String checkpoint, boolean exhausted) {

        boolean anew() {
            return checkpoint.isEmpty();
        }
    }

    /** Of a race: those behind could not win it. */
    private static final int MOST_CANDIDATES = 64;

    private final StudySpec spec;
    private final Standings standings;
    private final EpochBudget budget;
    private final List<FinalistsEntered> entered = new ArrayList<>();
    private final NavigableMap<TaskId, Reached> reached = new TreeMap<>();
    private final Set<Integer> done = new TreeSet<>();
    private final Set<List<Integer>> spent = new LinkedHashSet<>();

    /**
     * @param standings of the search's own rungs
     * @param budget of the search; what finalists of earlier rules trained is taken from it
     */
    Finalists(StudySpec spec, StudyState past, Standings standings, EpochBudget budget) {
        this.spec = spec;
        this.standings = standings;
        this.budget = budget;
        entered.addAll(past.finalists());
        past.rungs().stream().filter(rung -> BracketPlan.isOfFinalists(rung.bracket())).forEach(this::trained);
    }

    /** Takes note of a rung of the search's own. */
    void note(RungFinished rung) {
        Set<TrialId> promoted = rung.decisions().stream()
                .filter(decision -> decision.verdict().mayGoOn())
                .map(Decision::trial)
                .collect(Collectors.toCollection(TreeSet::new));
        for (TrialOutcome outcome : rung.ofTasks()) {
            if (outcome instanceof TrialOutcome.Completed completed) {
                boolean goesOn = promoted.contains(completed.trial());
                reached.put(completed.key(), new Reached(rung.epochs(), goesOn ? completed.checkpoint() : "",
                        completed.stoppedEarly()));
            }
        }
    }

    /** Takes note of finalists that have trained. */
    void trained(RungFinished rung) {
        if (spent.add(List.of(rung.bracket(), rung.rung()))) {
            budget.spend(rung);
        }
        if (!rung.promotes()) {
            done.add(rung.bracket());
        }
    }

    /** Whether the finalists are in the ledger already. */
    boolean areRecorded(FinalistsEntered finalists) {
        return entered.contains(finalists);
    }

    /**
     * Who is to train next; empty if nobody is. Finalists that were recorded, but have not trained, are found again.
     *
     * @param copied trials that began as copies of others
     */
    Optional<FinalistsEntered> next(Set<TrialId> copied) {
        if (spec.scheduler().racesOverFolds()) {
            return race(copied);
        }
        int most = spec.scheduler().maxEpochs();
        int folds = spec.scheduler().folds();
        Set<TrialId> before = new TreeSet<>();
        entered.stream().filter(e -> done.contains(e.plan().number()))
                .forEach(e -> e.finalists().forEach(finalist -> before.add(finalist.trial())));
        List<Finalist> chosen = new ArrayList<>();
        long left = budget.left();
        for (Standing standing : standings.ranked().stream()
                .filter(Standing::completed)
                .limit(spec.stop().finalists())
                .toList()) {
            TrialId trial = standing.trial();
            SortedMap<Integer, Reached> open = open(trial);
            if (before.contains(trial) || open.isEmpty()
                    || copied.contains(trial) && open.values().stream().anyMatch(Reached::anew)) {
                continue;
            }
            left -= open.values().stream().mapToInt(now -> now.anew() ? most : most - now.epochs()).sum();
            if (left < 0) {
                break;
            }
            chosen.add(folds == 1 ? new Finalist(trial, open.get(0).checkpoint()) : new Finalist(trial, "",
                    open.entrySet().stream().map(fold -> new FoldStart(fold.getKey(), fold.getValue().checkpoint()))
                            .toList()));
        }
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        chosen.sort(Comparator.comparing(Finalist::trial));
        return entered.stream()
                .filter(e -> !done.contains(e.plan().number()) && e.finalists().equals(chosen))
                .findFirst()
                .or(() -> Optional.of(new FinalistsEntered(
                        new BracketPlan(-1 - entered.size(), List.of(spec.scheduler().full(chosen.size()))), chosen)));
    }

    /** The race of the best; one that was begun is found again. */
    private Optional<FinalistsEntered> race(Set<TrialId> copied) {
        Optional<FinalistsEntered> begun = entered.stream().filter(e -> !done.contains(e.plan().number())).findFirst();
        if (begun.isPresent()) {
            return begun;
        }
        Scheduler scheduler = spec.scheduler();
        int most = scheduler.maxEpochs();
        int first = scheduler.firstFolds();
        Set<TrialId> before = new TreeSet<>();
        entered.forEach(e -> e.finalists().forEach(finalist -> before.add(finalist.trial())));
        List<TrialId> best = standings.ranked().stream().filter(Standing::completed).map(Standing::trial)
                .filter(trial -> !copied.contains(trial)).toList();
        // What was raced already is as it ended; a search that went on races those that are among its best now.
        List<TrialId> candidates = best.stream().limit(MOST_CANDIDATES).filter(trial -> !before.contains(trial))
                .toList();
        if (candidates.isEmpty() || best.size() < 2 || !entered.isEmpty() && before.contains(best.get(0))) {
            return Optional.empty();
        }
        long left = spec.stop().epochs().orElse(Long.MAX_VALUE) - budget.spent();
        int trials = FoldRace.entrants(budget.spent() / 2, candidates.size(), most, first, scheduler.folds());
        for (; trials > 0; trials /= 2) {
            List<TrialId> racing = candidates.subList(0, trials).stream().sorted().toList();
            BracketPlan plan = new BracketPlan(-1 - entered.size(),
                    FoldRace.rungs(trials, most, first, scheduler.folds()));
            int onFirst = plan.rungs().get(0).folds();
            List<Finalist> finalists = racing.stream().map(trial -> new Finalist(trial, "", open(trial, onFirst)
                    .entrySet().stream().map(fold -> new FoldStart(fold.getKey(), fold.getValue().checkpoint()))
                    .toList())).toList();
            long owed = racing.stream().flatMap(trial -> open(trial, first).values().stream())
                    .mapToLong(now -> now.anew() ? most : most - now.epochs()).sum();
            if (owed + FoldRace.epochs(plan.rungs(), first) <= left) {
                return Optional.of(new FinalistsEntered(plan, finalists));
            }
        }
        return Optional.empty();
    }

    /** The folds that a trial has not trained to R and could. */
    private SortedMap<Integer, Reached> open(TrialId trial) {
        return open(trial, spec.scheduler().folds());
    }

    /** The same of the first so many folds. */
    private SortedMap<Integer, Reached> open(TrialId trial, int folds) {
        SortedMap<Integer, Reached> open = new TreeMap<>();
        for (int fold = 0; fold < folds; fold++) {
            Reached now = reached.getOrDefault(new TaskId(trial, fold), new Reached(0, "", false));
            if (now.epochs() < spec.scheduler().maxEpochs() && !now.exhausted()) {
                open.put(fold, now);
            }
        }
        return open;
    }

    /** Takes note that the finalists are in the ledger. */
    void recorded(FinalistsEntered finalists) {
        entered.add(finalists);
    }
}
