package org.whittle.train.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import org.whittle.work.DeviceProfile;
import org.whittle.work.Processor;

/**
 * How fast a core, or a GPU, trains cohorts: the constants of {@link CohortCost}'s formula, as
 * {@code scripts/bench calibrate} fits them to what it measures. They decide how trials are grouped and what is started
 * first, so only their proportions matter.
 *
 * @param step S: seconds that a step takes for calls into the engine, whatever the network
 * @param layer L: seconds that a linear layer adds to a step
 * @param run A: seconds that an activation which is computed apart adds to a step
 * @param operations F: floating-point operations a second in products
 * @param unit E: seconds a row and unit for activations, masks and loss
 * @param parameter P: seconds a parameter and step for the optimizer, while a cohort fits the cache
 * @param parameterBeyondCache P once it does not
 * @param cacheBytes of a cohort's parameters that fit the cache
 */
public record Rates(double step, double layer, double run, double operations, double unit, double parameter,
        double parameterBeyondCache, double cacheBytes) implements Serializable {

    /** The card that was measured, and nearest to every other. */
    private static final String GPU = "nvidia-h200";
    /** Products of a weight and a row: two operations on the way forward and four on the way back. */
    static final int OPERATIONS_A_WEIGHT = 6;
    /** Weights, gradients and optimizer state, and the engine's copies, as 32-bit floats. */
    static final int BYTES_A_PARAMETER = 24;

    /**
     * What one pass of a cohort over its rows consists of.
     *
     * @param steps of the optimizer
     * @param layers linear ones that are called apart
     * @param runs of activations that are computed apart
     * @param weights of all members, padding included
     * @param units likewise
     */
    public record Work(double steps, double rows, double layers, double runs, double weights, double units,
            double parameters) {
    }

    public Rates {
        for (double rate : new double[] {
            step, layer, run, operations, unit, parameter, parameterBeyondCache, cacheBytes}) {
            if (!(rate >= 0) || Double.isInfinite(rate)) {
                throw new IllegalArgumentException("A rate is a finite number that is not negative, not " + rate);
            }
        }
        if (operations == 0) {
            throw new IllegalArgumentException("A processor without operations a second trains nothing");
        }
    }

    /**
     * Those of a device.
     *
     * @param processor whose rates a core is taken to have
     */
    public static Rates of(DeviceProfile device, Processor processor) {
        return device.isCore() ? of(processor) : read(GPU);
    }

    /** Those that were measured for a kind of processor. */
    public static Rates of(Processor processor) {
        return read(processor.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static Rates read(String name) {
        Properties read = new Properties();
        try (InputStream file = Rates.class.getResourceAsStream(name + ".properties")) {
            read.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Rates(number(read, "step"), number(read, "layer"), number(read, "run"), number(read, "operations"),
                number(read, "unit"), number(read, "parameter"), number(read, "parameter-beyond-cache"),
                number(read, "cache-bytes"));
    }

    private static double number(Properties read, String key) {
        return Double.parseDouble(read.getProperty(key));
    }

    /** Whether a cohort of so many parameters is beyond the cache. */
    public boolean beyondCache(double parameters) {
        return parameters * BYTES_A_PARAMETER > cacheBytes;
    }

    /** Estimated seconds of the work. */
    public double seconds(Work work) {
        double perParameter = beyondCache(work.parameters) ? parameterBeyondCache : parameter;
        return work.steps * (step + layer * work.layers + run * work.runs)
                + work.rows * (OPERATIONS_A_WEIGHT * work.weights / operations + unit * work.units)
                + work.steps * perParameter * work.parameters;
    }
}
