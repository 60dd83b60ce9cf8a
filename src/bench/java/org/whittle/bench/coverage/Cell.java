package org.whittle.bench.coverage;

import org.whittle.bench.Figures;

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

    private double least() {
        return rows >= 100 ? 0.93 : 0.90;
    }

    private double most() {
        return rows >= 100 ? 0.97 : 0.98;
    }

    boolean inBounds() {
        // Shares of few rows are a few numbers: an interval that covers less may only be one that covers too little.
        return coverage >= least() && (coverage <= most() || proportion());
    }

    /** Adds what it is, in per cent, and what it should be. */
    void tell(Figures figures) {
        String name = "%s: %s, %d rows".formatted(world, metric, rows);
        figures.add(name, 100 * coverage, "% covered", judged ? 100 * least() : Figures.NONE,
                judged && !proportion() ? 100 * most() : Figures.NONE, 95);
        figures.add(name + ", truth above", 100 * above, "% of intervals");
        figures.add(name + ", with an interval", simulations, "test sets");
    }

    String text() {
        String mark = !judged ? " " : inBounds() ? coverage > most() ? "d" : " " : "!";
        return simulations == 0 ? "-" : "%.1f%s".formatted(100 * coverage, mark);
    }
}
