package org.whittle.train.program;

import java.util.List;
import org.whittle.net.ParameterLayout;

/**
 * Writes the views of networks' tensors in a program, one after the other as {@link ParameterLayout} has them.
 */
final class StackTensors {

    private final Source to;
    private final StackLayout layout;
    private final String networks;
    private int parameter;
    private int statistic;

    /**
     * Writes what the views are of: {@code W}, {@code S} and if it trains {@code G}.
     */
    StackTensors(Source to, StackLayout layout, boolean trains) {
        this.to = to;
        this.layout = layout;
        networks = to.extent(layout.networks());
        to.line("rowsW = W.view(" + networks + ", -1)");
        if (trains) {
            to.line("rowsG = G.view(" + networks + ", -1)");
        }
    }

    /** Names of a parameter of all networks, and of its gradient: expressions of views, {@code networks × size}. */
    record Parameter(String value, String gradient, List<Integer> shape) {
    }

    /** Begins with the first ones. */
    void rewind() {
        parameter = 0;
        statistic = 0;
    }

    /** The next parameter. */
    Parameter next() {
        ParameterLayout.Tensor tensor = layout.trained().tensors().get(parameter++);
        String place = ".narrow(1, " + to.extent(tensor.offset()) + ", " + to.extent(tensor.size()) + ")";
        return new Parameter("rowsW" + place, "rowsG" + place, tensor.shape());
    }

    /** A view of the next statistic of all networks, in one piece. */
    String nextStatistic() {
        ParameterLayout.Tensor tensor = layout.statistics().tensors().get(statistic++);
        return "torch.narrow(S, 0, " + to.extent((long) layout.networks() * tensor.offset()) + ", "
                + to.extent((long) layout.networks() * tensor.size()) + ")";
    }

    /** The name of how many networks there are. */
    String networks() {
        return networks;
    }
}
