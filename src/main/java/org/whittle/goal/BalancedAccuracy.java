package org.whittle.goal;

/** The unweighted mean, over the classes that have rows, of the share of a class's rows that are predicted rightly. */
final class BalancedAccuracy implements CountMetric {

    @Override
    public String key() {
        return "balanced-accuracy";
    }

    @Override
    public double of(ClassCounts counts) {
        double sum = 0;
        int present = 0;
        for (int c = 0; c < counts.classes(); c++) {
            if (counts.asLabel()[c] > 0) {
                sum += counts.right()[c] / counts.asLabel()[c];
                present++;
            }
        }
        return sum / present;
    }
}
