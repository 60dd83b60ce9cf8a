package org.whittle.train.program;

import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;
import org.whittle.train.graph.CohortShape;

/**
 * Places of perceptrons, which are padded on the way to them.
 *
 * @param own the networks without padding
 * @param slowed hidden layers whose parameters are pieces of their own: the first ones
 */
record MlpPlaces(CohortShape shape, CohortLayout layout, List<Architecture> own, int slowed) implements Places {

    MlpPlaces {
        own = List.copyOf(own);
    }

    private Architecture padded(int network) {
        return shape.padded(network).architecture();
    }

    @Override
    public int size() {
        return layout.size();
    }

    @Override
    public int statisticsSize() {
        return Math.max(1, layout.statisticsSize());
    }

    @Override
    public long[] pieces() {
        return layout.pieces(slowed);
    }

    @Override
    public void put(int network, float[] parameters, float[] flat) {
        ParameterLayout common = ParameterLayout.trained(padded(network));
        float[] padded = new float[common.size()];
        ParameterLayout.trained(own.get(network)).copyCommon(parameters, common, padded);
        layout.scatter(network, padded, flat);
    }

    @Override
    public float[] get(int network, float[] flat) {
        ParameterLayout common = ParameterLayout.trained(padded(network));
        float[] padded = new float[common.size()];
        layout.gather(network, flat, padded);
        ParameterLayout mine = ParameterLayout.trained(own.get(network));
        float[] parameters = new float[mine.size()];
        common.copyCommon(padded, mine, parameters);
        return parameters;
    }

    @Override
    public void putStatistics(int network, float[] statistics, float[] flat) {
        ParameterLayout common = ParameterLayout.statistics(padded(network));
        float[] padded = new float[common.size()];
        ParameterLayout.statistics(own.get(network)).copyCommon(statistics, common, padded);
        copyStatistics(network, padded, flat, true);
    }

    @Override
    public float[] getStatistics(int network, float[] flat) {
        ParameterLayout common = ParameterLayout.statistics(padded(network));
        float[] padded = new float[common.size()];
        copyStatistics(network, padded, flat, false);
        ParameterLayout mine = ParameterLayout.statistics(own.get(network));
        float[] statistics = new float[mine.size()];
        common.copyCommon(padded, mine, statistics);
        return statistics;
    }

    private void copyStatistics(int network, float[] padded, float[] flat, boolean out) {
        int at = 0;
        int mine = 0;
        for (int layer = 0; padded.length > 0 && layer < shape.padded(network).hiddenLayers(); layer++) {
            int units = shape.padded(0).fanOut(layer);
            for (int statistic = 0; statistic < 2; statistic++) {
                int there = at + network * units;
                System.arraycopy(out ? padded : flat, out ? mine : there, out ? flat : padded, out ? there : mine,
                        units);
                at += shape.networks(layer) * units;
                mine += units;
            }
        }
    }
}
