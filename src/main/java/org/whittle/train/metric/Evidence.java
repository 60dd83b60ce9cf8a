package org.whittle.train.metric;

/** What a metric is made of, row by row: how far it may be off follows from that. Arrays have an element for each row. */
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

    /**
     * A number from 0 to 1 that is smooth in the weights of rows: an F1 score, an area under a curve.
     *
     * @param influence what the number would gain from more weight on a row, times the rows (Hampel 1974); 0 on average
     * @param rarely rows of a proportion that would be as uncertain as this number, if hardly a row is wrong: where
     *     influences, which are measured from rows that are wrong, say nothing
     * @param fine whether a row can be wrong by a little
     */
    record Rating(double value, double[] influence, double rarely, boolean fine) implements Evidence {

        /** Rows of a proportion of the same value that would be as uncertain. */
        double rows() {
            double measured = value * (1 - value) / (meanProduct(influence, influence) / influence.length);
            double wrong = measured * Math.min(value, 1 - value);
            if (!(wrong > 0) || Double.isInfinite(wrong)) {
                return rarely;
            }
            // What two rows that are wrong tell counts half.
            double trust = wrong / (wrong + 2);
            return 1 / (trust / measured + (1 - trust) / rarely);
        }

        /** How far rows that raise this number raise the other, from −1 to 1; never quite 1. */
        double correlation(Rating other) {
            double scale = Math.sqrt(meanProduct(influence, influence) * meanProduct(other.influence, other.influence));
            double rows = influence.length;
            return scale > 0 ? meanProduct(influence, other.influence) / scale * rows / (rows + 2) : 0;
        }

        private static double meanProduct(double[] a, double[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += a[i] * b[i];
            }
            return sum / a.length;
        }
    }

    /**
     * A mean loss, or a function of one.
     *
     * @param losses at least 0
     * @param targets what the mean loss is divided by the variance of; {@code null} if it is not
     */
    record Loss(double[] losses, double[] targets, Form form) implements Evidence {

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
