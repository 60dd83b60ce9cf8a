package org.whittle.train.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.Padding;
import org.whittle.net.ParameterLayout;
import org.whittle.net.Pooling;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.GroupNorm;

/**
 * One network of any layers in double precision, by loops as the papers write them: no cohort, no engine. Only the
 * forward pass is written; gradients are quotients of differences.
 */
final class PlainLayers {

    private static final double EPSILON = 1e-5;

    private final Architecture network;
    private final double[] parameters;
    private final double[][][] masks;
    private final double[] statistics;
    private final boolean training;
    private int parameter;
    private int statistic;
    private int mask;

    /**
     * @param masks of each layer of dropout, rows × elements in the order of {@link InputShape.Image} or of units
     * @param statistics of normalization; {@code null} for those of the batch
     */
    PlainLayers(Architecture network, double[] parameters, double[][][] masks, double[] statistics) {
        this.network = network;
        this.parameters = parameters;
        this.masks = masks;
        this.statistics = statistics;
        training = statistics == null;
    }

    /** Outputs of rows. */
    double[][] outputs(double[][] rows) {
        parameter = 0;
        statistic = 0;
        mask = 0;
        double[][] outputs = apply(network.layers(), network.input(), rows);
        if (parameter != ParameterLayout.trained(network).size()) {
            throw new AssertionError("Parameters are left over");
        }
        return outputs;
    }

    /** The mean cross-entropy. */
    static double loss(double[][] outputs, int[] classes) {
        double sum = 0;
        for (int row = 0; row < outputs.length; row++) {
            double most = Arrays.stream(outputs[row]).max().orElseThrow();
            sum += most + Math.log(Arrays.stream(outputs[row]).map(y -> Math.exp(y - most)).sum())
                    - outputs[row][classes[row]];
        }
        return sum / outputs.length;
    }

    /** The gradient of a batch's mean loss by the parameters. */
    double[] gradient(double[][] rows, int[] classes) {
        double step = 1e-6;
        double[] gradient = new double[parameters.length];
        for (int i = 0; i < gradient.length; i++) {
            double at = parameters[i];
            parameters[i] = at + step;
            double up = loss(outputs(rows), classes);
            parameters[i] = at - step;
            gradient[i] = (up - loss(outputs(rows), classes)) / (2 * step);
            parameters[i] = at;
        }
        return gradient;
    }

    private double[][] apply(List<Layer> layers, InputShape input, double[][] rows) {
        double[][] x = rows;
        InputShape shape = input;
        List<InputShape> after = LayerShapes.of(input, layers).after();
        for (int i = 0; i < layers.size(); i++) {
            x = apply(layers.get(i), shape, after.get(i), x);
            shape = after.get(i);
        }
        return x;
    }

    private double[][] apply(Layer layer, InputShape before, InputShape after, double[][] x) {
        if (layer instanceof Layer.Flatten) {
            return x;
        } else if (layer instanceof Layer.Activate activate) {
            DoubleUnaryOperator function = activation(activate.function().key());
            return Arrays.stream(x).map(row -> Arrays.stream(row).map(function).toArray()).toArray(double[][]::new);
        } else if (layer instanceof Layer.Dropout) {
            return masks.length == 0 ? x : product(x, masks[mask++]);
        } else if (layer instanceof Layer.Residual residual) {
            double[][] y = apply(residual.layers(), before, x);
            double[][] around = LayerShapes.projection(before, after).map(projection -> apply(projection, before, after,
                    x)).orElse(x);
            double[][] sum = new double[x.length][];
            for (int row = 0; row < x.length; row++) {
                sum[row] = new double[y[row].length];
                for (int i = 0; i < sum[row].length; i++) {
                    sum[row][i] = y[row][i] + around[row][i];
                }
            }
            return sum;
        } else if (layer instanceof Layer.Normalize normalize) {
            int channels = LayerShapes.channels(before);
            return normalize.by() instanceof BatchNorm ? batch(x, channels)
                    : groups(x, channels, normalize.by() instanceof GroupNorm group ? group.groups() : 1);
        } else if (layer instanceof Layer.Dense dense) {
            return each(x, row -> dense(row, dense.units()), dense.units() * (before.features() + 1));
        }
        InputShape.Image image = (InputShape.Image) before;
        if (layer instanceof Layer.Convolution convolution) {
            return each(x, row -> convolution(row, convolution, image, (InputShape.Image) after),
                    convolution.filters() * (image.channels() / convolution.groups() * convolution.kernel()
                            * convolution.kernel() + 1));
        } else if (layer instanceof Layer.Pool pool) {
            return each(x, row -> pool(row, pool, image, (InputShape.Image) after), 0);
        }
        Pooling by = ((Layer.GlobalPool) layer).by();
        return each(x, row -> {
            double[] y = new double[image.channels()];
            for (int c = 0; c < y.length; c++) {
                List<Double> covered = new ArrayList<>();
                for (int i = c; i < row.length; i += y.length) {
                    covered.add(row[i]);
                }
                y[c] = pooled(covered, by);
            }
            return y;
        }, 0);
    }

    private interface OfRow {
        double[] of(double[] row);
    }

    private double[][] each(double[][] x, OfRow function, int parametersOfIt) {
        double[][] y = Arrays.stream(x).map(function::of).toArray(double[][]::new);
        parameter += parametersOfIt;
        return y;
    }

    private static double[][] product(double[][] x, double[][] y) {
        double[][] z = new double[x.length][];
        for (int row = 0; row < x.length; row++) {
            z[row] = x[row].clone();
            for (int i = 0; i < z[row].length; i++) {
                z[row][i] *= y[row][i];
            }
        }
        return z;
    }

    private double[] dense(double[] x, int units) {
        double[] y = new double[units];
        for (int o = 0; o < units; o++) {
            y[o] = parameters[parameter + units * x.length + o];
            for (int i = 0; i < x.length; i++) {
                y[o] += parameters[parameter + o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private double[] convolution(double[] x, Layer.Convolution layer, InputShape.Image in, InputShape.Image out) {
        int kernel = layer.kernel();
        int inner = in.channels() / layer.groups();
        int before = layer.padding() == Padding.SAME ? (layer.dilation() * (kernel - 1)) / 2 : 0;
        double[] y = new double[out.features()];
        for (int f = 0; f < layer.filters(); f++) {
            int group = f / (layer.filters() / layer.groups());
            for (int i = 0; i < out.height(); i++) {
                for (int j = 0; j < out.width(); j++) {
                    double sum = parameters[parameter + layer.filters() * inner * kernel * kernel + f];
                    for (int c = 0; c < inner; c++) {
                        for (int p = 0; p < kernel; p++) {
                            for (int q = 0; q < kernel; q++) {
                                int row = i * layer.stride() + p * layer.dilation() - before;
                                int column = j * layer.stride() + q * layer.dilation() - before;
                                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                                    sum += parameters[parameter + ((f * inner + c) * kernel + p) * kernel + q]
                                            * x[(row * in.width() + column) * in.channels() + group * inner + c];
                                }
                            }
                        }
                    }
                    y[(i * out.width() + j) * out.channels() + f] = sum;
                }
            }
        }
        return y;
    }

    private static double[] pool(double[] x, Layer.Pool layer, InputShape.Image in, InputShape.Image out) {
        double[] y = new double[out.features()];
        for (int c = 0; c < in.channels(); c++) {
            for (int i = 0; i < out.height(); i++) {
                for (int j = 0; j < out.width(); j++) {
                    List<Double> covered = new ArrayList<>();
                    for (int p = 0; p < layer.size(); p++) {
                        for (int q = 0; q < layer.size(); q++) {
                            covered.add(x[((i * layer.stride() + p) * in.width() + j * layer.stride() + q)
                                    * in.channels() + c]);
                        }
                    }
                    y[(i * out.width() + j) * in.channels() + c] = pooled(covered, layer.by());
                }
            }
        }
        return y;
    }

    private static double pooled(List<Double> covered, Pooling by) {
        return by == Pooling.MAX ? covered.stream().mapToDouble(Double::doubleValue).max().orElseThrow()
                : covered.stream().mapToDouble(Double::doubleValue).sum() / covered.size();
    }

    private double[][] batch(double[][] x, int channels) {
        double[][] y = Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            double variance = 0;
            if (training) {
                int count = x.length * (x[0].length / channels);
                for (double[] row : x) {
                    for (int i = c; i < row.length; i += channels) {
                        mean += row[i] / count;
                    }
                }
                for (double[] row : x) {
                    for (int i = c; i < row.length; i += channels) {
                        variance += (row[i] - mean) * (row[i] - mean) / count;
                    }
                }
            } else {
                mean = statistics[statistic + c];
                variance = statistics[statistic + channels + c];
            }
            for (double[] row : y) {
                for (int i = c; i < row.length; i += channels) {
                    row[i] = (row[i] - mean) / Math.sqrt(variance + EPSILON) * parameters[parameter + c]
                            + parameters[parameter + channels + c];
                }
            }
        }
        parameter += 2 * channels;
        statistic += 2 * channels;
        return y;
    }

    private double[][] groups(double[][] x, int channels, int groups) {
        return each(x, row -> normalized(row, channels, groups), 2 * channels);
    }

    private double[] normalized(double[] row, int channels, int groups) {
        double[] normalized = row.clone();
        int inner = channels / groups;
        double count = row.length / groups;
        for (int group = 0; group < groups; group++) {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < row.length; i++) {
                mean += groupOf(i, channels, inner) == group ? row[i] / count : 0;
            }
            for (int i = 0; i < row.length; i++) {
                variance += groupOf(i, channels, inner) == group ? (row[i] - mean) * (row[i] - mean) / count : 0;
            }
            for (int i = 0; i < row.length; i++) {
                if (groupOf(i, channels, inner) == group) {
                    int c = i % channels;
                    normalized[i] = (row[i] - mean) / Math.sqrt(variance + EPSILON) * parameters[parameter + c]
                            + parameters[parameter + channels + c];
                }
            }
        }
        return normalized;
    }

    private static int groupOf(int element, int channels, int inner) {
        return element % channels / inner;
    }

    private static DoubleUnaryOperator activation(String key) {
        return switch (key) {
            case "relu" -> z -> Math.max(0, z);
            case "tanh" -> Math::tanh;
            case "gelu" -> z -> z * (1 + org.apache.commons.math3.special.Erf.erf(z / Math.sqrt(2))) / 2;
            default -> throw new AssertionError("Write the activation " + key + " here, as its paper has it");
        };
    }
}
