package org.whittle.goal;

/** Probabilities of classes, and the class that is predicted, from a network's outputs. */
public final class Softmax {

    private Softmax() {
    }

    /**
     * @param logits row-major, {@code rows × classes}
     * @param temperature that they are divided by
     * @return likewise; {@code NaN} in a row with an output that is not finite
     */
    public static double[] of(double[] logits, int classes, double temperature) {
        double[] probabilities = new double[logits.length];
        for (int from = 0; from < logits.length; from += classes) {
            double max = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, logits[from + c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                probabilities[from + c] = StrictMath.exp((logits[from + c] - max) / temperature);
                sum += probabilities[from + c];
            }
            for (int c = 0; c < classes; c++) {
                probabilities[from + c] /= sum;
            }
        }
        return probabilities;
    }

    /**
     * The class of each row, as an index.
     *
     * @param logits row-major, divided by the rule's temperature already
     */
    public static double[] predicted(double[] logits, int classes, ClassRule rule) {
        double[] predicted = new double[logits.length / classes];
        for (int row = 0; row < predicted.length; row++) {
            int most = 0;
            for (int c = 1; c < classes; c++) {
                most = logits[row * classes + c] > logits[row * classes + most] ? c : most;
            }
            boolean cut = classes == 2 && !rule.takesMostProbable();
            predicted[row] = !cut ? most : logits[2 * row + 1] - logits[2 * row] > rule.margin() ? 1 : 0;
        }
        return predicted;
    }
}
