package org.whittle.train.program;

import java.util.List;
import java.util.stream.LongStream;
import org.whittle.net.ParameterLayout;
import org.whittle.train.graph.PaddedNetwork;

/**
 * Places of networks of the same layers: parameters a row a network, so that an optimizer makes one call for all of a
 * network; statistics tensor by tensor, because the engine updates those of all networks in one piece.
 *
 * @param padded the networks, one for each row
 * @param slowed of each network's parameters the first ones, which are a piece of their own; 0 if there are none
 */
record StackPlaces(StackLayout layout, List<PaddedNetwork> padded, int slowed) implements Places {

    StackPlaces {
        padded = List.copyOf(padded);
    }

    @Override
    public int size() {
        return layout.size();
    }

    @Override
    public int statisticsSize() {
        return Math.max(1, Math.multiplyExact(layout.networks(), layout.statistics().size()));
    }

    @Override
    public long[] pieces() {
        LongStream.Builder pieces = LongStream.builder();
        int row = layout.trained().size();
        for (int i = 0; i < layout.networks(); i++) {
            int first = padded.get(i).common(slowed);
            long at = (long) i * row;
            if (first > 0) {
                pieces.add(1).add(at).add(first);
            }
            pieces.add(1).add(at + first).add(row - first);
        }
        return pieces.build().toArray();
    }

    @Override
    public void put(int network, float[] own, float[] flat) {
        float[] row = padded.get(network).pad(own);
        System.arraycopy(row, 0, flat, network * row.length, row.length);
    }

    @Override
    public float[] get(int network, float[] flat) {
        float[] row = new float[layout.trained().size()];
        System.arraycopy(flat, network * row.length, row, 0, row.length);
        return padded.get(network).strip(row);
    }

    @Override
    public void putStatistics(int network, float[] own, float[] flat) {
        float[] all = padded.get(network).padStatistics(own);
        for (ParameterLayout.Tensor tensor : layout.statistics().tensors()) {
            System.arraycopy(all, tensor.offset(), flat, place(network, tensor), tensor.size());
        }
    }

    @Override
    public float[] getStatistics(int network, float[] flat) {
        float[] all = new float[layout.statistics().size()];
        for (ParameterLayout.Tensor tensor : layout.statistics().tensors()) {
            System.arraycopy(flat, place(network, tensor), all, tensor.offset(), tensor.size());
        }
        return padded.get(network).stripStatistics(all);
    }

    private int place(int network, ParameterLayout.Tensor tensor) {
        return layout.networks() * tensor.offset() + network * tensor.size();
    }
}
