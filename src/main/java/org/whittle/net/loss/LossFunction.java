package org.whittle.net.loss;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.whittle.net.array.Arithmetic;

/**
 * A loss with a trial's constants: the mean over a batch's rows. Equal ones give the same numbers.
 */
public interface LossFunction {

    /**
     * This loss, of which classes are to count so much.
     *
     * @param classes a weight for each
     */
    default LossFunction weighing(List<Double> classes) {
        return this;
    }

    /**
     * This loss, once it is known what is trained on.
     *
     * @param targets of the rows that are trained on: class indices or standardised targets
     */
    default LossFunction on(float[] targets) {
        return this;
    }

    /**
     * This loss of rows that count differently.
     *
     * @param targets as for {@link #on(float[])}
     * @param weights what each row counts, 1 on average; {@code null} where all count the same
     */
    default LossFunction on(float[] targets, double[] weights) {
        return weights == null ? on(targets) : new WeightedRows(on(targets).ofAnySum(), targets, weights);
    }

    /** This loss, with a gradient that is right too where what a row is to be does not sum to 1. */
    default LossFunction ofAnySum() {
        return this;
    }

    /** What its formulas hang on, constants aside. */
    default List<Class<?>> formula() {
        return List.of(getClass());
    }

    /** How many different targets there are, each encoded once: the classes; 0 where targets are numbers. */
    default int kinds() {
        return 0;
    }

    /** Which of them each row has; not where targets are numbers. */
    default int[] kindsOf(float[] targets) {
        int[] kinds = new int[targets.length];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = (int) targets[i];
        }
        return kinds;
    }

    /** All of them {@linkplain #encode encoded}: {@code outputs × kinds}. */
    default float[] encodedKinds() {
        float[] classes = new float[kinds()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i;
        }
        return encode(classes);
    }

    /**
     * The targets of rows, as gradients want them.
     *
     * @param targets class indices or standardised targets, one for each row
     * @return row-major, {@code outputs × rows}: a class distribution a column, or the targets themselves
     */
    float[] encode(float[] targets);

    /** A number of its own that its gradient needs, such as δ; 0 if there is none. */
    default double constant() {
        return 0;
    }

    /**
     * What a forward pass leaves for {@link #sum}: log-probabilities, or the networks' outputs.
     *
     * @param outputs {@code networks × outputs × rows}
     */
    default <A> A scores(Arithmetic<A> of, A outputs) {
        return outputs;
    }

    /**
     * Gradients of the rows' losses by the networks' outputs, of several networks that have this loss with constants of
     * their own.
     *
     * @param outputs {@code networks × outputs × rows}
     * @param scores of these outputs; not changed
     * @param targets {@linkplain #encode encoded}
     * @param constants {@code networks × 1 × 1}; {@code null} if there are none
     */
    <A> A gradient(Arithmetic<A> of, A outputs, A scores, A targets, A constants);

    /**
     * What a row's loss is the sum of, output by output.
     *
     * @param scores not changed
     * @param targets {@linkplain #encode encoded}
     * @param constants {@code networks × 1 × 1}; {@code null} if there are none
     * @return {@code networks × outputs × rows}
     */
    <A> A losses(Arithmetic<A> of, A scores, A targets, A constants);

    /**
     * Sum of the rows' losses.
     *
     * @param scores log-probabilities, or outputs; row-major, {@code outputs × rows}
     * @param offset of the first score in the array
     * @param targets class indices or standardised targets, one for each row
     * @param weights what each row counts
     */
    double sum(float[] scores, int offset, float[] targets, IntToDoubleFunction weights);

    /** The same of rows that all count the same. */
    default double sum(float[] scores, int offset, float[] targets) {
        return sum(scores, offset, targets, row -> 1);
    }

    /**
     * The mean loss of the best prediction that is the same for all rows: what whoever knows the targets alone reaches.
     * A training whose loss is not below it has learnt nothing from the features.
     *
     * @param targets class indices or standardised targets, one for each row, at least one; of the rows that are
     *     trained on
     * @param weights what each row counts, 1 on average
     */
    double ofBestConstant(float[] targets, IntToDoubleFunction weights);

    /** The same of rows that all count the same. */
    default double ofBestConstant(float[] targets) {
        return ofBestConstant(targets, row -> 1);
    }
}
