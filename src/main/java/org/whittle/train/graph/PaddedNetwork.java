package org.whittle.train.graph;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.ParameterLayout;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.Normalization;

/**
 * Where a network's parts lie in a wider one of the same layers, which differs from it in {@linkplain
 * org.whittle.net.Widths widths} alone.
 *
 * <pre>
 *   a filter or unit     the first ones are its own, the others are absent: all weights into and out of them are 0
 *   a flattened image    pixel by pixel, the first channels of each
 * </pre>
 * What is absent gives 0, and nothing flows back into it: so it stays absent, as {@link CohortShape} says of
 * perceptrons.
 */
public final class PaddedNetwork {

    /**
     * The units of a vector, or an image's numbers, in the wider network's.
     *
     * @param blocks of channels that lie one after the other
     * @param own channels of each
     * @param common channels of each in the wider network
     */
    public record Spread(int blocks, int own, int common) {
    }

    /** A tensor, whose rows lie in longer rows. */
    private record Rows(int from, int to, int count, int own, int common) {
    }

    /**
     * What is normalized by groups.
     *
     * @param groups into which the network's own units are divided
     */
    public record Grouped(Spread units, int groups) {
    }

    private final List<Rows> trained = new ArrayList<>();
    private final List<Rows> statistics = new ArrayList<>();
    private final List<Spread> dropped = new ArrayList<>();
    private final List<Grouped> grouped = new ArrayList<>();
    private final ParameterLayout ownTrained;
    private final ParameterLayout ownStatistics;
    private final ParameterLayout commonTrained;
    private final ParameterLayout commonStatistics;
    private final boolean zeroAtZero;

    /** @param common the same, or {@linkplain org.whittle.net.Widths#widest wider} */
    public PaddedNetwork(Architecture own, Architecture common) {
        ownTrained = ParameterLayout.trained(own);
        ownStatistics = ParameterLayout.statistics(own);
        commonTrained = ParameterLayout.trained(common);
        commonStatistics = ParameterLayout.statistics(common);
        Walk walk = new Walk();
        walk.walk(own.layers(), common.layers(), own.input(), new Spread(1, LayerShapes.channels(own.input()),
                LayerShapes.channels(common.input())));
        zeroAtZero = walk.zeroAtZero;
    }

    private final class Walk {

        private final Iterator<ParameterLayout.Tensor> own = ownTrained.tensors().iterator();
        private final Iterator<ParameterLayout.Tensor> common = commonTrained.tensors().iterator();
        private final Iterator<ParameterLayout.Tensor> ownKept = ownStatistics.tensors().iterator();
        private final Iterator<ParameterLayout.Tensor> commonKept = commonStatistics.tensors().iterator();
        private boolean zeroAtZero = true;

        Spread walk(List<Layer> layers, List<Layer> wider, InputShape input, Spread units) {
            List<InputShape> after = LayerShapes.of(input, layers).after();
            InputShape before = input;
            Spread now = units;
            for (int i = 0; i < layers.size(); i++) {
                now = step(layers.get(i), wider.get(i), before, after.get(i), now);
                before = after.get(i);
            }
            return now;
        }

        private Spread step(Layer layer, Layer wider, InputShape before, InputShape after, Spread units) {
            if (layer instanceof Layer.Dense dense) {
                return weight(units, dense.units(), ((Layer.Dense) wider).units(), 1);
            } else if (layer instanceof Layer.Convolution convolution) {
                return weight(new Spread(1, units.own / convolution.groups(), units.common / convolution.groups()),
                        convolution.filters(), ((Layer.Convolution) wider).filters(),
                        convolution.kernel() * convolution.kernel());
            } else if (layer instanceof Layer.Normalize normalize) {
                normalize(normalize.by(), units);
            } else if (layer instanceof Layer.Activate activate) {
                zeroAtZero = zeroAtZero && activate.function().zeroAtZero();
            } else if (layer instanceof Layer.Dropout) {
                dropped.add(before instanceof InputShape.Image image
                        ? new Spread(image.height() * image.width(), units.own, units.common) : units);
            } else if (layer instanceof Layer.Flatten) {
                InputShape.Image image = (InputShape.Image) before;
                return new Spread(image.height() * image.width(), units.own, units.common);
            } else if (layer instanceof Layer.Residual residual) {
                Spread inner = walk(residual.layers(), ((Layer.Residual) wider).layers(), before, units);
                LayerShapes.projection(before, after).ifPresent(around -> weight(units, inner.own, inner.common, 1));
                return inner;
            }
            return units;
        }

        private Spread weight(Spread inputs, int outputs, int wider, int kernel) {
            add(trained, own, common, outputs * inputs.blocks, inputs.own * kernel, inputs.common * kernel);
            add(trained, own, common, 1, outputs, wider);
            return new Spread(1, outputs, wider);
        }

        private void normalize(Normalization by, Spread units) {
            by.trained().forEach(part -> add(trained, own, common, units.blocks, units.own, units.common));
            by.statistics().forEach(part -> add(statistics, ownKept, commonKept, units.blocks, units.own,
                    units.common));
            if (by.statistics().isEmpty()) {
                grouped.add(new Grouped(units, by instanceof GroupNorm group ? group.groups() : 1));
            }
        }

        private void add(List<Rows> to, Iterator<ParameterLayout.Tensor> mine, Iterator<ParameterLayout.Tensor> its,
                int count, int size, int wider) {
            to.add(new Rows(mine.next().offset(), its.next().offset(), count, size, wider));
        }
    }

    /** Parameters, or moments, in their places; elements that are absent are 0. */
    public float[] pad(float[] own) {
        float[] common = new float[commonTrained.size()];
        copy(trained, own, common, true);
        return common;
    }

    /** Parameters, or moments, without what is absent. */
    public float[] strip(float[] common) {
        float[] own = new float[ownTrained.size()];
        copy(trained, own, common, false);
        return own;
    }

    /** Statistics of normalizations in their places. */
    public float[] padStatistics(float[] own) {
        float[] common = new float[commonStatistics.size()];
        copy(statistics, own, common, true);
        return common;
    }

    /** Statistics of normalizations without what is absent. */
    public float[] stripStatistics(float[] common) {
        float[] own = new float[ownStatistics.size()];
        copy(statistics, own, common, false);
        return own;
    }

    private static void copy(List<Rows> tensors, float[] own, float[] common, boolean out) {
        for (Rows rows : tensors) {
            for (int row = 0; row < rows.count; row++) {
                int mine = rows.from + row * rows.own;
                int its = rows.to + row * rows.common;
                if (out) {
                    System.arraycopy(own, mine, common, its, rows.own);
                } else {
                    System.arraycopy(common, its, own, mine, rows.own);
                }
            }
        }
    }

    /** What layers of dropout are given, in their order. */
    public List<Spread> dropped() {
        return List.copyOf(dropped);
    }

    /** What normalizations by groups, and those of whole layers, are given, in their order. */
    public List<Grouped> grouped() {
        return List.copyOf(grouped);
    }

    /** How many of the wider network's parameters are of the tensors that so many of its own, the first ones, are. */
    public int common(int own) {
        for (int i = 0; i < ownTrained.tensors().size(); i++) {
            if (ownTrained.tensors().get(i).offset() == own) {
                return commonTrained.tensors().get(i).offset();
            }
        }
        throw new IllegalArgumentException("No tensor begins behind %d parameters.".formatted(own));
    }

    /** Parameters of its own. */
    public int ownSize() {
        return ownTrained.size();
    }

    /** Whether anything is absent. */
    public boolean isPadded() {
        return ownTrained.size() < commonTrained.size();
    }

    /** Whether the gradients of what is absent are not 0 by themselves, because of what its activation gives for 0. */
    public boolean leaks() {
        return isPadded() && !zeroAtZero;
    }
}
