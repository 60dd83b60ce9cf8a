package org.whittle.goal;

/**
 * Rows of each class.
 *
 * @param asLabel that are of the class
 * @param asPrediction whose most probable class it is
 * @param right that are both
 */
public record ClassCounts(double[] asLabel, double[] asPrediction, double[] right) {

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
}
