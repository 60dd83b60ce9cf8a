package org.whittle.goal;

/** A metric that {@code train.metric} measures in passes of its own, which are made for it. */
record StandardMetric(
        String key,
        Direction direction,
        boolean suitsClassification,
        boolean suitsRegression,
        double least,
        double most)
        implements Metric {

    @Override
    public boolean comparesClasses() {
        return key.equals("roc-auc");
    }

    /** The calibration error came when tables of epochs had their columns. */
    @Override
    public boolean everyEpoch() {
        return !key.equals("ece");
    }

    /** A calibration error grows with what is drawn again: no resampling tells how far it is from the true one. */
    @Override
    public boolean hasInterval() {
        return !key.equals("ece");
    }

    /** Of a classifier, from 0 to 1. */
    static Metric score(String key) {
        return new StandardMetric(key, Direction.MAXIMIZE, true, false, 0, 1);
    }

    /** From 0 on. */
    static Metric loss(String key, boolean suitsClassification, boolean suitsRegression) {
        return new StandardMetric(
                key, Direction.MINIMIZE, suitsClassification, suitsRegression, 0, Double.POSITIVE_INFINITY);
    }
}
