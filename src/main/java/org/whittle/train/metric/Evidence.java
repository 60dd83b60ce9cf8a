package org.whittle.train.metric;

/**
 * What a metric is made of, row by row: how far it may be off follows from that. Arrays have an element for each row.
 */
sealed interface Evidence {

    /**
     * A share of rows.
     *
     * @param hit whether a row counts
     */
    record Proportion(boolean[] hit) implements Evidence {

        /** The interval of the difference of this share and another one of the same rows. */
        Interval minus(Proportion other) {
            int gained = 0;
            int lost = 0;
            for (int row = 0; row < hit.length; row++) {
                gained += hit[row] && !other.hit[row] ? 1 : 0;
                lost += other.hit[row] && !hit[row] ? 1 : 0;
            }
            return ScoreIntervals.difference(gained, lost, hit.length);
        }
    }

    /** A number that is smooth in the weights of rows. */
    sealed interface Rating extends Evidence {

        double value();

        /** What the number would gain from more weight on a row, times the rows (Hampel 1974); 0 on average. */
        double[] influence();

        /** How far rows that raise this number raise the other, from −1 to 1; never quite 1. */
        default double correlation(Rating other) {
            double scale = Math.sqrt(
                    meanProduct(influence(), influence()) * meanProduct(other.influence(), other.influence()));
            double rows = influence().length;
            return scale > 0 ? meanProduct(influence(), other.influence()) / scale * rows / (rows + 2) : 0;
        }

        /** Of two influences. */
        static double meanProduct(double[] a, double[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += a[i] * b[i];
            }
            return sum / a.length;
        }
    }

    /**
     * A mean of numbers that have intervals, such as F1 scores.
     *
     * @param interval of the mean
     */
    record Mean(double value, double[] influence, Interval interval) implements Rating {
    }

    /**
     * A formula of how many rows of each class were predicted as what.
     *
     * <p>Given how many rows are of each class, the shares of them that were right are proportions of their own, and
     * each has a score interval. So a class of which nothing was found, or as which nothing was predicted, still counts
     * as one that might have been.
     *
     * <p>In a difference of two models the two shares of a class move together as far as the models are right on the
     * same rows (Newcombe 1998, method 10, of paired proportions), and no farther from each other than Tango's interval
     * (1998) of these pairs, which is narrower where both are right on most.
     *
     * @param interval of the number
     * @param right rows whose class was predicted
     * @param classes how many there are
     * @param ends of each
     */
    record Counted(double value, double[] influence, Interval interval, int[] labels, boolean[] right, int classes,
                   Ends ends) implements Rating {

        /** What becomes of the metric at the ends of a class's interval. */
        interface Ends {

            /** @param share of the standard errors that the interval reaches, in (0, 1] */
            OfClass of(int c, double share);
        }

        /**
         * @param rows of the class
         * @param fall of the metric if the class's share that is right were as small as may be
         * @param rise of the metric if it were as large
         * @param influence of the class's rows together, by row of all
         */
        record OfClass(double rows, double fall, double rise, double influence) {

            /** The farthest the metric goes down, whichever end that is at. */
            double down() {
                return Math.max(0, Math.max(fall, -rise));
            }

            double up() {
                return Math.max(0, Math.max(rise, -fall));
            }

            boolean risesWithShare() {
                return fall >= 0 && rise >= 0;
            }
        }

        /** The interval of the difference of this number and the same of another model. */
        Interval minus(Counted other) {
            double difference = value - other.value;
            return new Interval(difference - reach(other), difference + other.reach(this));
        }

        /** How far below it the difference of this number and another one may be. */
        private double reach(Counted other) {
            double[] together = new double[classes];
            double[] nearer = new double[classes];
            for (int c = 0; c < classes; c++) {
                Pairs pairs = Pairs.of(right, other.right, labels, c);
                boolean alike = pairs.rows() > 0
                        && ends.of(c, 1).risesWithShare()
                        && other.ends.of(c, 1).risesWithShare();
                together[c] = alike ? pairs.correlation() : 0;
                nearer[c] = alike ? pairs.nearer() : 1;
            }
            return Profile.reach(classes, (c, share) -> nearer[c] * ScoreIntervals.together(
                    ends.of(c, share).down(), other.ends.of(c, share).up(), together[c]),
                    c -> ScoreIntervals.byRows(ends.of(c, 1).influence() - other.ends.of(c, 1).influence(),
                            ends.of(c, 1).rows()));
        }
    }

    /**
     * An area under a ROC curve.
     *
     * @param rarely rows of a proportion that would be as uncertain as this number, if hardly a row is wrong: where
     *     influences, which are measured from rows that are wrong, say nothing
     * @param labels class of each row
     */
    record Area(double value, double[] influence, double rarely, int[] labels) implements Rating {

        /** Rows of a proportion of the same value that would be as uncertain. */
        double rows() {
            double measured = value * (1 - value) / (Rating.meanProduct(influence, influence) / influence.length);
            double wrong = measured * Math.min(value, 1 - value);
            if (!(wrong > 0) || Double.isInfinite(wrong)) {
                return rarely;
            }
            // What two rows that are wrong tell counts half.
            double trust = wrong / (wrong + 2);
            return 1 / (trust / measured + (1 - trust) / rarely);
        }
    }

    /**
     * A mean loss, or a function of one.
     *
     * @param losses at least 0
     * @param targets what the mean loss is divided by the variance of; {@code null} if it is not
     * @param unseen what rows cost that the test set may not have; {@code null} if rows cannot be wrong
     */
    record Loss(double[] losses, double[] targets, Form form, Unseen unseen) implements Evidence {

        Loss(double[] losses, double[] targets, Form form) {
            this(losses, targets, form, null);
        }

        /** The metric, as a function of θ, the logarithm of the (relative) mean loss. */
        enum Form {
            /** exp θ */
            MEAN(0, 1, 1),
            /** exp θ/2 */
            ROOT(0, 1, 0.5),
            /** 1 − exp θ */
            EXPLAINED(1, -1, 1);

            private final double offset;
            private final double sign;
            private final double power;

            Form(double offset, double sign, double power) {
                this.offset = offset;
                this.sign = sign;
                this.power = power;
            }

            double of(double theta) {
                return offset + sign * StrictMath.exp(power * theta);
            }

            double slope(double theta) {
                return sign * power * StrictMath.exp(power * theta);
            }
        }

        /**
         * θ on weighted rows.
         *
         * @param weights how often each row counts; together as often as there are rows
         * @param influence of each row on θ; written
         */
        double theta(double[] weights, double[] influence) {
            int rows = losses.length;
            double mean = WeightedSums.of(weights, losses) / rows;
            if (targets == null) {
                for (int i = 0; i < rows; i++) {
                    influence[i] = losses[i] / mean - 1;
                }
                return StrictMath.log(mean);
            }
            // Targets are taken from the first, so that a large offset costs no digits.
            double origin = targets[0];
            for (int i = 0; i < rows; i++) {
                influence[i] = targets[i] - origin;
            }
            double offset = WeightedSums.of(weights, influence) / rows;
            for (int i = 0; i < rows; i++) {
                influence[i] = targets[i] - origin - offset;
            }
            double variance = WeightedSums.ofSquares(weights, influence) / rows;
            for (int i = 0; i < rows; i++) {
                influence[i] = losses[i] / mean - influence[i] * influence[i] / variance;
            }
            return StrictMath.log(mean / variance);
        }
    }
}
