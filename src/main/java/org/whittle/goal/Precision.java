package org.whittle.goal;

/**
 * The unweighted mean, over the classes that occur as label or prediction, of the share of rows predicted as a class
 * that are of it; 0 for a class that was never predicted.
 */
final class Precision implements CountMetric {

    @Override
    public String key() {
        return "precision";
    }

    @Override
    public double of(ClassCounts counts) {
        double sum = 0;
        int occurring = 0;
        for (int c = 0; c < counts.classes(); c++) {
            sum += counts.asPrediction()[c] > 0 ? counts.right()[c] / counts.asPrediction()[c] : 0;
            occurring += counts.occurs(c) ? 1 : 0;
        }
        return sum / occurring;
    }
}
