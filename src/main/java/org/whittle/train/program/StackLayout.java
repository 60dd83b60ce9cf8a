package org.whittle.train.program;

import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;

/**
 * Where the parameters of networks of the same layers lie in one flat tensor, and with the same places their gradients
 * and moments: a row a network, each as {@link ParameterLayout} lays it out.
 *
 * @param network that all of them are padded to, but for its rates of dropout
 */
record StackLayout(Architecture network, int networks, ParameterLayout trained, ParameterLayout statistics) {

    StackLayout(Architecture network, int networks) {
        this(network, networks, ParameterLayout.trained(network), ParameterLayout.statistics(network));
    }

    /** Elements of the flat tensor of parameters. */
    int size() {
        return Math.multiplyExact(networks, trained.size());
    }
}
