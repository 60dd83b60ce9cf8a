package org.whittle.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.whittle.goal.Direction;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.work.History;
import org.whittle.work.Observation;
import org.whittle.work.Quantiles;
import org.whittle.work.Sums;

/**
 * What a trial would show at the largest budget, as far as the budget it reached can tell: so that samplers learn from
 * trials of every budget on one scale.
 *
 * <p>Neighbouring budgets are linked by the trials that were seen at both: a regression of the loss at the larger on
 * the loss at the smaller. Promotion picks by the smaller, the regressor, so it does not bias the line. The line is
 * shrunk towards the slope 1, and its residual variance towards a correlation of {@value #PRIOR_CORRELATION}, by
 * {@value #PRIOR_PAIRS} imagined pairs; chained, the lines lead to the largest budget. Where a rung turns out to say
 * nothing, its forecasts regress to the mean and its trust goes to 0, instead of its trials being taken for bad ones
 * because they never came far.
 *
 * @param loss the objective, as something to minimise; positive infinity if the trial diverged or failed
 * @param trust share of the loss's variance that the forecast explains, in (0, 1]; 1 at the largest budget and for bad
 *     news, which is certain
 */
public record Forecast(TrialId trial, Configuration configuration, double loss, double trust) {

    private static final double PRIOR_PAIRS = 2;
    private static final double PRIOR_CORRELATION = 0.7;

    /** A line from the loss at one budget to that at the largest, and the variance around it. */
    private record Line(double intercept, double slope, double variance, double trust) {
    }

    /** Whether the trial has a loss to compare. */
    public boolean completed() {
        return loss != Double.POSITIVE_INFINITY;
    }

    /** A forecast for every trial that was observed and of which something can be said, in trial order. */
    public static List<Forecast> of(History told) {
        double sign = told.objective().direction() == Direction.MAXIMIZE ? -1 : 1;
        // What was observed may be a few late trials of very many.
        IntSummaryStatistics ids = told.observations().stream().mapToInt(o -> o.trial().value()).summaryStatistics();
        int first = ids.getMin();
        int trials = ids.getCount() == 0 ? 0 : ids.getMax() - first + 1;
        NavigableMap<Integer, double[]> losses = new TreeMap<>();
        int[] reached = new int[trials];
        boolean[] lost = new boolean[trials];
        for (Observation observation : told.observations()) {
            int trial = observation.trial().value() - first;
            reached[trial] = Math.max(reached[trial], observation.epochs());
            if (observation.completed()) {
                losses.computeIfAbsent(observation.epochs(), epochs -> unknown(trials))[trial] =
                        sign * observation.value();
            } else {
                lost[trial] = true;
            }
        }
        losses.values().forEach(Forecast::limit);
        Map<Integer, Line> lines = lines(losses);
        List<Forecast> forecasts = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            TrialId trial = new TrialId(first + i);
            Configuration configuration = told.proposed().get(first + i);
            if (lost[i]) {
                forecasts.add(new Forecast(trial, configuration, Double.POSITIVE_INFINITY, 1));
            } else if (reached[i] > 0) {
                Line line = lines.get(reached[i]);
                if (line.trust() > 0) {
                    forecasts.add(new Forecast(trial, configuration,
                            line.intercept() + line.slope() * losses.get(reached[i])[i], line.trust()));
                }
            }
        }
        return forecasts;
    }

    private static double[] unknown(int trials) {
        double[] losses = new double[trials];
        Arrays.fill(losses, Double.NaN);
        return losses;
    }

    // How bad the bad ones are is of no use, and would rule every sum of squares: nothing is further above the median
    // than the best is below it.
    private static void limit(double[] losses) {
        double[] known = Arrays.stream(losses).filter(loss -> !Double.isNaN(loss)).toArray();
        double median = Quantiles.median(known);
        double limit = median + (median - Arrays.stream(known).min().orElseThrow());
        for (int i = 0; i < losses.length; i++) {
            losses[i] = Math.min(losses[i], limit);
        }
    }

    private static Map<Integer, Line> lines(NavigableMap<Integer, double[]> losses) {
        Map<Integer, Line> lines = new TreeMap<>();
        Line above = new Line(0, 1, 0, 1);
        Integer larger = null;
        for (Integer budget : losses.descendingKeySet()) {
            if (larger != null) {
                above = chained(losses.get(budget), losses.get(larger), above);
            }
            lines.put(budget, above);
            larger = budget;
        }
        return lines;
    }

    /** @param smaller losses by trial, {@code NaN} where a trial has none; {@code larger} likewise */
    private static Line chained(double[] smaller, double[] larger, Line above) {
        int[] pairs = IntStream.range(0, smaller.length)
                .filter(i -> !Double.isNaN(smaller[i]) && !Double.isNaN(larger[i])).toArray();
        double variance = Sums.variance(Arrays.stream(smaller).filter(loss -> !Double.isNaN(loss)).toArray());
        if (pairs.length == 0 || variance == 0) {
            return new Line(0, 0, above.variance(), 0);
        }
        double meanX = Sums.mean(Arrays.stream(pairs).mapToDouble(i -> smaller[i]));
        double meanY = Sums.mean(Arrays.stream(pairs).mapToDouble(i -> larger[i]));
        double sxx = PRIOR_PAIRS * variance;
        double sxy = PRIOR_PAIRS * variance;
        for (int trial : pairs) {
            double x = smaller[trial] - meanX;
            sxx += x * x;
            sxy += x * (larger[trial] - meanY);
        }
        double slope = Math.max(0, sxy / sxx);
        double residual = PRIOR_PAIRS * variance * (1 - PRIOR_CORRELATION * PRIOR_CORRELATION);
        for (int trial : pairs) {
            double error = larger[trial] - meanY - slope * (smaller[trial] - meanX);
            residual += error * error;
        }
        residual /= pairs.length + PRIOR_PAIRS;
        double chainedSlope = above.slope() * slope;
        double chainedVariance = above.variance() + above.slope() * above.slope() * residual;
        double explained = chainedSlope * chainedSlope * variance;
        return new Line(above.intercept() + above.slope() * (meanY - slope * meanX), chainedSlope, chainedVariance,
                explained == 0 ? 0 : explained / (explained + chainedVariance));
    }
}
