package org.whittle.net.loss;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.whittle.net.array.Arithmetic;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/**
 * −Σ t log p over the classes, the label's class having t = 1 − ε + ε / classes and the others ε / classes (Szegedy
 * et al. 2016; {@code torch.nn.CrossEntropyLoss(label_smoothing=ε)}); with class weights, times the weight of the
 * label's class.
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
        return List.of(LABEL_SMOOTHING, ClassWeights.SETTING);
    }

    @Override
    public boolean classifies() {
        return true;
    }

    @Override
    public LossFunction of(Values values, int outputs) {
        ClassWeights kind = ClassWeights.in(values);
        double smoothing = values.of(LABEL_SMOOTHING);
        return kind == ClassWeights.NONE ? new Of(outputs, smoothing)
                : new Weighted(smoothing, kind, Collections.nCopies(outputs, 1.0));
    }

    /** Class distributions, a column a row, each times the weight of the row's class. */
    static float[] encode(float[] targets, double smoothing, List<Double> weights) {
        float[] distributions = new Of(weights.size(), smoothing).encode(targets);
        for (int i = 0; i < distributions.length; i++) {
            distributions[i] *= weights.get((int) targets[i % targets.length]).floatValue();
        }
        return distributions;
    }

    /**
     * The same, of which rows count by their class.
     *
     * @param smoothing ε
     * @param kind of the weights
     * @param weights of the classes
     */
    public record Weighted(double smoothing, ClassWeights kind, List<Double> weights) implements LossFunction {

        public Weighted {
            weights = List.copyOf(weights);
        }

        @Override
        public LossFunction weighing(List<Double> classes) {
            return new Weighted(smoothing, kind, classes);
        }

        @Override
        public LossFunction on(float[] targets) {
            return new Weighted(smoothing, kind, kind.of(targets, weights));
        }

        @Override
        public int kinds() {
            return weights.size();
        }

        @Override
        public float[] encode(float[] targets) {
            return CrossEntropy.encode(targets, smoothing, weights);
        }

        @Override
        public <A> A scores(Arithmetic<A> of, A outputs) {
            return of.logSoftmax(outputs, 1);
        }

        /** p Σt − t */
        @Override
        public <A> A gradient(Arithmetic<A> of, A outputs, A scores, A targets, A constants) {
            return of.subtract(of.product(of.exponential(scores), of.total(targets, 1)), targets);
        }

        @Override
        public <A> A losses(Arithmetic<A> of, A scores, A targets, A constants) {
            return of.negative(of.product(scores, targets));
        }

        @Override
        public double sum(float[] scores, int offset, float[] targets, IntToDoubleFunction rows) {
            int classes = weights.size();
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                int label = (int) targets[row];
                double ofRow = -(1 - smoothing) * scores[offset + label * targets.length + row];
                for (int c = 0; smoothing > 0 && c < classes; c++) {
                    ofRow -= smoothing / classes * scores[offset + c * targets.length + row];
                }
                sum += rows.applyAsDouble(row) * weights.get(label) * ofRow;
            }
            return sum;
        }

        /** The entropy of the classes' smoothed shares of all weight, as often as there is weight for each row. */
        @Override
        public double ofBestConstant(float[] targets, IntToDoubleFunction rows) {
            double[] shares = new double[weights.size()];
            double all = 0;
            for (int row = 0; row < targets.length; row++) {
                int label = (int) targets[row];
                double weight = rows.applyAsDouble(row) * weights.get(label) / targets.length;
                for (int c = 0; c < shares.length; c++) {
                    shares[c] += weight * ((c == label ? 1 - smoothing : 0) + smoothing / shares.length);
                }
                all += weight;
            }
            double loss = 0;
            for (double share : shares) {
                loss -= share > 0 ? share * StrictMath.log(share / all) : 0;
            }
            return loss;
        }
    }

    /** @param smoothing ε */
    public record Of(int classes, double smoothing) implements LossFunction {

        @Override
        public LossFunction ofAnySum() {
            return new Weighted(smoothing, ClassWeights.NONE, Collections.nCopies(classes, 1.0));
        }

        @Override
        public int kinds() {
            return classes;
        }

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
        public double sum(float[] scores, int offset, float[] targets, IntToDoubleFunction weights) {
            double ofLabels = 0;
            for (int row = 0; row < targets.length; row++) {
                ofLabels += weights.applyAsDouble(row) * scores[offset + ((int) targets[row]) * targets.length + row];
            }
            double ofAll = 0;
            for (int i = 0; smoothing > 0 && i < classes * targets.length; i++) {
                ofAll += weights.applyAsDouble(i % targets.length) * scores[offset + i];
            }
            return -(1 - smoothing) * ofLabels - smoothing / classes * ofAll;
        }

        /** The entropy of the classes' frequencies, smoothed as the labels are. */
        @Override
        public double ofBestConstant(float[] targets, IntToDoubleFunction weights) {
            double[] rows = new double[classes];
            for (int row = 0; row < targets.length; row++) {
                rows[(int) targets[row]] += weights.applyAsDouble(row);
            }
            double entropy = 0;
            for (double count : rows) {
                double share = (1 - smoothing) * count / targets.length + smoothing / classes;
                entropy -= share > 0 ? share * StrictMath.log(share) : 0;
            }
            return entropy;
        }
    }
}
