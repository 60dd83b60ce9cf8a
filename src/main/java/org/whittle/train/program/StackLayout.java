package org.whittle.train.program;

import java.util.List;
import java.util.stream.LongStream;
import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;

/**
 * Where the parameters of networks of the same layers lie in one flat tensor, and with the same places their gradients
 * and moments: a row a network, each as {@link ParameterLayout} lays it out, so that an optimizer makes one call for
 * all of a network. Statistics of normalization lie tensor by tensor, because the engine updates those of all networks
 * in one piece.
 *
 * @param network of each of them, but for its rates of dropout
 */
record StackLayout(Architecture network, int networks, ParameterLayout trained, ParameterLayout statistics) {

    StackLayout(Architecture network, int networks) {
        this(network, networks, ParameterLayout.trained(network), ParameterLayout.statistics(network));
    }

    /** Elements of the flat tensor of parameters. */
    int size() {
        return Math.multiplyExact(networks, trained.size());
    }

    /** Elements of the flat tensor of statistics; at least one, because the engine has no empty ones. */
    int statisticsSize() {
        return Math.max(1, Math.multiplyExact(networks, statistics.size()));
    }

    /** The rows as pieces of one each, as {@link DescentSource#pieces} wants them. */
    long[] pieces() {
        LongStream.Builder pieces = LongStream.builder();
        for (int i = 0; i < networks; i++) {
            pieces.add(1).add((long) i * trained.size()).add(trained.size());
        }
        return pieces.build().toArray();
    }

    /** The networks' parameters, or moments, in one. A row that is {@code null} is left 0. */
    float[] rows(List<float[]> own) {
        float[] flat = new float[size()];
        for (int i = 0; i < networks; i++) {
            if (own.get(i) != null) {
                System.arraycopy(own.get(i), 0, flat, i * trained.size(), trained.size());
            }
        }
        return flat;
    }

    /** A network's parameters, or moments. */
    float[] row(int network, float[] flat) {
        float[] own = new float[trained.size()];
        System.arraycopy(flat, network * own.length, own, 0, own.length);
        return own;
    }

    /** Copies a network's statistics to their places. */
    void scatterStatistics(int network, float[] own, float[] flat) {
        for (ParameterLayout.Tensor tensor : statistics.tensors()) {
            System.arraycopy(own, tensor.offset(), flat, place(network, tensor), tensor.size());
        }
    }

    /** A network's statistics. */
    float[] gatherStatistics(int network, float[] flat) {
        float[] own = new float[statistics.size()];
        for (ParameterLayout.Tensor tensor : statistics.tensors()) {
            System.arraycopy(flat, place(network, tensor), own, tensor.offset(), tensor.size());
        }
        return own;
    }

    private int place(int network, ParameterLayout.Tensor tensor) {
        return networks * tensor.offset() + network * tensor.size();
    }
}
