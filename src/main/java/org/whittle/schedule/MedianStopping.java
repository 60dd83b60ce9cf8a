package org.whittle.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.work.Quantiles;

/**
 * The median stopping rule (Golovin et al. 2017, "Google Vizier: A Service for Black-Box Optimization", section 3.2.2):
 * a trial ends at step s if its best objective so far is strictly worse than the median of the other trials' running
 * averages up to s.
 *
 * <p>Vizier compares with trials that are complete. Here a whole population is on its way together, so a trial is
 * compared with the others of its bracket that have come as far: those that reached this rung, and those that early
 * stopping ended, by the epochs they have. Trials that this rule stopped earlier, diverged or failed are left out. All
 * that are not stopped go on: the rule sets no quota, and may stop nobody. With several goals a trial ends only if it
 * is that bad by the metric of every one of them.
 *
 * @param trials in total; the last population may be smaller
 * @param population trials proposed and compared together
 * @param maxEpochs R
 * @param grace epochs before a trial is judged for the first time
 * @param interval epochs between judgements
 */
public record MedianStopping(int trials, int population, int maxEpochs, int grace, int interval)
        implements Scheduler {

    public MedianStopping {
        new Population(trials, population);
        Require.atLeast(1, "max-epochs", maxEpochs, 27);
        Barriers.require("median", grace, interval);
    }

    @Override
    public String name() {
        return "median";
    }

    @Override
    public String describe() {
        return ("From epoch %d on, every %d epochs, a trial ends whose best is worse than the median of the "
                + "others of its population of %d.").formatted(grace, interval, population);
    }

    @Override
    public int iterations() {
        return new Population(trials, population).count();
    }

    @Override
    public int alike(int iteration) {
        return new Population(trials, population).alike(iteration);
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        return new Population(trials, population).bracket(iteration, firstNumber,
                Barriers.epochs(grace, interval, maxEpochs));
    }

    @Override
    public List<Decision> judge(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        if (finished.size() == bracket.rungs().size()) {
            return Promotion.judge(bracket, finished, objectives);
        }
        int epoch = bracket.rungs().get(finished.size() - 1).epochs();
        List<Contender> contenders = Contender.of(finished, objectives);
        List<Objective> metrics = objectives.goals().stream()
                .map(g -> new Objective(g.metric(), g.direction()))
                .toList();
        List<double[]> averages = metrics.stream()
                .map(m -> contenders.stream().mapToDouble(c -> runningAverage(c, m)).toArray()).toList();
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            decisions.add(decide(contenders.get(i), i, metrics, averages, objectives, epoch));
        }
        return decisions;
    }

    private static Decision decide(Contender contender, int index, List<Objective> metrics, List<double[]> averages,
                                   Objectives objectives, int epoch) {
        Optional<String> trouble = contender.trouble(objectives);
        if (trouble.isPresent()) {
            return new Decision(contender.trial(), Verdict.STOPPED, trouble.get());
        }
        boolean worse = true;
        List<String> reasons = new ArrayList<>();
        for (int m = 0; m < metrics.size(); m++) {
            Objective metric = metrics.get(m);
            OptionalDouble median = medianWithout(index, averages.get(m));
            if (median.isEmpty()) {
                return new Decision(contender.trial(), Verdict.PROMOTED,
                        "no other trial to compare with at epoch " + epoch);
            }
            double best = contender.curve().best(metric).map(metric::of).orElseThrow();
            boolean worseHere = metric.isBetter(median.getAsDouble(), best);
            worse &= worseHere;
            reasons.add("best %s %s is %s the median %s of the others' running averages to epoch %s".formatted(
                    metric.metric(), Contender.print(best), worseHere ? "worse than" : "no worse than",
                    Contender.print(median.getAsDouble()), epoch));
        }
        return new Decision(contender.trial(), worse ? Verdict.STOPPED : Verdict.PROMOTED, String.join("; ", reasons));
    }

    /** Mean of the metric over the trial's epochs; {@code NaN} if it cannot be compared. */
    private static double runningAverage(Contender contender, Objective metric) {
        if (!contender.completed()) {
            return Double.NaN;
        }
        double sum = 0;
        int count = 0;
        for (EpochRecord epoch : contender.curve().epochs()) {
            double value = metric.of(epoch);
            if (!Double.isNaN(value)) {
                sum += value;
                count++;
            }
        }
        return sum / count;
    }

    private static OptionalDouble medianWithout(int left, double[] averages) {
        double[] others = IntStream.range(0, averages.length).filter(i -> i != left && !Double.isNaN(averages[i]))
                .mapToDouble(i -> averages[i]).toArray();
        return others.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Quantiles.median(others));
    }
}
