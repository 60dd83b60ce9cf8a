package org.whittle.bench.coverage;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;

/**
 * Two classes, told apart by a score that is normal around +μ or −μ; the models' scores of a row are correlated, and
 * the second model's classes are nearer to each other.
 *
 * @param accuracy of the better model
 * @param positives share of rows
 * @param threshold above which a score is called positive: 0 is best if half of the rows are; accuracy is that for 0
 * @param all whether all metrics are judged, or those alone that are shares of rows
 */
record Classes(double accuracy, double positives, double threshold, boolean all) implements World {

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
    private static final double CORRELATION = 0.7;
    private static final double NEARER = 0.75;
    private static final int STEPS = 20_000;

    @Override
    public String name() {
        return "accuracy %s%s%s"
                .formatted(
                        accuracy,
                        positives == 0.5 ? "" : ", %.0f %% positive".formatted(100 * positives),
                        threshold == 0 ? "" : ", few found");
    }

    @Override
    public LearningTask task() {
        return new LearningTask.Classification(List.of("no", "yes"));
    }

    @Override
    public boolean judges(String metric) {
        return all || metric.equals("accuracy");
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
        SortedMap<String, Double> truth = new TreeMap<>();
        truth.put("accuracy", hits + otherHits);
        truth.put("macro-f1", hits / (positives + called) + otherHits / (2 - positives - called));
        truth.put("roc-auc", NORMAL.cumulativeProbability(mu * Math.sqrt(2)));
        double loss = 0;
        for (int i = 0; i < STEPS; i++) {
            double x = -9 + 18 * (i + 0.5) / STEPS;
            loss += NORMAL.density(x) * (positives * Math.log1p(Math.exp(-2 * mu * (mu + x - threshold)))
                    + (1 - positives) * Math.log1p(Math.exp(-2 * mu * (mu + x + threshold)))) * 18 / STEPS;
        }
        truth.put("log-loss", loss);
        return truth;
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
            logits[0][2 * row + 1] = 2 * distance(0) * (sign * distance(0) + first - threshold);
            logits[1][2 * row + 1] = 2 * distance(1) * (sign * distance(1) + second - threshold);
        }
        return new TestSet(List.of(logits), labels);
    }
}
