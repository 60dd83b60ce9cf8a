package org.whittle.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.whittle.space.Configuration;
import org.whittle.trial.Direction;
import org.whittle.trial.History;
import org.whittle.trial.Observation;
import org.whittle.trial.TrialId;

/**
 * What a trial would show at the largest budget, as far as the budget it reached can tell: so that samplers learn from
 * trials of every budget on one scale.
 *
 * <p>Neighbouring budgets are linked by the trials that were seen at both: a regression of the loss at the larger on the
 * loss at the smaller. Promotion picks by the smaller, the regressor, so it does not bias the line. The line is shrunk
 * towards the slope 1, and its residual variance towards a correlation of {@value #PRIOR_CORRELATION}, by
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
        NavigableMap<Integer, Map<TrialId, Double>> losses = new TreeMap<>();
        Map<TrialId, Integer> reached = new TreeMap<>();
        Set<TrialId> lost = new TreeSet<>();
        for (Observation observation : told.observations()) {
            reached.merge(observation.trial(), observation.epochs(), Math::max);
            if (observation.completed()) {
                losses.computeIfAbsent(observation.epochs(), epochs -> new TreeMap<>())
                        .put(observation.trial(), sign * observation.value());
            } else {
                lost.add(observation.trial());
            }
        }
        losses.values().forEach(Forecast::limit);
        Map<Integer, Line> lines = lines(losses);
        List<Forecast> forecasts = new ArrayList<>();
        reached.forEach((trial, epochs) -> {
            Configuration configuration = told.proposed().get(trial.value());
            if (lost.contains(trial)) {
                forecasts.add(new Forecast(trial, configuration, Double.POSITIVE_INFINITY, 1));
            } else {
                Line line = lines.get(epochs);
                if (line.trust() > 0) {
                    forecasts.add(new Forecast(trial, configuration,
                            line.intercept() + line.slope() * losses.get(epochs).get(trial), line.trust()));
                }
            }
        });
        return forecasts;
    }

    // How bad the bad ones are is of no use, and would rule every sum of squares: nothing is further above the median
    // than the best is below it.
    private static void limit(Map<TrialId, Double> losses) {
        double[] sorted = losses.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double median = sorted[sorted.length / 2];
        double limit = median + (median - sorted[0]);
        losses.replaceAll((trial, loss) -> Math.min(loss, limit));
    }

    private static Map<Integer, Line> lines(NavigableMap<Integer, Map<TrialId, Double>> losses) {
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

    private static Line chained(Map<TrialId, Double> smaller, Map<TrialId, Double> larger, Line above) {
        List<TrialId> pairs = smaller.keySet().stream().filter(larger::containsKey).toList();
        double variance = variance(smaller);
        if (pairs.isEmpty() || variance == 0) {
            return new Line(0, 0, above.variance(), 0);
        }
        double meanX = pairs.stream().mapToDouble(smaller::get).sum() / pairs.size();
        double meanY = pairs.stream().mapToDouble(larger::get).sum() / pairs.size();
        double sxx = PRIOR_PAIRS * variance;
        double sxy = PRIOR_PAIRS * variance;
        for (TrialId trial : pairs) {
            double x = smaller.get(trial) - meanX;
            sxx += x * x;
            sxy += x * (larger.get(trial) - meanY);
        }
        double slope = Math.max(0, sxy / sxx);
        double residual = PRIOR_PAIRS * variance * (1 - PRIOR_CORRELATION * PRIOR_CORRELATION);
        for (TrialId trial : pairs) {
            double error = larger.get(trial) - meanY - slope * (smaller.get(trial) - meanX);
            residual += error * error;
        }
        residual /= pairs.size() + PRIOR_PAIRS;
        double chainedSlope = above.slope() * slope;
        double chainedVariance = above.variance() + above.slope() * above.slope() * residual;
        double explained = chainedSlope * chainedSlope * variance;
        return new Line(above.intercept() + above.slope() * (meanY - slope * meanX), chainedSlope, chainedVariance,
                explained == 0 ? 0 : explained / (explained + chainedVariance));
    }

    private static double variance(Map<TrialId, Double> losses) {
        double mean = losses.values().stream().mapToDouble(Double::doubleValue).sum() / losses.size();
        return losses.values().stream().mapToDouble(l -> (l - mean) * (l - mean)).sum() / losses.size();
    }
}
