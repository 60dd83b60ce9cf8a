package org.whittle.bench.coverage;

/**
 * How often the intervals of one metric covered.
 *
 * @param metric or {@code metric difference}
 * @param simulations that gave an interval
 * @param above share of simulations with the true value above the interval
 * @param judged whether it must be in bounds
 */
record Cell(String world, String metric, int rows, int simulations, double coverage, double above, boolean judged) {

    boolean proportion() {
        return metric.startsWith("accuracy");
    }

    boolean inBounds() {
        double least = rows >= 100 ? 0.93 : 0.90;
        double most = rows >= 100 ? 0.97 : 0.98;
        // Shares of few rows are a few numbers: an interval that covers less may only be one that covers too little.
        return coverage >= least && (coverage <= most || proportion());
    }

    String text() {
        String mark = !judged ? " " : inBounds() ? coverage > (rows >= 100 ? 0.97 : 0.98) ? "d" : " " : "!";
        return simulations == 0 ? "-" : "%.1f%s".formatted(100 * coverage, mark);
    }
}
