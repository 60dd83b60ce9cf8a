package org.whittle.goal;

/**
 * Rows of each class.
 *
 * @param asLabel that are of the class
 * @param asPrediction whose most probable class it is
 * @param right that are both
 */
public record ClassCounts(double[] asLabel, double[] asPrediction, double[] right) {

    /** Of a row. */
    private static final double NONE = 1e-9;

    /** Number of classes. */
    public int classes() {
        return right.length;
    }

    /** All rows. */
    public double rows() {
        double rows = 0;
        for (double ofClass : asLabel) {
            rows += ofClass;
        }
        return rows;
    }

    /** Whether a class is the label or the prediction of any row. */
    public boolean occurs(int c) {
        return asLabel[c] + asPrediction[c] > 0;
    }

    /** These and so much more of a row of one class that was predicted as another, or as itself. */
    public ClassCounts with(int label, int prediction, double more) {
        ClassCounts changed = new ClassCounts(asLabel.clone(), asPrediction.clone(), right.clone());
        changed.asLabel[label] += more;
        changed.asPrediction[prediction] += more;
        changed.right[label] += label == prediction ? more : 0;
        return changed;
    }

    /**
     * These, if so many more rows of a class were right.
     *
     * @param more of the class's rows that are wrong, or less than 0: of those that are right, made wrong
     * @param wrong the other classes' shares of the predictions of rows that are wrong
     */
    public ClassCounts moved(int label, double more, double[] wrong) {
        ClassCounts moved = new ClassCounts(asLabel, asPrediction.clone(), right.clone());
        moved.right[label] += more;
        for (int c = 0; c < wrong.length; c++) {
            moved.asPrediction[c] += c == label ? more : -more * wrong[c];
            // What is left by rounding is none.
            moved.asPrediction[c] = Math.abs(moved.asPrediction[c]) < NONE ? 0 : moved.asPrediction[c];
        }
        return moved;
    }
}
