package org.whittle.train.plan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Widths;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.setting.Values;
import org.whittle.space.Configuration;
import org.whittle.work.Processor;

/**
 * Estimates what it costs to train configurations as one batched graph, from nothing but the study.
 *
 * <pre>
 *   seconds an epoch = steps × (S + L × layers + A × runs)                     calls into the engine: once for all
 *                    + Σ over members of
 *                        rows × (6 × weights / F + E × units)                  products; activations, masks, loss
 *                        steps × P × parameters                                the optimizer
 *   steps            = ⌈rows / batch size⌉
 * </pre>
 *
 * <p>Layers count the linear ones of the deepest member and one more output layer for each depth; runs count, in every
 * hidden layer, the members' depths and activations that are computed apart. A member counts with the widths that it is
 * padded to. A weight costs two floating-point operations a row on the way forward and four on the way back.
 *
 * <p>Networks that are no perceptrons have the same layers in a graph, as wide as the widest, each called once for all.
 * Their weights count as often as a row meets them: a convolution's at every pixel. Layers without weights count as
 * runs, and units are all numbers that layers give; they cost more where a layer's, of all members, no longer fit the
 * cache.
 *
 * <p>The constants are a processor's {@link Rates}. P rises once six arrays a parameter no longer fit the cache: that
 * is what bounds a cohort's size.
 *
 * @param kind of the networks
 * @param training value of every hyperparameter that a configuration does not set
 * @param input what a row is to them
 * @param outputs of the network
 * @param rows to train on
 * @param rates of the processor that the study names
 */
public record CohortCost(NetworkKind kind, SortedMap<String, Object> training, InputShape input, int outputs, int rows,
                         Rates rates) implements Serializable {

    /**
     * Arrays of a layer's activations that a step holds: sum, activation, mask, their products, and their gradients.
     */
    private static final int BYTES_AN_ACTIVATION = 32;
    /**
     * Runs of activations that a convolution's calls take as long as, whatever its size: by cohorts of 1 to 16 networks
     * of one to three convolutions of 8 to 64 filters, on images of 8 × 8 and 28 × 28 ({@code scripts/bench widths}).
     */
    private static final int RUNS_A_CONVOLUTION = 28;
    /** Of a perceptron's, what a unit of such a network costs; by the same cohorts. */
    private static final double UNIT = 0.3;
    /**
     * How much longer products take for each doubling of a layer beyond the second-level cache; by the same cohorts.
     */
    private static final double BEYOND_CACHE = 0.3;
    /** Of the cache that parameters are to fit, what a batch of a layer is to. */
    private static final int SECOND_LEVEL = 8;
    /** Outputs and log-probabilities of validation rows, of which there are hardly more than training rows. */
    private static final int BYTES_AN_OUTPUT = 12;

    public CohortCost {
        training = Collections.unmodifiableSortedMap(new TreeMap<>(training));
    }

    /** Of multilayer perceptrons on rows of {@code width} features. */
    public CohortCost(SortedMap<String, Object> training, int width, int outputs, int rows, Rates rates) {
        this(new MlpKind(), training, new InputShape.Vector(width), outputs, rows, rates);
    }

    /** The same by the rates of the usual processor. */
    public CohortCost(SortedMap<String, Object> training, int width, int outputs, int rows) {
        this(training, width, outputs, rows, Rates.of(Processor.STANDARD));
    }

    /** Estimated seconds for one pass of all of them over the training rows, above 0. */
    public double epoch(List<Configuration> configurations) {
        Graph graph = new Graph();
        configurations.forEach(configuration -> graph.add(shape(configuration)));
        return graph.epoch();
    }

    /** What one pass of all of them over the training rows consists of. */
    public Rates.Work work(List<Configuration> configurations) {
        Graph graph = new Graph();
        configurations.forEach(configuration -> graph.add(shape(configuration)));
        return graph.work();
    }

    /** Estimated bytes that training them as one holds at its peak. */
    public double bytes(List<Configuration> configurations) {
        Graph graph = new Graph();
        configurations.forEach(configuration -> graph.add(shape(configuration)));
        return graph.bytes();
    }

    TrialShape shape(Configuration configuration) {
        Values values = Values.of(training, configuration);
        return TrialShape.of(kind.network(values, input, outputs), values, outputs > 1);
    }

    /** A graph that grows by one member after the other. */
    final class Graph {

        /** Units that members are padded to, by layer, and the members of each depth. */
        private final List<Integer> padded = new ArrayList<>();
        private final List<Integer> depths = new ArrayList<>();
        private final Set<String> runs = new TreeSet<>();
        private int batchSize;
        private int members;
        /** What all members of other kinds are padded to, and what that does. */
        private Architecture common;
        private LayerWork layers;

        /** @param shape one that may share the members' {@linkplain TrialShape#graph graph} */
        void add(TrialShape shape) {
            batchSize = shape.batchSize();
            members++;
            if (shape.layered().isPresent()) {
                widen(shape.layered().get());
                return;
            }
            int depth = shape.units().size();
            while (depths.size() <= depth) {
                depths.add(0);
            }
            depths.set(depth, depths.get(depth) + 1);
            for (int layer = 0; layer < depth; layer++) {
                if (layer == padded.size()) {
                    padded.add(0);
                }
                padded.set(layer, Math.max(padded.get(layer), shape.units().get(layer)));
                runs.add(layer + " " + depth + " " + shape.activation());
            }
        }

        private void widen(Architecture network) {
            Architecture widest = common == null ? network : Widths.widest(common, network);
            if (!widest.equals(common)) {
                common = widest;
                layers = LayerWork.of(widest);
            }
        }

        int members() {
            return members;
        }

        double epoch() {
            return rates.seconds(work());
        }

        Rates.Work work() {
            double steps = Math.ceil((double) rows / batchSize);
            if (layers != null) {
                double widest = 4.0 * members * layers.widest() * Math.min(batchSize, rows);
                double doublings =
                        StrictMath.log(Math.max(1, widest * SECOND_LEVEL / rates.cacheBytes())) / StrictMath.log(2);
                return new Rates.Work(steps, rows, layers.weighted(),
                        layers.others() + RUNS_A_CONVOLUTION * layers.convolutions(),
                        members * layers.products() * (1 + BEYOND_CACHE * doublings), members * layers.units() * UNIT,
                        (double) members * layers.parameters());
            }
            double weights = 0;
            double units = 0;
            double parameters = 0;
            long heads = 0;
            for (int depth = 0; depth < depths.size(); depth++) {
                int count = depths.get(depth);
                heads += count > 0 ? 1 : 0;
                weights += count * weights(depth);
                units += count * units(depth);
                parameters += count * (weights(depth) + units(depth));
            }
            return new Rates.Work(steps, rows, padded.size() + heads, runs.size(), weights, units, parameters);
        }

        double bytes() {
            double parameters = 0;
            double units = 0;
            if (layers != null) {
                parameters = (double) members * layers.parameters();
                units = members * layers.units();
            }
            for (int depth = 0; depth < depths.size(); depth++) {
                parameters += depths.get(depth) * (weights(depth) + units(depth));
                units += depths.get(depth) * units(depth);
            }
            return parameters * Rates.BYTES_A_PARAMETER + units * Math.min(batchSize, rows) * BYTES_AN_ACTIVATION
                    + (double) members * outputs * rows * BYTES_AN_OUTPUT;
        }

        private double weights(int depth) {
            double weights = 0;
            int inputs = input.features();
            for (int layer = 0; layer < depth; layer++) {
                weights += (double) inputs * padded.get(layer);
                inputs = padded.get(layer);
            }
            return weights + (double) inputs * outputs;
        }

        private double units(int depth) {
            return outputs + padded.subList(0, depth).stream().mapToInt(Integer::intValue).sum();
        }
    }
}
