package org.whittle.net.loss;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.whittle.net.array.Arithmetic;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/**
 * e² / 2 for errors of up to δ, else δ(|e| − δ / 2) (Huber 1964; {@code torch.nn.HuberLoss(delta=δ)}), of
 * standardised targets.
 */
public final class Huber implements Loss {

    /** δ */
    public static final Setting<Double> DELTA = Setting.real("huber-delta", 1e-12, 1e12, 1.0,
            "Error from which the Huber loss grows linearly (δ), in standard deviations of the target")
            .tuned(0.1, 3, Scale.LOG).changing();

    @Override
    public String key() {
        return "huber";
    }

    @Override
    public String meaning() {
        return "for regression: squared errors, but linear beyond huber-delta, so that outliers weigh less (Huber "
                + "1964)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(DELTA);
    }

    @Override
    public boolean classifies() {
        return false;
    }

    @Override
    public LossFunction of(Values values, int outputs) {
        return new Of(values.of(DELTA));
    }

    /** @param delta δ, in standard deviations of the target */
    public record Of(double delta) implements LossFunction {

        // The loss is flat at its least: half a float's digits of the constant are all of the loss's.
        private static final int HALVINGS = 30;

        @Override
        public float[] encode(float[] targets) {
            return targets;
        }

        @Override
        public double constant() {
            return delta;
        }

        /** The error, but at most δ and at least −δ. */
        @Override
        public <A> A gradient(Arithmetic<A> of, A outputs, A scores, A targets, A constants) {
            A error = of.difference(outputs, targets);
            return of.maximum(of.minimum(error, constants), of.negative(constants));
        }

        /** With the gradient g: g(e − g / 2). */
        @Override
        public <A> A losses(Arithmetic<A> of, A scores, A targets, A constants) {
            A error = of.difference(scores, targets);
            A gradient = gradient(of, scores, scores, targets, constants);
            return of.multiply(of.subtract(error, of.product(gradient, 0.5)), gradient);
        }

        @Override
        public double sum(float[] scores, int offset, float[] targets, IntToDoubleFunction weights) {
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                double error = Math.abs((double) scores[offset + row] - targets[row]);
                sum += weights.applyAsDouble(row) * loss(error);
            }
            return sum;
        }

        private double loss(double error) {
            return error <= delta ? error * error / 2 : delta * (error - delta / 2);
        }

        /** Where the slope, which grows with the constant, changes its sign: found by halving. */
        @Override
        public double ofBestConstant(float[] targets, IntToDoubleFunction weights) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (float target : targets) {
                low = Math.min(low, target);
                high = Math.max(high, target);
            }
            for (int i = 0; i < HALVINGS; i++) {
                double middle = low + (high - low) / 2;
                double slope = 0;
                for (int row = 0; row < targets.length; row++) {
                    slope += weights.applyAsDouble(row) * Math.max(-delta, Math.min(delta, middle - targets[row]));
                }
                low = slope < 0 ? middle : low;
                high = slope < 0 ? high : middle;
            }
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                sum += weights.applyAsDouble(row) * loss(Math.abs(low - targets[row]));
            }
            return sum / targets.length;
        }
    }
}
