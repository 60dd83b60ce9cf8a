package org.whittle.bench.coverage;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.whittle.goal.ClassCounts;
import org.whittle.goal.CountMetric;
import org.whittle.goal.Metric;
import org.whittle.goal.RowMetric;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;

/**
 * Two classes, told apart by a score that is normal around +μ or −μ; the models' scores of a row are correlated, and
 * the second model's classes are nearer to each other.
 *
 * @param accuracy of the better model
 * @param positives share of rows
 * @param threshold above which a score is called positive: 0 is best if half of the rows are; accuracy is that for 0
 * @param sure what logits are multiplied by: 1 if probabilities are as often right as they say; else only losses are
 *     measured, as nothing else changes
 */
record Classes(double accuracy, double positives, double threshold, double sure) implements World {

    /** Of a row: what is not above the double's epsilon is not told from it. */
    private static final double WORST_LOSS = 52 * Math.log(2);

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
    private static final double CORRELATION = 0.7;
    private static final double NEARER = 0.75;
    private static final int STEPS = 20_000;
    /** Of the numbers that are summed over, in deviations. */
    private static final double WIDTH = 24;

    @Override
    public String name() {
        return "accuracy %s%s%s"
                .formatted(
                        accuracy,
                        positives == 0.5 ? "" : ", %.0f %% positive".formatted(100 * positives),
                        threshold == 0 ? "" : ", few found")
                + (sure == 1 ? "" : ", too sure");
    }

    @Override
    public LearningTask task() {
        return new LearningTask.Classification(List.of("no", "yes"));
    }

    @Override
    public Events events() {
        return Events.of(this, 2);
    }

    private double distance(int model) {
        return NORMAL.inverseCumulativeProbability(accuracy) * (model == 0 ? 1 : NEARER);
    }

    @Override
    public SortedMap<String, Double> truth(int model) {
        double mu = distance(model);
        double hits = positives * NORMAL.cumulativeProbability(mu - threshold);
        double otherHits = (1 - positives) * NORMAL.cumulativeProbability(mu + threshold);
        double called = hits + 1 - positives - otherHits;
        // Shares in place of rows.
        ClassCounts counts = new ClassCounts(new double[] {1 - positives, positives}, new double[] {1 - called, called},
                new double[] {otherHits, hits});
        SortedMap<String, Double> truth = new TreeMap<>();
        truth.put("accuracy", hits + otherHits);
        truth.put("macro-f1", hits / (positives + called) + otherHits / (2 - positives - called));
        truth.put("roc-auc", NORMAL.cumulativeProbability(mu * Math.sqrt(2)));
        for (Metric metric : Metric.all()) {
            if (metric instanceof CountMetric counted) {
                truth.put(metric.key(), counted.of(counts));
            } else if (metric instanceof RowMetric row) {
                truth.put(metric.key(), mean(mu, row::of));
            }
        }
        truth.put(
                "log-loss", mean(mu, (probabilities, label) -> Math.min(WORST_LOSS, -Math.log(probabilities[label]))));
        if (sure != 1) {
            truth.keySet().retainAll(Set.of("log-loss", "brier"));
            return truth;
        }
        double precision = 0;
        for (int i = 0; i < STEPS; i++) {
            double score = at(i);
            // From below, where a probability near 0 has all of its digits.
            double above = positives * NORMAL.cumulativeProbability(mu - score);
            precision += NORMAL.density(score - mu) * WIDTH / STEPS
                    * above / (above + (1 - positives) * NORMAL.cumulativeProbability(-mu - score));
        }
        truth.put("pr-auc", precision);
        return truth;
    }

    private interface Cost {
        double of(double[] probabilities, int label);
    }

    /** Over all rows there could be. */
    private double mean(double mu, Cost cost) {
        double sum = 0;
        for (int i = 0; i < STEPS; i++) {
            double x = at(i);
            double density = NORMAL.density(x) * WIDTH / STEPS;
            sum += density * positives * cost.of(probabilities(2 * mu * sure * (mu + x - threshold)), 1)
                    + density * (1 - positives) * cost.of(probabilities(2 * mu * sure * (x - mu - threshold)), 0);
        }
        return sum;
    }

    private static double[] probabilities(double logit) {
        return new double[] {1 / (1 + Math.exp(logit)), 1 / (1 + Math.exp(-logit))};
    }

    private static double at(int step) {
        return WIDTH * ((step + 0.5) / STEPS - 0.5);
    }

    @Override
    public TestSet draw(int rows, RandomStream random) {
        double[] labels = new double[rows];
        double[][] logits = new double[2][2 * rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextDouble() < positives ? 1 : 0;
            double first = random.nextGaussian();
            double second = CORRELATION * first + Math.sqrt(1 - CORRELATION * CORRELATION) * random.nextGaussian();
            double sign = labels[row] == 1 ? 1 : -1;
            logits[0][2 * row + 1] = 2 * sure * distance(0) * (sign * distance(0) + first - threshold);
            logits[1][2 * row + 1] = 2 * sure * distance(1) * (sign * distance(1) + second - threshold);
        }
        return new TestSet(List.of(logits), labels);
    }
}
