package org.whittle.sampler.gp;

/**
 * What the model is fitted on.
 *
 * @param x coordinates as {@link org.whittle.space.SearchSpace#encode} gives them, a row each
 * @param t budgets on a log scale, 1 being the greatest: log(epochs) / log(max epochs), in [0, 1]
 * @param y outputs, higher is better
 */
record Data(double[][] x, double[] t, double[] y) {

    int size() {
        return y.length;
    }
}
