package org.whittle.report;

import java.util.Locale;
import org.whittle.goal.Estimate;

/** Numbers as people read them. Files for programs have them in full. */
final class Numbers {

    /** Instead of an interval. */
    private static final String TOO_FEW_ROWS = "too few rows";

    private Numbers() {
    }

    /** A metric: {@code 0.9750}; whole numbers from 10 on without decimals: {@code 835}. */
    static String metric(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "-" : value > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return exponent(String.format(Locale.ROOT, "%.3e", value));
        }
        boolean whole = size >= 1000 || size >= 10 && value == Math.rint(value);
        return String.format(Locale.ROOT, size < 10 ? "%.4f" : whole ? "%.0f" : "%.2f", value);
    }

    /** {@code 1.50e-06} as people write it: {@code 1.5e-6}. */
    private static String exponent(String text) {
        return text.replaceAll("\\.?0*e", "e").replaceAll("e([+-])0", "e$1").replace("e+", "e");
    }

    /** A metric with its interval: {@code 0.9750 [0.9583, 0.9889]}. */
    static String estimate(Estimate estimate) {
        return Double.isNaN(estimate.value()) ? metric(estimate.value())
                : "%s %s".formatted(metric(estimate.value()), interval(estimate));
    }

    /** {@code [0.9583, 0.9889]}, or why there is none. */
    static String interval(Estimate estimate) {
        return estimate.hasInterval() ? "[%s, %s]".formatted(metric(estimate.low()), metric(estimate.high()))
                : "[%s]".formatted(TOO_FEW_ROWS);
    }

    /** A difference: {@code +0.0111}. */
    static String signed(double value) {
        return value > 0 ? "+" + metric(value) : metric(value);
    }

    /** A difference with its interval. */
    static String signed(Estimate estimate) {
        return Double.isNaN(estimate.value()) ? metric(estimate.value())
                : "%s %s".formatted(signed(estimate.value()), signedInterval(estimate));
    }

    private static String signedInterval(Estimate estimate) {
        return estimate.hasInterval() ? "[%s, %s]".formatted(signed(estimate.low()), signed(estimate.high()))
                : interval(estimate);
    }

    /** The value of a parameter: real numbers with three significant digits, everything else as it is. */
    static String parameter(Object value) {
        if (!(value instanceof Double number) || !Double.isFinite(number) || number == 0) {
            return String.valueOf(value);
        }
        double size = Math.abs(number);
        if (size < 1e-4 || size >= 1e6) {
            return exponent(String.format(Locale.ROOT, "%.2e", number));
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", number);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** A time: {@code 58 s}, {@code 3 min 05 s}, {@code 2 h 07 min}. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return whole < 60 ? whole + " s"
                : whole < 3600 ? "%d min %02d s".formatted(whole / 60, whole % 60)
                : "%d h %02d min".formatted(whole / 3600, whole / 60 % 60);
    }

    /** A count: {@code 1,947}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
