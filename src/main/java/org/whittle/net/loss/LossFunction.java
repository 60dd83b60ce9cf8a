package org.whittle.net.loss;

/**
 * A loss with a trial's constants: the mean over a batch's rows. Equal ones give the same numbers.
 */
public interface LossFunction {

    /**
     * The targets of rows, as gradients want them.
     *
     * @param targets class indices or standardised targets, one for each row
     * @return row-major, {@code outputs × rows}: a class distribution a column, or the targets themselves
     */
    float[] encode(float[] targets);

    /**
     * Sum of the rows' losses.
     *
     * @param scores log-probabilities, or outputs; row-major, {@code outputs × rows}
     * @param offset of the first score in the array
     * @param targets class indices or standardised targets, one for each row
     */
    double sum(float[] scores, int offset, float[] targets);

    /**
     * The mean loss of the best prediction that is the same for all rows: what whoever knows the targets alone reaches.
     * A training whose loss is not below it has learnt nothing from the features.
     *
     * @param targets class indices or standardised targets, one for each row, at least one; of the rows that are
     *     trained on
     */
    double ofBestConstant(float[] targets);
}
