package org.whittle.net.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.whittle.net.array.Arithmetic;

/**
 * A loss of rows that count differently: Σ w l / rows, with weights w of 1 on average. To a graph each row's target is
 * one of its own: a class distribution times the weight; or a number with the weight below it.
 *
 * @param ofRow the loss of a row, right for {@linkplain LossFunction#ofAnySum any sum}
 * @param targets of the rows that are trained on
 * @param weights of these rows
 */
record WeightedRows(LossFunction ofRow, float[] targets, double[] weights) implements LossFunction {

    private boolean ofNumbers() {
        return ofRow.kinds() == 0;
    }

    @Override
    public List<Class<?>> formula() {
        List<Class<?>> formula = new ArrayList<>(ofRow.formula());
        formula.add(getClass());
        return formula;
    }

    @Override
    public int kinds() {
        return targets.length;
    }

    /** @throws IllegalArgumentException if these are not the rows that have the weights */
    @Override
    public int[] kindsOf(float[] rows) {
        if (rows.length != targets.length) {
            throw new IllegalArgumentException("%d rows do not fit %d weights".formatted(rows.length, targets.length));
        }
        int[] kinds = new int[rows.length];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = i;
        }
        return kinds;
    }

    @Override
    public float[] encodedKinds() {
        return encode(targets);
    }

    /** @param rows the targets of all rows that are trained on, in their order */
    @Override
    public float[] encode(float[] rows) {
        float[] encoded = ofRow.encode(rows);
        if (ofNumbers()) {
            float[] both = new float[Math.multiplyExact(2, rows.length)];
            for (int i = 0; i < rows.length; i++) {
                both[i] = encoded[i];
                both[rows.length + i] = (float) weights[i];
            }
            return both;
        }
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] *= (float) weights[i % rows.length];
        }
        return encoded;
    }

    @Override
    public double constant() {
        return ofRow.constant();
    }

    @Override
    public <A> A scores(Arithmetic<A> of, A outputs) {
        return ofRow.scores(of, outputs);
    }

    @Override
    public <A> A gradient(Arithmetic<A> of, A outputs, A scores, A encoded, A constants) {
        return ofNumbers()
                ? of.multiply(ofRow.gradient(of, outputs, scores, of.part(encoded, 1, 0), constants),
                        of.part(encoded, 1, 1))
                : ofRow.gradient(of, outputs, scores, encoded, constants);
    }

    @Override
    public <A> A losses(Arithmetic<A> of, A scores, A encoded, A constants) {
        return ofNumbers()
                ? of.product(ofRow.losses(of, scores, of.part(encoded, 1, 0), constants), of.part(encoded, 1, 1))
                : ofRow.losses(of, scores, encoded, constants);
    }

    @Override
    public double sum(float[] scores, int offset, float[] rows, IntToDoubleFunction itsWeights) {
        return ofRow.sum(scores, offset, rows, itsWeights);
    }

    @Override
    public double ofBestConstant(float[] rows, IntToDoubleFunction itsWeights) {
        return ofRow.ofBestConstant(rows, itsWeights);
    }
}
