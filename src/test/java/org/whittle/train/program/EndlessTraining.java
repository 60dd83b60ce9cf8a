package org.whittle.train.program;

import static org.whittle.train.program.LayerNetworks.activate;
import static org.whittle.train.program.LayerNetworks.conv;
import static org.whittle.train.program.LayerNetworks.fresh;
import static org.whittle.train.program.LayerNetworks.max;
import static org.whittle.train.program.LayerNetworks.of;
import static org.whittle.train.program.LayerNetworks.values;

import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Graph;

/** A JVM that trains until it is killed: steps of a second each. It prints a line an epoch. */
final class EndlessTraining {

    private EndlessTraining() {
    }

    public static void main(String[] args) {
        InputShape image = new InputShape.Image(28, 28, 1);
        Architecture network = of(image, conv(32, 5), activate("relu"), max(2), conv(64, 5), activate("relu"), max(2),
                new Layer.Flatten(), new Layer.Dense(10));
        DeviceRows rows = LayerNetworks.rows(image, 512, 10, 1);
        try (Graph graph = LayerGraph.of(List.of(fresh(network, values("batch-size", 512), 1),
                fresh(network, values("batch-size", 512), 2)), rows, LayerNetworks.ORDER)) {
            for (int epoch = 1; true; epoch++) {
                graph.epoch(epoch, (member, batch, batches) -> 1e-4);
                System.out.println(epoch);
            }
        }
    }
}
