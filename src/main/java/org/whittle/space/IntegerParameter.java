package org.whittle.space;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A whole number in [low, high].
 *
 * @param low inclusive
 * @param high inclusive, at least {@code low}
 * @param step distance between admitted values, counted from {@code low}; 1 with {@link Scale#LOG}
 */
public record IntegerParameter(String name, int low, int high, Scale scale, int step) implements Parameter<Integer> {

    public IntegerParameter {
        if (low > high) {
            throw new IllegalArgumentException(
                    "The range of %s (%d to %d) is empty. Set low at or below high.".formatted(name, low, high));
        }
        if (scale == Scale.LOG && low < 1) {
            throw new IllegalArgumentException(
                    "The low end of %s (%d) must be at least 1 on a log scale. Maybe set low = 1."
                            .formatted(name, low));
        }
        if (step < 1) {
            throw new IllegalArgumentException("The step of %s (%d) must be at least 1.".formatted(name, step));
        }
        if (scale == Scale.LOG && step != 1) {
            throw new IllegalArgumentException("%s has both a step and a log scale; drop one.".formatted(name));
        }
    }

    @Override
    public Integer fromUnit(double u) {
        Parameter.requireUnit(u);
        if (scale == Scale.LOG) {
            // Half a unit on either side, so that the end values get the same share as their neighbours.
            double logLow = StrictMath.log(low - 0.5);
            double value = StrictMath.exp(logLow + u * (StrictMath.log(high + 0.5) - logLow));
            return (int) Math.min(high, Math.max(low, Math.rint(value)));
        }
        long n = count();
        return valueAt(Math.min(n - 1, (long) (u * n)));
    }

    @Override
    public double toUnit(Integer value) {
        if (scale == Scale.LOG) {
            double logLow = StrictMath.log(low - 0.5);
            double middle = (StrictMath.log(value - 0.5) + StrictMath.log(value + 0.5)) / 2;
            return (middle - logLow) / (StrictMath.log(high + 0.5) - logLow);
        }
        long place = ((long) value - low) / step;
        return (place + 0.5) / count();
    }

    @Override
    public boolean contains(Object value) {
        return value instanceof Integer i && i >= low && i <= high && ((long) i - low) % step == 0;
    }

    @Override
    public OptionalLong cardinality() {
        return OptionalLong.of(count());
    }

    @Override
    public Integer valueAt(long index) {
        return (int) (low + step * Objects.checkIndex(index, count()));
    }

    @Override
    public String domain() {
        return "%d to %d%s%s"
                .formatted(
                        low, valueAt(count() - 1), scale == Scale.LOG ? ", log" : "", step > 1 ? ", step " + step : "");
    }

    @Override
    public Optional<String> note() {
        return Parameter.unreached(this, high);
    }

    private long count() {
        return ((long) high - low) / step + 1;
    }
}
