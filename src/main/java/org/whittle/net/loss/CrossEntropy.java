package org.whittle.net.loss;

import java.util.Arrays;
import java.util.List;
import org.whittle.net.array.Arithmetic;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/**
 * −Σ t log p over the classes, the label's class having t = 1 − ε + ε / classes and the others ε / classes (Szegedy
 * et al. 2016; {@code torch.nn.CrossEntropyLoss(label_smoothing=ε)}).
 */
public final class CrossEntropy implements Loss {

    /** ε */
    public static final Setting<Double> LABEL_SMOOTHING = Setting.real(
                    "label-smoothing",
                    0,
                    0.999,
                    0.0,
                    "Label smoothing ε: probability mass of a label that is spread over all classes")
            .tuned(0, 0.2, Scale.LINEAR)
            .changing();

    @Override
    public String key() {
        return "cross-entropy";
    }

    @Override
    public String meaning() {
        return "for classification: the negative log-likelihood of the label";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(LABEL_SMOOTHING);
    }

    @Override
    public boolean classifies() {
        return true;
    }

    @Override
    public LossFunction of(Values values, int outputs) {
        return new Of(outputs, values.of(LABEL_SMOOTHING));
    }

    /** @param smoothing ε */
    public record Of(int classes, double smoothing) implements LossFunction {

        @Override
        public float[] encode(float[] targets) {
            float[] distributions = new float[Math.multiplyExact(classes, targets.length)];
            Arrays.fill(distributions, (float) (smoothing / classes));
            for (int row = 0; row < targets.length; row++) {
                distributions[((int) targets[row]) * targets.length + row] =
                        (float) (1 - smoothing + smoothing / classes);
            }
            return distributions;
        }

        @Override
        public <A> A scores(Arithmetic<A> of, A outputs) {
            return of.logSoftmax(outputs, 1);
        }

        /** p − t */
        @Override
        public <A> A gradient(Arithmetic<A> of, A outputs, A scores, A targets, A constants) {
            return of.subtract(of.exponential(scores), targets);
        }

        @Override
        public <A> A losses(Arithmetic<A> of, A scores, A targets, A constants) {
            return of.negative(of.product(scores, targets));
        }

        @Override
        public double sum(float[] scores, int offset, float[] targets) {
            double ofLabels = 0;
            for (int row = 0; row < targets.length; row++) {
                ofLabels += scores[offset + ((int) targets[row]) * targets.length + row];
            }
            double ofAll = 0;
            for (int i = 0; smoothing > 0 && i < classes * targets.length; i++) {
                ofAll += scores[offset + i];
            }
            return -(1 - smoothing) * ofLabels - smoothing / classes * ofAll;
        }

        /** The entropy of the classes' frequencies, smoothed as the labels are. */
        @Override
        public double ofBestConstant(float[] targets) {
            long[] rows = new long[classes];
            for (float target : targets) {
                rows[(int) target]++;
            }
            double entropy = 0;
            for (long count : rows) {
                double share = (1 - smoothing) * count / targets.length + smoothing / classes;
                entropy -= share > 0 ? share * StrictMath.log(share) : 0;
            }
            return entropy;
        }
    }
}
