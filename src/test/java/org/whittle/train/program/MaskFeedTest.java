package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.net.Mlp;
import org.whittle.net.activation.Activations;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.graph.DropoutMasks;

class MaskFeedTest {

    private static final int ROWS = 10;

    /** Depths, widths and dropouts of their own; sigmoid's padding is masked. */
    private static final List<Mlp> NETWORKS = List.of(network(List.of(7, 4), 0.5), network(List.of(5, 6), 0.2),
            network(List.of(9), 0), network(List.of(3), 0.4));

    private static Mlp network(List<Integer> units, double dropout) {
        return new Mlp(3, units, 2, Activations.ofKey("sigmoid"), dropout, false);
    }

    @Test
    void itsStepsAreTheMasksOfEachBatch() {
        CohortShape shape = CohortShape.of(NETWORKS);
        List<RandomStream> streams = IntStream.range(0, NETWORKS.size()).mapToObj(RandomStream::ofSeed).toList();
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            MaskFeed feed = new MaskFeed(manager, shape, NETWORKS, streams, 3, ROWS);
            feed.draw(8, 1, 3);
            feed.draw(8, 5, 2);
            float[] drawn = feed.array().toFloatArray();
            DropoutMasks masks = new DropoutMasks(manager, shape, NETWORKS, ROWS, streams);
            int at = 0;
            for (int batch : new int[] {5, 6, 3}) {
                for (NDArray layer : masks.draw(8, batch)) {
                    float[] expected = layer.toFloatArray();
                    assertThat(Arrays.copyOfRange(drawn, at, at + expected.length)).contains(0f).isEqualTo(expected);
                    at += expected.length;
                }
            }
            assertThat(at).isEqualTo(drawn.length);
        }
    }
}
