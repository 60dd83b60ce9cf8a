package org.whittle.train.cohort;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.whittle.net.Mlp;
import org.whittle.net.setting.Values;

/**
 * One network, trained in double precision by loops as the papers write them: no cohort, no padding, no engine, and
 * nothing of what it is compared with. Derivatives of activations and losses are quotients of differences.
 */
final class PlainTraining {

    /** Roundings of a double, divided by it, are as small as the error of the quotient. */
    private static final double STEP = 1e-6;
    private static final double NORMALIZATION_EPSILON = 1e-5;

    private final Values values;
    private final int[] sizes;
    private final boolean normalized;
    private final boolean classification;
    private final String loss;
    private final DoubleUnaryOperator activation;
    private final double[] parameters;
    private final double[] gradient;
    private final double[] first;
    private final double[] second;
    private int steps;

    /** What a layer's backward pass needs; all are rows × units. */
    private record Trace(double[][] input, double[][] unit, double[] deviation, double[][] z) {
    }

    PlainTraining(Mlp network, Values values, String loss, float[] start) {
        this.values = values;
        this.loss = loss;
        classification = loss.equals("cross-entropy");
        normalized = network.batchNormalization();
        sizes = new int[network.hiddenLayers() + 2];
        sizes[0] = network.inputs();
        for (int layer = 0; layer <= network.hiddenLayers(); layer++) {
            sizes[layer + 1] = network.fanOut(layer);
        }
        activation = activation(network.activation().key());
        parameters = new double[start.length];
        for (int i = 0; i < start.length; i++) {
            parameters[i] = start[i];
        }
        gradient = new double[start.length];
        first = new double[start.length];
        second = new double[start.length];
    }

    double[] parameters() {
        return parameters;
    }

    private double real(String key) {
        return ((Number) values.all().get(key)).doubleValue();
    }

    private static DoubleUnaryOperator activation(String key) {
        return switch (key) {
            case "relu" -> z -> Math.max(0, z);
            case "leaky-relu" -> z -> z > 0 ? z : 0.01 * z;
            case "elu" -> z -> z > 0 ? z : Math.expm1(z);
            case "selu" -> z -> 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z));
            case "gelu" -> z -> z * (1 + org.apache.commons.math3.special.Erf.erf(z / Math.sqrt(2))) / 2;
            case "silu" -> z -> z / (1 + Math.exp(-z));
            case "mish" -> z -> z * Math.tanh(Math.log1p(Math.exp(z)));
            case "tanh" -> Math::tanh;
            case "sigmoid" -> z -> 1 / (1 + Math.exp(-z));
            case "softplus" -> z -> Math.log1p(Math.exp(z));
            case "hard-swish" -> z -> z <= -3 ? 0 : z >= 3 ? z : z * (z + 3) / 6;
            default -> throw new AssertionError("Write the activation " + key + " here, as its paper has it");
        };
    }

    private double loss(double[] outputs, double target) {
        if (classification) {
            double most = Arrays.stream(outputs).max().orElseThrow();
            double log = most + Math.log(Arrays.stream(outputs).map(y -> Math.exp(y - most)).sum());
            double smoothing = real("label-smoothing");
            double sum = 0;
            for (int c = 0; c < outputs.length; c++) {
                double wanted = (c == (int) target ? 1 - smoothing : 0) + smoothing / outputs.length;
                sum += wanted * (log - outputs[c]);
            }
            return sum;
        }
        double error = Math.abs(outputs[0] - target);
        double delta = real("huber-delta");
        return switch (loss) {
            case "mean-squared" -> error * error;
            case "huber" -> error <= delta ? error * error / 2 : delta * (error - delta / 2);
            default -> throw new AssertionError("Write the loss " + loss + " here, as its paper has it");
        };
    }

    /** One step on a batch. */
    void step(double[][] rows, double[] targets, double rate) {
        Arrays.fill(gradient, 0);
        Trace[] traces = new Trace[sizes.length - 1];
        double[][] h = rows;
        int at = 0;
        int[] offsets = new int[sizes.length - 1];
        for (int layer = 0; layer < sizes.length - 1; layer++) {
            offsets[layer] = at;
            boolean hidden = layer < sizes.length - 2;
            traces[layer] = forward(h, at, sizes[layer], sizes[layer + 1], hidden);
            h = hidden ? apply(traces[layer].z) : traces[layer].z;
            at += sizes[layer + 1] * (sizes[layer] + 1 + (hidden && normalized ? 2 : 0));
        }
        double[][] delta = new double[rows.length][];
        for (int row = 0; row < rows.length; row++) {
            delta[row] = byOutputs(h[row], targets[row], rows.length);
        }
        for (int layer = sizes.length - 2; layer >= 0; layer--) {
            delta = backward(
                    traces[layer], delta, offsets[layer], sizes[layer], sizes[layer + 1], layer < sizes.length - 2);
        }
        clip();
        descend(rate);
    }

    private double[][] apply(double[][] z) {
        return Arrays.stream(z).map(row -> Arrays.stream(row).map(activation).toArray()).toArray(double[][]::new);
    }

    private double[] byOutputs(double[] outputs, double target, int rows) {
        double[] by = new double[outputs.length];
        for (int c = 0; c < outputs.length; c++) {
            double[] moved = outputs.clone();
            moved[c] = outputs[c] + STEP;
            double up = loss(moved, target);
            moved[c] = outputs[c] - STEP;
            by[c] = (up - loss(moved, target)) / (2 * STEP) / rows;
        }
        return by;
    }

    private Trace forward(double[][] input, int at, int inputs, int outputs, boolean hidden) {
        int n = input.length;
        double[][] z = new double[n][outputs];
        double[][] unit = new double[n][outputs];
        double[] deviation = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            double mean = 0;
            for (int row = 0; row < n; row++) {
                z[row][o] = parameters[at + outputs * inputs + o];
                for (int i = 0; i < inputs; i++) {
                    z[row][o] += parameters[at + o * inputs + i] * input[row][i];
                }
                mean += z[row][o] / n;
            }
            if (hidden && normalized) {
                double variance = 0;
                for (int row = 0; row < n; row++) {
                    variance += (z[row][o] - mean) * (z[row][o] - mean) / n;
                }
                deviation[o] = Math.sqrt(variance + NORMALIZATION_EPSILON);
                int scale = at + outputs * (inputs + 1) + o;
                for (int row = 0; row < n; row++) {
                    unit[row][o] = (z[row][o] - mean) / deviation[o];
                    z[row][o] = unit[row][o] * parameters[scale] + parameters[scale + outputs];
                }
            }
        }
        return new Trace(input, unit, deviation, z);
    }

    /** Adds to the gradient; returns that of the input. */
    private double[][] backward(Trace trace, double[][] delta, int at, int inputs, int outputs, boolean hidden) {
        int n = delta.length;
        double[][] byInput = new double[n][inputs];
        for (int o = 0; o < outputs; o++) {
            double[] byLinear = new double[n];
            for (int row = 0; row < n; row++) {
                byLinear[row] = delta[row][o] * (hidden ? slope(trace.z[row][o]) : 1);
            }
            if (hidden && normalized) {
                throughNormalization(trace, byLinear, o, at + outputs * (inputs + 1) + o, outputs);
            } else {
                gradient[at + outputs * inputs + o] = Arrays.stream(byLinear).sum();
            }
            for (int row = 0; row < n; row++) {
                for (int i = 0; i < inputs; i++) {
                    gradient[at + o * inputs + i] += byLinear[row] * trace.input[row][i];
                    byInput[row][i] += byLinear[row] * parameters[at + o * inputs + i];
                }
            }
        }
        return byInput;
    }

    /** At 0, where some activations have a kink, the slope to the left, as PyTorch has it. */
    private double slope(double z) {
        double right = Math.abs(z) < STEP ? z : z + STEP;
        return (activation.applyAsDouble(right) - activation.applyAsDouble(z - STEP)) / (right - z + STEP);
    }

    private void throughNormalization(Trace trace, double[] by, int o, int scale, int outputs) {
        double n = by.length;
        for (int row = 0; row < by.length; row++) {
            gradient[scale] += by[row] * trace.unit[row][o];
            gradient[scale + outputs] += by[row];
        }
        for (int row = 0; row < by.length; row++) {
            by[row] = parameters[scale] / trace.deviation[o]
                    * (by[row] - gradient[scale + outputs] / n - trace.unit[row][o] * gradient[scale] / n);
        }
    }

    private void clip() {
        double most = real("clip-norm");
        double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
        for (int i = 0; most > 0 && norm > most && i < gradient.length; i++) {
            gradient[i] *= most / (norm + 1e-6);
        }
    }

    private void descend(double rate) {
        steps++;
        double decay = real("weight-decay");
        double beta1 = real("beta1");
        double beta2 = real("beta2");
        double epsilon = real("epsilon");
        String optimizer = (String) values.all().get("optimizer");
        for (int i = 0; i < parameters.length; i++) {
            double w = parameters[i];
            double g = gradient[i] + decay * w;
            switch (optimizer) {
                case "sgd" -> {
                    double mu = real("momentum");
                    first[i] = mu * first[i] + g;
                    parameters[i] = w - rate * (Boolean.TRUE.equals(values.all().get("nesterov")) ? g + mu * first[i]
                            : first[i]);
                }
                case "adam", "adamw" -> {
                    boolean decoupled = optimizer.equals("adamw");
                    double own = decoupled ? gradient[i] : g;
                    first[i] = beta1 * first[i] + (1 - beta1) * own;
                    second[i] = beta2 * second[i] + (1 - beta2) * own * own;
                    double shrunk = decoupled ? w - rate * decay * w : w;
                    parameters[i] = shrunk - rate * first[i] / (1 - Math.pow(beta1, steps))
                            / (Math.sqrt(second[i] / (1 - Math.pow(beta2, steps))) + epsilon);
                }
                case "rmsprop" -> {
                    double rho = real("rho");
                    second[i] = rho * second[i] + (1 - rho) * g * g;
                    parameters[i] = w - rate * g / (Math.sqrt(second[i]) + epsilon);
                }
                case "adagrad" -> {
                    second[i] += g * g;
                    parameters[i] = w - rate * g / (Math.sqrt(second[i]) + epsilon);
                }
                case "lion" -> {
                    double update = beta1 * first[i] + (1 - beta1) * gradient[i];
                    first[i] = beta2 * first[i] + (1 - beta2) * gradient[i];
                    parameters[i] = w - rate * (Math.signum(update) + decay * w);
                }
                case "radam" -> {
                    first[i] = beta1 * first[i] + (1 - beta1) * g;
                    second[i] = beta2 * second[i] + (1 - beta2) * g * g;
                    double mean = first[i] / (1 - Math.pow(beta1, steps));
                    double bias = 1 - Math.pow(beta2, steps);
                    double most = 2 / (1 - beta2) - 1;
                    double rho = most - 2 * steps * Math.pow(beta2, steps) / bias;
                    double rectification = Math.sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho));
                    parameters[i] = w - rate * (rho > 5 ? mean * rectification * Math.sqrt(bias)
                            / (Math.sqrt(second[i]) + epsilon) : mean);
                }
                default -> throw new AssertionError("Write the optimizer " + optimizer + " here, as its paper has it");
            }
        }
    }
}
