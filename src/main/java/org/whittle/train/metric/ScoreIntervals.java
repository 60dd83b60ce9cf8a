package org.whittle.train.metric;

/**
 * 95 % intervals that ask which true values would make what was seen a likely sight. Unlike those that are built around
 * what was seen, they keep their width where nothing, or everything, was wrong.
 */
final class ScoreIntervals {

    /** The 97.5 % quantile of the normal distribution. */
    static final double Z = 1.959963984540054;

    /** The 95 % quantile. */
    private static final double Z_ONE_SIDED = 1.6448536269514722;
    /** λ with P(Poisson(λ) = 0) = 2.5 %. */
    private static final double NOTHING_WRONG = 3.689;

    private static final int HALVINGS = 60;

    /**
     * Rows wrong that are so likely as to leave 5 % to fewer: λ with P(Poisson(λ) ≥ x) = 0.05, for x = 0, 1, 2, 3; then
     * Wilson's limit for 4.
     */
    private static final double[] FEW = {0, 0.0513, 0.3554, 0.8177, 1.556};
    private static final int ROWS_FOR_FEW = 50;

    private ScoreIntervals() {
    }

    /**
     * Wilson's interval (1927) of a proportion. With more than 50 rows and up to three of them wrong (or right), the
     * end on the side of 1 (or 0) is the Poisson distribution's, as Brown, Cai and DasGupta (2001, section 4.1.1)
     * modify it: else 92 % would be covered where 99 of 100 are right.
     *
     * @param rows need not be whole
     */
    static Interval proportion(double value, double rows) {
        Interval wilson = wilson(value, rows, Z);
        double low = wilson.low();
        double high = wilson.high();
        if (rows > ROWS_FOR_FEW) {
            low = Math.min(low, few(rows * value) / rows);
            high = Math.max(high, 1 - few(rows * (1 - value)) / rows);
        }
        return new Interval(low, high);
    }

    /**
     * Where the proportion is if it is off by less than that.
     *
     * @param share of the standard errors that the interval reaches, in (0, 1]
     */
    static Interval proportion(double value, double rows, double share) {
        Interval whole = proportion(value, rows);
        Interval wilson = wilson(value, rows, Z);
        Interval part = wilson(value, rows, share * Z);
        return new Interval(value - (value - part.low()) * ratio(value - whole.low(), value - wilson.low()),
                value + (part.high() - value) * ratio(whole.high() - value, wilson.high() - value));
    }

    private static double ratio(double reach, double other) {
        return other > 0 ? reach / other : 1;
    }

    private static Interval wilson(double value, double rows, double z) {
        double centre = (value + z * z / (2 * rows)) / (1 + z * z / rows);
        double half = z / (1 + z * z / rows) * Math.sqrt(value * (1 - value) / rows + z * z / (4 * rows * rows));
        // Rounding must not put the value outside.
        return new Interval(Math.max(0, Math.min(value, centre - half)), Math.min(1, Math.max(value, centre + half)));
    }

    private static double few(double count) {
        int below = (int) count;
        return below >= FEW.length - 1 ? Double.POSITIVE_INFINITY
                : FEW[below] + (count - below) * (FEW[below + 1] - FEW[below]);
    }

    /** Of a rating. */
    static Interval rating(Evidence.Rating rating) {
        return rating instanceof Evidence.Area area ? area(area)
                : rating instanceof Evidence.Counted counted ? counted.interval() : ((Evidence.Mean) rating).interval();
    }

    /**
     * The same for an area that is as uncertain as a proportion of {@linkplain Evidence.Area#rows so many rows}.
     *
     * <p>Where the true value is so near to 1 that 2.5 % and more of test sets show nothing wrong, none can be too good
     * for it: all of the 5 % that may be left out are then on the other side.
     */
    private static Interval area(Evidence.Area rating) {
        double value = rating.value();
        Interval both = wilson(value, rating.rows(), Z);
        double oneSided = wilson(value, rating.rows(), Z_ONE_SIDED).high();
        double nothingWrong = 1 - NOTHING_WRONG / rating.rarely();
        return new Interval(both.low(), Math.min(both.high(), Math.max(oneSided, nothingWrong)));
    }

    /**
     * Tango's interval (1998) of the difference of two proportions of the same rows.
     *
     * @param gained rows that count for the first only
     * @param lost rows that count for the second only
     */
    static Interval difference(int gained, int lost, int rows) {
        double value = (gained - lost) / (double) rows;
        return new Interval(boundary(gained, lost, rows, -1, value, Z), boundary(gained, lost, rows, value, 1, -Z));
    }

    /** Where the score, which falls as the supposed difference grows, crosses a level. */
    private static double boundary(int gained, int lost, int rows, double from, double to, double level) {
        double low = from;
        double high = to;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            boolean above = score(gained, lost, rows, middle) > level;
            low = above ? middle : low;
            high = above ? high : middle;
        }
        return (low + high) / 2;
    }

    private static double score(int gained, int lost, int rows, double difference) {
        double linear = -gained - lost + (2.0 * rows - gained + lost) * difference;
        double constant = -lost * difference * (1 - difference);
        // The likeliest share of rows that count for the second only, if the difference were this.
        double share = (Math.sqrt(Math.max(0, linear * linear - 8.0 * rows * constant)) - linear) / (4.0 * rows);
        double variance = rows * (2 * share + difference * (1 - difference));
        double distance = gained - lost - rows * difference;
        return variance > 0 ? distance / Math.sqrt(variance) : Math.signum(distance) * Double.MAX_VALUE;
    }

    /** The interval of a difference of two ratings of the same rows. */
    static Interval difference(Evidence.Rating first, Evidence.Rating second) {
        return first instanceof Evidence.Counted one && second instanceof Evidence.Counted other ? one.minus(other)
                : first instanceof Evidence.Area one && second instanceof Evidence.Area other ? areas(one, other)
                : difference(first.value(), rating(first), second.value(), rating(second), first.correlation(second));
    }

    /**
     * Of two areas: both as if a row more had been half right and half wrong, as Agresti and Min (2005) have it for
     * paired proportions. Areas near 1 differ by far less than their own intervals would have it.
     */
    private static Interval areas(Evidence.Area first, Evidence.Area second) {
        double one = first.rows();
        double other = second.rows();
        double centre = (first.value() * one + 0.5) / (one + 1);
        double otherCentre = (second.value() * other + 0.5) / (other + 1);
        double error = Math.sqrt(centre * (1 - centre) / (one + 1));
        double otherError = Math.sqrt(otherCentre * (1 - otherCentre) / (other + 1));
        double reach = OfFewRows.quantile(first, second) * together(error, otherError, first.correlation(second));
        double value = first.value() - second.value();
        double middle = centre - otherCentre;
        return new Interval(Math.min(value, middle - reach), Math.max(value, middle + reach));
    }

    /** Of any two numbers of which each has an interval (Zou and Donner 2008). */
    static Interval difference(double first, Interval one, double second, Interval other, double correlation) {
        double value = first - second;
        return new Interval(value - together(first - one.low(), other.high() - second, correlation),
                value + together(one.high() - first, second - other.low(), correlation));
    }

    /** Of the reach of a difference of two numbers that reach so far. */
    static double together(double a, double b, double correlation) {
        return Math.sqrt(Math.max(0, a * a + b * b - 2 * correlation * a * b));
    }

    /**
     * Of the reach of a number, squared, because the rows of a class come by chance.
     *
     * @param influence of the class's rows together, by row of all
     */
    static double byRows(double influence, double rows) {
        return rows > 0 ? Z * Z * influence * influence / rows : 0;
    }
}
