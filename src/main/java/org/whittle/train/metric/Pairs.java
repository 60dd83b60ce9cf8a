package org.whittle.train.metric;

/**
 * On which of a class's rows two models are right.
 *
 * @param both rows on which both are
 * @param first rows on which the first is
 * @param second rows on which the second is
 * @param rows of the class
 */
record Pairs(int both, int first, int second, int rows) {

    static Pairs of(boolean[] first, boolean[] second, int[] labels, int label) {
        int both = 0;
        int one = 0;
        int other = 0;
        int rows = 0;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] == label) {
                rows++;
                both += first[row] && second[row] ? 1 : 0;
                one += first[row] ? 1 : 0;
                other += second[row] ? 1 : 0;
            }
        }
        return new Pairs(both, one, other, rows);
    }

    /** φ, drawn towards 0: few rows may be alike by chance. */
    double correlation() {
        double spread = Math.sqrt((double) first * (rows - first) * second * (rows - second));
        return spread > 0 ? ((double) rows * both - (double) first * second) / spread * rows / (rows + 2) : 0;
    }

    /** How much nearer the least difference of the two shares is by Tango's interval than by Newcombe's; at most 1. */
    double nearer() {
        double one = first / (double) rows;
        double other = second / (double) rows;
        double reach = one - other - ScoreIntervals.difference(first - both, second - both, rows).low();
        double newcombe = ScoreIntervals.together(one - ScoreIntervals.proportion(one, rows).low(),
                ScoreIntervals.proportion(other, rows).high() - other, correlation());
        return newcombe > 0 ? Math.min(1, reach / newcombe) : 1;
    }
}
