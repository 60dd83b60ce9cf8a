package org.whittle.goal;

/**
 * Matthews' correlation coefficient of labels and predictions, for any number of classes (Gorodkin 2004, "Comparing two
 * K-category assignments by a K-category correlation coefficient"), from −1 to 1; 0 where either has only one class.
 */
final class Mcc implements CountMetric {

    @Override
    public String key() {
        return "mcc";
    }

    @Override
    public boolean comparesClasses() {
        return true;
    }

    @Override
    public double least() {
        return -1;
    }

    @Override
    public double of(ClassCounts counts) {
        double rows = counts.rows();
        double right = 0;
        double together = 0;
        double labels = 0;
        double predictions = 0;
        for (int c = 0; c < counts.classes(); c++) {
            right += counts.right()[c];
            together += counts.asLabel()[c] * counts.asPrediction()[c];
            labels += counts.asLabel()[c] * counts.asLabel()[c];
            predictions += counts.asPrediction()[c] * counts.asPrediction()[c];
        }
        double spread = (rows * rows - labels) * (rows * rows - predictions);
        return spread > 0 ? (right * rows - together) / Math.sqrt(spread) : 0;
    }
}
