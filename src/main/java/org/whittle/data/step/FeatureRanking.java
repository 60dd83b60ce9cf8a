package org.whittle.data.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.OneWayAnova;
import org.whittle.study.SelectionSpec.Method;

/**
 * What each feature tells of the label in training rows.
 *
 * <p>It is measured on the driver, on the first of the training rows in their canonical order: rows are ordered by a
 * hash, so that these are drawn at random, and the same on every cluster. MLlib has such statistics too, but adds sums
 * of partitions in the order in which these end, and keeps the scores to itself
 * ({@code UnivariateFeatureSelector}); its linear models are used, on one partition.
 */
public final class FeatureRanking {

    /** Rows that are looked at; what a score is known to is a small part of what one differs from another by. */
    static final int MOST_ROWS = 20_000;
    private static final int MOST_VALUES = 1 << 24;
    private static final int FEWEST_ROWS = 1000;

    private FeatureRanking() {
    }

    /** Rows that are looked at of a table of that many features. */
    public static int rows(int width) {
        return Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, MOST_VALUES / Math.max(1, width)));
    }

    /**
     * The score of each feature: the larger, the more it tells.
     *
     * @param rows each with all features, in the table's own unit
     * @param targets of each row: a class's index, or a number
     * @param classes how many there are; 0 for numbers
     */
    public static double[] scores(Method method, List<double[]> rows, double[] targets, int classes) {
        TrainingSample sample = TrainingSample.of(rows, targets, classes);
        double[] scores = switch (method) {
            case VARIANCE -> each(sample, feature -> StatUtils.variance(sample.columns()[feature]));
            case ANOVA -> each(sample, feature -> anova(sample, feature));
            case MUTUAL_INFORMATION -> {
                MutualInformation information = MutualInformation.of(sample);
                yield each(sample, information::with);
            }
            case L1 -> L1Path.entries(sample);
            case NONE -> throw new IllegalArgumentException("No features are ranked");
        };
        for (int i = 0; i < scores.length; i++) {
            // Of what does not vary, or tells all, a quotient is none.
            scores[i] =
                    Double.isNaN(scores[i]) ? 0 : Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, scores[i]));
        }
        return scores;
    }

    private static double[] each(TrainingSample sample, IntToDoubleFunction score) {
        return IntStream.range(0, sample.width()).mapToDouble(score).toArray();
    }

    /** F of a feature by classes; of a correlation r, r² (n − 2) ∕ (1 − r²). */
    private static double anova(TrainingSample sample, int feature) {
        double[] values = sample.standardized(feature);
        if (sample.classes() == 0) {
            double r = new PearsonsCorrelation().correlation(values, TrainingSample.standardized(sample.targets()));
            return r * r / (1 - r * r) * (sample.rows() - 2);
        }
        List<double[]> byClass = new ArrayList<>();
        for (int k = 0; k < sample.classes(); k++) {
            int of = k;
            double[] own = IntStream.range(0, values.length).filter(row -> sample.targets()[row] == of)
                    .mapToDouble(row -> values[row]).toArray();
            // The library takes no group of one row; it has no spread that could be compared.
            if (own.length > 1) {
                byClass.add(own);
            }
        }
        if (byClass.size() < 2) {
            return 0;
        }
        double f = new OneWayAnova().anovaFValue(byClass);
        // Where no class has a spread, what is left of it by rounding may be below 0.
        return f < 0 ? Double.POSITIVE_INFINITY : f;
    }
}
