package org.whittle.goal;

/**
 * The unweighted mean, over the classes that occur as label or prediction, of the share of a class's rows that are
 * predicted rightly; 0 for a class that is predicted and has no rows, which {@link BalancedAccuracy} leaves out.
 */
final class Recall implements CountMetric {

    @Override
    public String key() {
        return "recall";
    }

    @Override
    public double of(ClassCounts counts) {
        double sum = 0;
        int occurring = 0;
        for (int c = 0; c < counts.classes(); c++) {
            sum += counts.asLabel()[c] > 0 ? counts.right()[c] / counts.asLabel()[c] : 0;
            occurring += counts.occurs(c) ? 1 : 0;
        }
        return sum / occurring;
    }
}
