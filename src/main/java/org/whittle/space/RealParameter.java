package org.whittle.space;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A real number in [low, high].
 *
 * <p>{@link StrictMath} instead of {@link Math}: a seed must give the same configurations on every processor.
 *
 * @param low inclusive
 * @param high inclusive, above {@code low}
 * @param step distance between admitted values, counted from {@code low}; only with {@link Scale#LINEAR}
 */
public record RealParameter(String name, double low, double high, Scale scale, OptionalDouble step)
        implements Parameter<Double> {

    public RealParameter {
        if (!Double.isFinite(high - low) || !(low < high)) {
            throw new IllegalArgumentException(
                    "The range of %s (%s to %s) is empty. Set low below high, or fix the value: %s = %s."
                            .formatted(name, low, high, name, low));
        }
        if (scale == Scale.LOG && low <= 0) {
            throw new IllegalArgumentException(
                    "The low end of %s (%s) must be above 0 on a log scale. Maybe set low = 1e-6."
                            .formatted(name, low));
        }
        if (step.isPresent()) {
            if (scale == Scale.LOG) {
                throw new IllegalArgumentException("%s has both a step and a log scale; drop one.".formatted(name));
            }
            if (!(step.getAsDouble() > 0) || steps(low, high, step.getAsDouble()) < 2) {
                throw new IllegalArgumentException("The step of %s (%s) must be above 0 and at most %s."
                        .formatted(name, step.getAsDouble(), high - low));
            }
        }
    }

    @Override
    public Double fromUnit(double u) {
        Parameter.requireUnit(u);
        if (step.isPresent()) {
            long n = steps(low, high, step.getAsDouble());
            return onStep(Math.min(n - 1, (long) (u * n)));
        }
        if (u == 0 || u == 1) {
            return u == 0 ? low : high;
        }
        double value = scale == Scale.LOG
                ? StrictMath.exp(StrictMath.log(low) + u * (StrictMath.log(high) - StrictMath.log(low)))
                : low + u * (high - low);
        return Math.min(high, Math.max(low, value));
    }

    @Override
    public double toUnit(Double value) {
        if (step.isPresent()) {
            return (Math.rint((value - low) / step.getAsDouble()) + 0.5) / steps(low, high, step.getAsDouble());
        }
        double u = scale == Scale.LOG
                ? (StrictMath.log(value) - StrictMath.log(low)) / (StrictMath.log(high) - StrictMath.log(low))
                : (value - low) / (high - low);
        return Math.min(1, Math.max(0, u));
    }

    @Override
    public boolean contains(Object value) {
        if (!(value instanceof Double d) || !(d >= low && d <= high)) {
            return false;
        }
        if (step.isEmpty()) {
            return true;
        }
        long k = Math.round((d - low) / step.getAsDouble());
        // A value typed by hand (0.3) and one computed (3 * 0.1) differ in the last bits; both are on the step.
        return k < steps(low, high, step.getAsDouble())
                && Math.abs(d - onStep(k)) <= 1e-9 * Math.max(step.getAsDouble(), Math.abs(d));
    }

    @Override
    public OptionalLong cardinality() {
        return step.isPresent() ? OptionalLong.of(steps(low, high, step.getAsDouble())) : OptionalLong.empty();
    }

    @Override
    public Double valueAt(long index) {
        if (step.isEmpty()) {
            throw new IllegalStateException("%s is continuous.".formatted(name));
        }
        return onStep(Objects.checkIndex(index, steps(low, high, step.getAsDouble())));
    }

    @Override
    public String domain() {
        double last = step.isPresent() ? fromUnit(1) : high;
        return "%s to %s%s%s".formatted(written(low), written(last), scale == Scale.LOG ? ", log" : "",
                step.isPresent() ? ", step " + written(step.getAsDouble()) : "");
    }

    /** As in a study file: {@code 1e-4}, which Java has as 1.0E-4. */
    private static String written(double number) {
        return Double.toString(number).replace(".0E", "e").replace('E', 'e');
    }

    @Override
    public Optional<String> note() {
        return step.isPresent() ? Parameter.unreached(this, high) : Optional.empty();
    }

    // The quotient of two numbers typed by hand (0.3 / 0.1) may fall short of the whole number that is meant.
    private static long steps(double low, double high, double step) {
        return (long) Math.floor((high - low) / step * (1 + 1e-12) + 1e-9) + 1;
    }

    // In decimals, as a person would count: 0.1 three times is 0.3, not 0.30000000000000004.
    private double onStep(long k) {
        BigDecimal way = BigDecimal.valueOf(step.getAsDouble()).multiply(BigDecimal.valueOf(k));
        return Math.min(high, BigDecimal.valueOf(low).add(way).doubleValue());
    }

    // An OptionalDouble cannot be serialized, a nullable number can.
    private Object writeReplace() {
        return new Serial(name, low, high, scale, step.isPresent() ? step.getAsDouble() : null);
    }

    private record Serial(String name, double low, double high, Scale scale, Double step) implements Serializable {
        private Object readResolve() {
            return new RealParameter(name, low, high, scale,
                    step == null ? OptionalDouble.empty() : OptionalDouble.of(step));
        }
    }
}
