package org.whittle.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.whittle.goal.Objectives;

/**
 * Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", Algorithm
 * 2): a trial goes on as soon as it is among the best 1/η of all that have shown what they are worth at its rung, be
 * they few. Nobody waits for a rung to be full, so slots do not idle at its end; what it costs are promotions that a
 * full rung would not have made.
 *
 * <p><b>Several ladders.</b> Asynchronous Hyperband, for data on which short trainings mislead: a share of the trials
 * begins with a longer first rung, up to R, and is compared with its like only. As in Hyperband with the same R and η,
 * ladders of s cuts have η<sup>s</sup> (s<sub>max</sub> + 1) / (s + 1) trials in proportion; which trial has which is
 * spread evenly over them.
 *
 * <p>Every trial is a bracket of its own. Rungs are at R, R/η, R/η², … epochs, see {@link Ladder}. A trial that does
 * not go on waits: it may still be among the best when more have reported.
 *
 * @param trials n: configurations in total
 * @param minEpochs r: no rung is shorter
 * @param maxEpochs R
 * @param eta η
 * @param hyperband whether there are ladders of every length
 */
public record Asha(int trials, int minEpochs, int maxEpochs, int eta, boolean hyperband) implements Scheduler {

    /** 2³² divided by the golden ratio: multiples of it, modulo 2³², are spread evenly. */
    private static final long GOLDEN = 2_654_435_769L;

    public Asha {
        new Ladder(minEpochs, maxEpochs, eta);
        Require.atLeast(1, "trials", trials, 27);
    }

    @Override
    public String name() {
        return hyperband ? "async-hyperband" : "asha";
    }

    @Override
    public String describe() {
        return "%d trials, each of which goes on as soon as it is among the best 1/%d of its rung, with %d times the %s"
                .formatted(trials, eta, eta, hyperband ? "epochs; first rungs of every length." : "epochs.");
    }

    @Override
    public int iterations() {
        return trials;
    }

    @Override
    public OptionalInt asynchronous() {
        return OptionalInt.of(eta);
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        Objects.checkIndex(iteration, trials);
        Ladder ladder = new Ladder(minEpochs, maxEpochs, eta);
        List<RungPlan> rungs = new ArrayList<>();
        for (int cuts = hyperband ? cuts(ladder, iteration) : ladder.maxCuts(); cuts >= 0; cuts--) {
            rungs.add(new RungPlan(1, (int) (maxEpochs / ladder.power(cuts))));
        }
        return List.of(new BracketPlan(firstNumber, rungs));
    }

    /** How often a trial can be cut: its place in the row of all trials, by the ladders' shares. */
    private int cuts(Ladder ladder, int iteration) {
        int most = ladder.maxCuts();
        long all = 0;
        for (int cuts = 0; cuts <= most; cuts++) {
            all += weight(ladder, cuts);
        }
        long place = Math.floorMod((iteration + 1) * GOLDEN, 1L << 32) * all >>> 32;
        int cuts = most;
        while (place >= weight(ladder, cuts)) {
            place -= weight(ladder, cuts--);
        }
        return cuts;
    }

    /**
     * Rounded up as in the paper's Algorithm 1; {@link Hyperband} lays out its Table 1, which rounds (s_max + 1) / (s +
     * 1) down.
     */
    private static long weight(Ladder ladder, int cuts) {
        return (ladder.power(cuts) * (ladder.maxCuts() + 1) + cuts) / (cuts + 1);
    }

    @Override
    public int outlines() {
        return 1;
    }

    /** As if all trials of a ladder were one bracket of successive halving: what is spent in the end. */
    @Override
    public List<BracketPlan> outline(int iteration, int firstNumber) {
        if (!hyperband) {
            return new SuccessiveHalving(trials, minEpochs, maxEpochs, eta, 1).brackets(iteration, firstNumber);
        }
        Ladder ladder = new Ladder(minEpochs, maxEpochs, eta);
        int[] counts = new int[ladder.maxCuts() + 1];
        for (int trial = 0; trial < trials; trial++) {
            counts[cuts(ladder, trial)]++;
        }
        List<BracketPlan> outline = new ArrayList<>();
        for (int cuts = ladder.maxCuts(); cuts >= 0; cuts--) {
            if (counts[cuts] > 0) {
                int least = (int) (maxEpochs / ladder.power(cuts));
                outline.addAll(new SuccessiveHalving(counts[cuts], least, maxEpochs, eta, 1)
                        .brackets(0, firstNumber + outline.size()));
            }
        }
        return outline;
    }

    /** A trial ends after its last rung; else it waits. */
    @Override
    public List<Decision> judge(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        if (finished.size() == bracket.rungs().size()) {
            return Promotion.judge(bracket, finished, objectives);
        }
        return Contender.of(finished, objectives).stream().map(contender -> new Decision(contender.trial(),
                contender.completed() && !contender.stoppedEarly() ? Verdict.WAITING : Verdict.STOPPED,
                contender.trouble(objectives).orElseGet(() -> waits(contender, objectives)))).toList();
    }

    private String waits(Contender contender, Objectives objectives) {
        return contender.stoppedEarly()
                ? "%s, its best before it ran out of patience".formatted(contender.shows(objectives))
                : "%s; goes on when it is among the best 1/%d of its rung".formatted(contender.shows(objectives), eta);
    }
}
