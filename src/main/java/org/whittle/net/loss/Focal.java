package org.whittle.net.loss;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.whittle.net.array.Arithmetic;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/**
 * −Σ t (1 − p)^γ log p over the classes (Lin et al. 2017): the cross-entropy, of which rows that are right already
 * count less. t as {@link CrossEntropy} has it, times the weight of the label's class (the paper's α).
 */
public final class Focal implements Loss {

    /** γ */
    public static final Setting<Double> GAMMA = Setting.real("focal-gamma", 1e-3, 10, 2.0,
            "Focusing parameter γ of the focal loss: how much less rows count that are right already")
            .tuned(0.5, 5, Scale.LINEAR).changing();

    @Override
    public String key() {
        return "focal";
    }

    @Override
    public String meaning() {
        return "for classification: cross-entropy that dwells on rows which are not right yet (Lin et al. 2017)";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(GAMMA, CrossEntropy.LABEL_SMOOTHING, ClassWeights.SETTING);
    }

    @Override
    public boolean classifies() {
        return true;
    }

    @Override
    public LossFunction of(Values values, int outputs) {
        return new Of(values.of(GAMMA), values.of(CrossEntropy.LABEL_SMOOTHING),
                ClassWeights.in(values), Collections.nCopies(outputs, 1.0));
    }

    /**
     * @param gamma γ
     * @param smoothing ε
     * @param kind of the weights
     * @param weights of the classes
     */
    public record Of(double gamma, double smoothing, ClassWeights kind, List<Double> weights) implements LossFunction {

        /** Of what is left of certainty: a probability of 1 has a logarithm of what is left, too. */
        private static final double LEAST = 1e-6;
        private static final int HALVINGS = 60;

        public Of {
            weights = List.copyOf(weights);
        }

        @Override
        public LossFunction weighing(List<Double> classes) {
            return new Of(gamma, smoothing, kind, classes);
        }

        @Override
        public LossFunction on(float[] targets) {
            return new Of(gamma, smoothing, kind, kind.of(targets, weights));
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
        public double constant() {
            return gamma;
        }

        @Override
        public <A> A scores(Arithmetic<A> of, A outputs) {
            return of.logSoftmax(outputs, 1);
        }

        /** With g = γ (1 − p)^(γ − 1) p log p − (1 − p)^γ: tg − p Σ tg. */
        @Override
        public <A> A gradient(Arithmetic<A> of, A outputs, A scores, A targets, A constants) {
            A p = of.exponential(scores);
            A log = of.logarithm(of.maximum(of.difference(1, p), LEAST));
            A scaled = of.product(log, constants);
            A lower = of.exponential(of.difference(scaled, log));
            A g = of.multiply(of.multiply(of.product(p, scores), lower), constants);
            A weighted = of.product(of.subtract(g, of.exponential(scaled)), targets);
            return of.subtract(weighted, of.product(p, of.total(weighted, 1)));
        }

        @Override
        public <A> A losses(Arithmetic<A> of, A scores, A targets, A constants) {
            A left = of.maximum(of.difference(1, of.exponential(scores)), LEAST);
            A factor = of.exponential(of.product(of.logarithm(left), constants));
            return of.negative(of.multiply(factor, of.product(scores, targets)));
        }

        @Override
        public double sum(float[] scores, int offset, float[] targets, IntToDoubleFunction rows) {
            int classes = weights.size();
            double sum = 0;
            for (int row = 0; row < targets.length; row++) {
                int label = (int) targets[row];
                for (int c = 0; c < classes; c++) {
                    double t = (c == label ? 1 - smoothing : 0) + smoothing / classes;
                    sum += t > 0 ? rows.applyAsDouble(row) * weights.get(label) * t
                            * loss(scores[offset + c * targets.length + row]) : 0;
                }
            }
            return sum;
        }

        /** (1 − p)^γ (−log p) */
        private double loss(double log) {
            return StrictMath.pow(Math.max(LEAST, 1 - StrictMath.exp(log)), gamma) * -log;
        }

        /**
         * Where all classes gain alike by a larger probability, t (1 − p)^(γ − 1) ((1 − p) / p − γ log p) = λ, which
         * falls as p grows: by halving for each class, and for the λ at which probabilities add up to 1.
         */
        @Override
        public double ofBestConstant(float[] targets, IntToDoubleFunction rows) {
            int classes = weights.size();
            double[] t = new double[classes];
            for (int row = 0; row < targets.length; row++) {
                int label = (int) targets[row];
                double weight = rows.applyAsDouble(row) * weights.get(label) / targets.length;
                for (int c = 0; c < classes; c++) {
                    t[c] += weight * ((c == label ? 1 - smoothing : 0) + smoothing / classes);
                }
            }
            double low = -50;
            double high = 50;
            for (int i = 0; i < HALVINGS; i++) {
                double middle = (low + high) / 2;
                boolean more = total(probabilities(t, StrictMath.exp(middle))) > 1;
                low = more ? middle : low;
                high = more ? high : middle;
            }
            double[] best = probabilities(t, StrictMath.exp(high));
            double loss = 0;
            for (int c = 0; c < classes; c++) {
                loss += t[c] > 0 ? t[c] * loss(StrictMath.log(best[c])) : 0;
            }
            return loss;
        }

        private static double total(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum;
        }

        private double[] probabilities(double[] t, double gain) {
            List<Double> found = new ArrayList<>();
            for (double wanted : t) {
                double low = 0;
                double high = 1 - LEAST;
                for (int i = 0; i < HALVINGS && wanted > 0; i++) {
                    double p = (low + high) / 2;
                    double q = 1 - p;
                    double of = wanted * StrictMath.pow(q, gamma - 1) * (q / p - gamma * StrictMath.log(p));
                    low = of > gain ? p : low;
                    high = of > gain ? high : p;
                }
                found.add(wanted > 0 ? high : 0);
            }
            return found.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
