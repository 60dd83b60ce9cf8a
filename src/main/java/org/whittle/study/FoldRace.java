package org.whittle.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.whittle.goal.Direction;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Verdict;
import org.whittle.work.Sums;
import org.whittle.work.TrialOutcome;

/**
 * The race of a search's best trials over the folds that the search has not looked at. The search compares trials on
 * the first folds only, which costs what one split costs; which of the best is best is then settled on more folds, of
 * which each is trained only by those that may still win.
 *
 * <p><b>The rule.</b> From rung to rung there are half as many folds more, up to k, and of the trials half go on, but
 * never less than two: they are compared in pairs, on the same folds. The best of them alone trains on all folds, so
 * that what the last folds cost is spent on one. Who is worse than the best of a rung beyond doubt trains on no
 * more, whatever places there are: by a one-sided t test at 5 % on the differences fold by fold, as in F-race
 * (Birattari et al. 2002), with the variance that Nadeau and Bengio (2003) give for folds that share training rows:
 * t = d̄ / √((1/f + 1/(k − 1)) s²), f being the folds that both have seen. With k = 5 and first = 1:
 *
 * <pre>
 *   8 trials × 2 folds → 4 × 3 → 1 × 5        8 + 4 + 2 = 14 trainings to R
 *   4 trials × 2 folds → 2 × 3 → 1 × 5        4 + 2 + 2 = 8
 *   2 trials × 2 folds → 2 × 3 → 1 × 5        2 + 2 + 2 = 6
 * </pre>
 *
 * <p>As many of the best enter, a power of two, as cost no more than half of what the search spent; two at least.
 * ({@code scripts/bench folds} measured it: two on all folds cost 1.58 times one split's epochs, this 1.44 times.)
 */
final class FoldRace {

    /** Largest t that chance exceeds in one of twenty, by degrees of freedom from 1 on; the last holds beyond. */
    private static final double[] DOUBT = {6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796,
        1.782, 1.771, 1.761, 1.753, 1.746, 1.740, 1.734, 1.729, 1.725};

    private static final int FEWEST = 2;
    private static final int MOST = 64;

    private FoldRace() {
    }

    /** A race of so many trials, each of which has R epochs on the first folds. */
    static List<RungPlan> rungs(int trials, int maxEpochs, int first, int folds) {
        List<RungPlan> rungs = new ArrayList<>();
        int left = trials;
        for (int on = more(first, folds); ; on = more(on, folds)) {
            if (on == folds) {
                rungs.add(new RungPlan(rungs.isEmpty() ? left : 1, maxEpochs, on));
                return rungs;
            }
            rungs.add(new RungPlan(left, maxEpochs, on));
            left = Math.max(Math.min(FEWEST, left), left / 2);
        }
    }

    private static int more(int on, int folds) {
        return Math.min(folds, on + (on + 1) / 2);
    }

    /** Epochs of a race beyond those of the first folds. */
    static long epochs(List<RungPlan> rungs, int first) {
        BracketPlan plan = new BracketPlan(-1, rungs);
        return plan.epochs() - (long) rungs.get(0).trials() * rungs.get(0).epochs() * first;
    }

    /**
     * How many trials enter.
     *
     * @param budget epochs that the race may cost, unless two trials cost more
     */
    static int entrants(long budget, int candidates, int maxEpochs, int first, int folds) {
        int trials = FEWEST;
        while (2 * trials <= Math.min(MOST, candidates)
                && epochs(rungs(2 * trials, maxEpochs, first, folds), first) <= budget) {
            trials *= 2;
        }
        return Math.min(trials, candidates);
    }

    /**
     * Judges a rung.
     *
     * @param plan of the race
     * @param rung its index
     * @param means of the rung's trials, in their order
     * @param curves with that rung
     * @param k parts that rows are divided into
     */
    static List<Decision> judge(
            BracketPlan plan, int rung, List<TrialOutcome> means, FoldCurves curves, Objectives objectives,
            int k) {
        boolean last = rung + 1 == plan.rungs().size();
        int places = last ? 0 : plan.rungs().get(rung + 1).trials();
        Map<TrialId, Standing> standings = new LinkedHashMap<>();
        means.forEach(mean -> standings.put(mean.trial(), mean instanceof TrialOutcome.Completed completed
                ? objectives.standing(mean.trial(), curves.curve(mean.trial()), completed.stoppedEarly())
                : new Standing(mean.trial(), objectives.none())));
        List<TrialId> ranked = objectives.ranked(standings.values()).stream().map(Standing::trial).toList();
        Standing best = standings.get(ranked.get(0));
        List<Decision> decisions = new ArrayList<>();
        for (TrialOutcome mean : means) {
            Standing standing = standings.get(mean.trial());
            int folds = curves.folds(mean.trial());
            if (!standing.completed()) {
                decisions.add(new Decision(mean.trial(), last ? Verdict.FINISHED : Verdict.STOPPED,
                        "no result on %d folds".formatted(folds)));
                continue;
            }
            int rank = ranked.indexOf(mean.trial()) + 1;
            String shows = String.format(Locale.ROOT, "ranked %d of %d by %s %.4g over %d folds", rank, means.size(),
                    objectives.first().metric(), standing.value(), folds);
            Optional<Double> t = rank == 1 ? Optional.empty() : behind(best, standing, curves, k, objectives);
            boolean out = t.isPresent() && t.get() > DOUBT[Math.min(folds - 1, DOUBT.length) - 1];
            Verdict verdict = last ? Verdict.FINISHED : rank <= places && !out ? Verdict.PROMOTED : Verdict.STOPPED;
            String consequence = last ? "last rung"
                    : rank <= places && out ? String.format(Locale.ROOT, "clearly behind the best (t = %.3g)", t.get())
                            : places + " go on";
            decisions.add(new Decision(mean.trial(), verdict, shows + "; " + consequence));
        }
        return decisions;
    }

    /** t of how far a trial is behind another, fold by fold; empty where folds do not differ, or with several goals. */
    private static Optional<Double> behind(
            Standing best, Standing other, FoldCurves curves, int k, Objectives objectives) {
        double[] of = curves.values(best.trial(), best.epoch());
        double[] its = curves.values(other.trial(), other.epoch());
        if (objectives.several() || of.length < 2 || of.length != its.length) {
            return Optional.empty();
        }
        double sign = objectives.first().direction() == Direction.MAXIMIZE ? 1 : -1;
        double[] lead = new double[of.length];
        for (int i = 0; i < lead.length; i++) {
            lead[i] = sign * (of[i] - its[i]);
        }
        int f = lead.length;
        double variance = Sums.variance(lead) * f / (f - 1);
        double t = Sums.mean(lead) / Math.sqrt((1.0 / f + 1.0 / (k - 1)) * variance);
        return Double.isFinite(t) ? Optional.of(t) : Optional.empty();
    }
}
