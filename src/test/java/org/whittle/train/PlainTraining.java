package org.whittle.train;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.whittle.net.Mlp;
import org.whittle.net.setting.Values;

/**
 * One network, trained in double precision by loops as the papers write them: no cohort, no padding, no engine, and
 * nothing of what it is compared with. Derivatives of activations and losses are quotients of differences.
 */
public final class PlainTraining {

    /** Roundings of a double, divided by it, are as small as the error of the quotient. */
    private static final double STEP = 1e-6;
    private static final double NORMALIZATION_EPSILON = 1e-5;
    private static final double NEWEST = 0.1;

    private final Values values;
    private final int[] sizes;
    private final boolean normalized;
    private final boolean classification;
    private final String loss;
    private final double[] weights;
    private final DoubleUnaryOperator activation;
    private final double[] parameters;
    private final double[] gradient;
    /** Of each hidden layer: means, then variances. */
    private final double[][] statistics;
    private final PlainOptimizer optimizer;

    /** What a layer's backward pass needs; all are rows × units. */
    private record Trace(double[][] input, double[][] unit, double[] deviation, double[][] z, double[][] mask) {
    }

    /** @param start as the layout of its trained parameters has them */
    public PlainTraining(Mlp network, Values values, String loss, float[] start) {
        this.values = values;
        this.loss = loss;
        classification = loss.equals("cross-entropy") || loss.equals("focal");
        weights = new double[network.outputs()];
        Arrays.fill(weights, 1);
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
        optimizer = new PlainOptimizer(values, start.length);
        statistics = new double[normalized ? network.hiddenLayers() : 0][];
        for (int layer = 0; layer < statistics.length; layer++) {
            statistics[layer] = new double[2 * sizes[layer + 1]];
            Arrays.fill(statistics[layer], sizes[layer + 1], 2 * sizes[layer + 1], 1);
        }
    }

    /** Rows count by their class from now on, as often as makes classes equal. */
    public void balance(double[] targets) {
        for (int c = 0; c < weights.length; c++) {
            int label = c;
            double rows = Arrays.stream(targets).filter(target -> target == label).count();
            weights[c] = targets.length / (weights.length * rows);
        }
    }

    public double[] parameters() {
        return parameters;
    }

    /** Running means and variances of its normalizations, layer by layer. */
    public double[] statistics() {
        return Arrays.stream(statistics).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Goes on from such. */
    public void statistics(float[] flat) {
        int at = 0;
        for (double[] layer : statistics) {
            for (int i = 0; i < layer.length; i++) {
                layer[i] = flat[at++];
            }
        }
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
                double wanted = weights[(int) target]
                        * ((c == (int) target ? 1 - smoothing : 0) + smoothing / outputs.length);
                double cost = log - outputs[c];
                sum += wanted * cost * (loss.equals("focal")
                        ? Math.pow(1 - Math.exp(-cost), real("focal-gamma")) : 1);
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

    /**
     * One step on a batch.
     *
     * @param masks what dropout multiplies units by, {@code hidden layers × rows × units}; empty without dropout
     * @return the mean loss, before the step
     */
    public double step(double[][] rows, double[] targets, double rate, double[][][] masks) {
        double loss = backward(rows, targets, masks);
        optimizer.step(parameters, gradient, rate);
        return loss;
    }

    /** The gradient of a batch's mean loss, by the parameters; and the loss. */
    public double backward(double[][] rows, double[] targets, double[][][] masks) {
        Arrays.fill(gradient, 0);
        Trace[] traces = new Trace[sizes.length - 1];
        double[][] h = rows;
        int[] offsets = offsets();
        for (int layer = 0; layer < sizes.length - 1; layer++) {
            traces[layer] = forward(h, offsets[layer], layer, masks.length > layer ? masks[layer] : null);
            h = out(traces[layer], layer);
        }
        double[][] delta = new double[rows.length][];
        double loss = 0;
        for (int row = 0; row < rows.length; row++) {
            delta[row] = byOutputs(h[row], targets[row], rows.length);
            loss += loss(h[row], targets[row]) / rows.length;
        }
        for (int layer = sizes.length - 2; layer >= 0; layer--) {
            delta = backward(traces[layer], delta, offsets[layer], sizes[layer], sizes[layer + 1], hidden(layer));
        }
        return loss;
    }

    public double[] gradient() {
        return gradient;
    }

    /** Outputs without dropout, and with the running statistics. */
    public double[][] infer(double[][] rows) {
        double[][] h = rows;
        int[] offsets = offsets();
        for (int layer = 0; layer < sizes.length - 1; layer++) {
            double[][] z = linear(h, offsets[layer], sizes[layer], sizes[layer + 1]);
            int outputs = sizes[layer + 1];
            for (int o = 0; hidden(layer) && normalized && o < outputs; o++) {
                int scale = offsets[layer] + outputs * (sizes[layer] + 1) + o;
                for (double[] row : z) {
                    row[o] = (row[o] - statistics[layer][o])
                            / Math.sqrt(statistics[layer][outputs + o] + NORMALIZATION_EPSILON) * parameters[scale]
                            + parameters[scale + outputs];
                }
            }
            h = hidden(layer) ? apply(z) : z;
        }
        return h;
    }

    /** The mean loss of outputs. */
    public double meanLoss(double[][] outputs, double[] targets) {
        double sum = 0;
        for (int row = 0; row < targets.length; row++) {
            sum += loss(outputs[row], targets[row]);
        }
        return sum / targets.length;
    }

    private boolean hidden(int layer) {
        return layer < sizes.length - 2;
    }

    private int[] offsets() {
        int[] offsets = new int[sizes.length - 1];
        for (int layer = 1; layer < offsets.length; layer++) {
            offsets[layer] = offsets[layer - 1] + sizes[layer] * (sizes[layer - 1] + 1 + (normalized ? 2 : 0));
        }
        return offsets;
    }

    private double[][] out(Trace trace, int layer) {
        if (!hidden(layer)) {
            return trace.z;
        }
        double[][] h = apply(trace.z);
        for (int row = 0; trace.mask != null && row < h.length; row++) {
            for (int o = 0; o < h[row].length; o++) {
                h[row][o] *= trace.mask[row][o];
            }
        }
        return h;
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

    private double[][] linear(double[][] input, int at, int inputs, int outputs) {
        double[][] z = new double[input.length][outputs];
        for (int row = 0; row < z.length; row++) {
            for (int o = 0; o < outputs; o++) {
                z[row][o] = parameters[at + outputs * inputs + o];
                for (int i = 0; i < inputs; i++) {
                    z[row][o] += parameters[at + o * inputs + i] * input[row][i];
                }
            }
        }
        return z;
    }

    private Trace forward(double[][] input, int at, int layer, double[][] mask) {
        int n = input.length;
        int outputs = sizes[layer + 1];
        double[][] z = linear(input, at, sizes[layer], outputs);
        double[][] unit = new double[n][outputs];
        double[] deviation = new double[outputs];
        for (int o = 0; hidden(layer) && normalized && o < outputs; o++) {
            double mean = 0;
            for (int row = 0; row < n; row++) {
                mean += z[row][o] / n;
            }
            double variance = 0;
            for (int row = 0; row < n; row++) {
                variance += (z[row][o] - mean) * (z[row][o] - mean) / n;
            }
            deviation[o] = Math.sqrt(variance + NORMALIZATION_EPSILON);
            double[] running = statistics[layer];
            running[o] = (1 - NEWEST) * running[o] + NEWEST * mean;
            running[outputs + o] = (1 - NEWEST) * running[outputs + o] + NEWEST * variance * n / (n - 1);
            int scale = at + outputs * (sizes[layer] + 1) + o;
            for (int row = 0; row < n; row++) {
                unit[row][o] = (z[row][o] - mean) / deviation[o];
                z[row][o] = unit[row][o] * parameters[scale] + parameters[scale + outputs];
            }
        }
        return new Trace(input, unit, deviation, z, mask);
    }

    /** Adds to the gradient; returns that of the input. */
    private double[][] backward(Trace trace, double[][] delta, int at, int inputs, int outputs, boolean hidden) {
        int n = delta.length;
        double[][] byInput = new double[n][inputs];
        for (int o = 0; o < outputs; o++) {
            double[] byLinear = new double[n];
            for (int row = 0; row < n; row++) {
                byLinear[row] = delta[row][o] * (hidden ? slope(trace.z[row][o]) : 1)
                        * (hidden && trace.mask != null ? trace.mask[row][o] : 1);
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
}
