package org.whittle.goal;

/**
 * The mean squared distance of the probabilities from the truth (Brier 1950): summed over the classes, from 0 to 2;
 * with two classes of the second one only, from 0 to 1.
 */
final class Brier implements RowMetric {

    @Override
    public String key() {
        return "brier";
    }

    @Override
    public double most() {
        return 2;
    }

    @Override
    public double of(double[] probabilities, int label) {
        double sum = 0;
        for (int c = 0; c < probabilities.length; c++) {
            double error = probabilities[c] - (c == label ? 1 : 0);
            sum += error * error;
        }
        return probabilities.length == 2 ? sum / 2 : sum;
    }
}
