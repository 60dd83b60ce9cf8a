package org.whittle.train.graph;

import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;
import org.whittle.net.optimizer.Descent;

/** A member's arrays in Java, padded to what the cohort's networks have in common, and its optimizer. */
final class HostMember {

    private final Graph.Joining joining;
    private final Architecture padded;
    private final float[] parameters;
    private final float[] gradient;
    private final float[] statistics;
    private final Descent descent;

    /** @param padded its network, with the cohort's widths */
    HostMember(Graph.Joining joining, Architecture padded) {
        Graph.State from = joining.from();
        this.joining = new Graph.Joining(joining.network(), joining.loss(), joining.optimizer(), joining.values(),
                joining.dropout(), null);
        this.padded = padded;
        ParameterLayout own = ParameterLayout.trained(joining.network());
        ParameterLayout common = ParameterLayout.trained(padded);
        parameters = copy(own, from.parameters(), common);
        gradient = new float[common.size()];
        statistics = copy(ParameterLayout.statistics(joining.network()), from.statistics(),
                ParameterLayout.statistics(padded));
        descent = joining.optimizer().start(joining.values(), common.size());
        SortedMap<String, float[]> state = new TreeMap<>();
        from.optimizer().forEach((name, array) -> state.put(name, copy(own, array, common)));
        descent.restore(from.steps(), state);
    }

    private static float[] copy(ParameterLayout from, float[] array, ParameterLayout to) {
        if (from.equals(to)) {
            return array.clone();
        }
        float[] copy = new float[to.size()];
        from.copyCommon(array, to, copy);
        return copy;
    }

    /** As it joined, without where it began. */
    Graph.Joining joined() {
        return joining;
    }

    /** Flat, padded; updated by {@link #step}. */
    float[] parameters() {
        return parameters;
    }

    /** Flat, padded; for the backward pass to write. */
    float[] gradient() {
        return gradient;
    }

    /** Running statistics of batch normalization, flat, padded. */
    float[] statistics() {
        return statistics;
    }

    /** Descends along the gradient. */
    void step(double rate) {
        descent.step(parameters, gradient, rate);
    }

    /** Where it stands, without padding; its statistics must have been pulled. */
    Graph.State state() {
        ParameterLayout own = ParameterLayout.trained(joining.network());
        ParameterLayout common = ParameterLayout.trained(padded);
        SortedMap<String, float[]> state = new TreeMap<>();
        descent.state().forEach((name, array) -> state.put(name, copy(common, array, own)));
        return new Graph.State(copy(common, parameters, own), copy(ParameterLayout.statistics(padded), statistics,
                ParameterLayout.statistics(joining.network())), descent.steps(), state);
    }
}
