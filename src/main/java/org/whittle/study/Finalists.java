package org.whittle.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.Finalist;
import org.whittle.study.LedgerEvent.FinalistsEntered;
import org.whittle.study.LedgerEvent.RungFinished;
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
 */
final class Finalists {

    /**
     * How far a trial has come.
     *
     * @param checkpoint it can go on from; empty if it has ended
     * @param exhausted whether it ran out of patience
     */
    private record Reached(int epochs, String checkpoint, boolean exhausted) {
    }

    private final StudySpec spec;
    private final Standings standings;
    private final EpochBudget budget;
    private final List<FinalistsEntered> entered = new ArrayList<>();
    private final Map<TrialId, Reached> reached = new TreeMap<>();
    private final Set<Integer> done = new TreeSet<>();

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
        for (int i = 0; i < rung.outcomes().size(); i++) {
            if (rung.outcomes().get(i) instanceof TrialOutcome.Completed completed) {
                boolean goesOn = rung.decisions().get(i).verdict() == Verdict.PROMOTED;
                reached.put(completed.trial(), new Reached(rung.epochs(), goesOn ? completed.checkpoint() : "",
                        completed.stoppedEarly()));
            }
        }
    }

    /** Takes note of finalists that have trained. */
    void trained(RungFinished rung) {
        if (done.add(rung.bracket())) {
            budget.spend(rung);
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
        int most = spec.scheduler().maxEpochs();
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
            Reached now = reached.get(trial);
            boolean anew = now.checkpoint().isEmpty();
            if (before.contains(trial) || now.epochs() >= most || now.exhausted() || anew && copied.contains(trial)) {
                continue;
            }
            left -= anew ? most : most - now.epochs();
            if (left < 0) {
                break;
            }
            chosen.add(new Finalist(trial, now.checkpoint()));
        }
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        chosen.sort(Comparator.comparing(Finalist::trial));
        return entered.stream()
                .filter(e -> !done.contains(e.plan().number()) && e.finalists().equals(chosen))
                .findFirst()
                .or(() -> Optional.of(new FinalistsEntered(
                        new BracketPlan(-1 - entered.size(), List.of(new RungPlan(chosen.size(), most))), chosen)));
    }

    /** Takes note that the finalists are in the ledger. */
    void recorded(FinalistsEntered finalists) {
        entered.add(finalists);
    }
}
