package org.whittle.net.loss;

import java.util.function.IntToDoubleFunction;
import org.whittle.net.array.Arithmetic;
import org.whittle.net.setting.Values;

/** (y − t)², of standardised targets. */
public final class MeanSquared implements Loss {

    @Override
    public String key() {
        return "mean-squared";
    }

    @Override
    public String meaning() {
        return "for regression: the mean of squared errors";
    }

    @Override
    public boolean classifies() {
        return false;
    }

    @Override
    public LossFunction of(Values values, int outputs) {
        return new Of();
    }

    /** It has no constants. */
    public record Of() implements LossFunction {

        @Override
        public float[] encode(float[] targets) {
            return targets;
        }

        @Override
        public <A> A gradient(Arithmetic<A> of, A outputs, A scores, A targets, A constants) {
            return of.multiply(of.difference(outputs, targets), 2);
        }

        @Override
        public <A> A losses(Arithmetic<A> of, A scores, A targets, A constants) {
            return of.square(of.difference(scores, targets));
        }

        @Override
        public double sum(float[] scores, int offset, float[] targets, IntToDoubleFunction weights) {
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                double error = (double) scores[offset + row] - targets[row];
                sum += weights.applyAsDouble(row) * error * error;
            }
            return sum;
        }

        /** The variance. */
        @Override
        public double ofBestConstant(float[] targets, IntToDoubleFunction weights) {
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                sum += weights.applyAsDouble(row) * targets[row];
            }
            double mean = sum / targets.length;
            double squares = 0;
            for (int row = 0; row < targets.length; row++) {
                squares += weights.applyAsDouble(row) * (targets[row] - mean) * (targets[row] - mean);
            }
            return squares / targets.length;
        }
    }
}
