package org.whittle.bench.coverage;

import org.whittle.bench.Figures;

/**
 * How often the intervals of one metric covered.
 *
 * @param metric or {@code metric difference}
 * @param simulations that gave an interval
 * @param above share of simulations with the true value above the interval
 * @param events expected number of rows of the rarest event that decides the metric
 */
record Cell(String world, String metric, int rows, int simulations, double coverage, double above, double events) {

    private static final double FEW_EVENTS = 5;

    private boolean judged() {
        return rows >= 40;
    }

    /** Whether it may cover more, as a number that can only have a few values. */
    private boolean discrete() {
        return metric.startsWith("accuracy") || events < FEW_EVENTS;
    }

    private double least() {
        return rows >= 100 ? 0.93 : 0.90;
    }

    private double most() {
        return rows >= 100 ? 0.97 : 0.98;
    }

    boolean inBounds() {
        // Of what has a few values, an interval that covers less may only be one that covers too little.
        return coverage >= least() && (coverage <= most() || discrete());
    }

    /** Adds what it is, in per cent, and what it should be; nothing where rows were too few for any interval. */
    void tell(Figures figures) {
        if (simulations == 0) {
            return;
        }
        String name = "%s: %s, %d rows".formatted(world, metric, rows);
        figures.add(name, 100 * coverage, "% covered", judged() ? 100 * least() : Figures.NONE,
                judged() && !discrete() ? 100 * most() : Figures.NONE, 95);
        figures.add(name + ", truth above", 100 * above, "% of intervals");
        figures.add(name + ", with an interval", simulations, "test sets");
        figures.add(name + ", of the rarest event", events, "rows of a test set");
    }

    String text() {
        String mark = !judged() ? " " : inBounds() ? coverage > most() ? "d" : " " : "!";
        return simulations == 0 ? "-" : "%.1f%s".formatted(100 * coverage, mark);
    }
}
