package org.whittle.train.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.net.Mlp;
import org.whittle.net.activation.Activations;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;

class DropoutMasksTest {

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.25, 0.5, 0.9})
    void aUnitIsLeftOutWithItsProbabilityAndTheRestIsScaledUp(double dropout) {
        float[] mask = draw(dropout, 200, 500, 1, 1).get(0);

        int zeros = 0;
        for (float element : mask) {
            assertThat(element).isIn(0f, (float) (1 / (1 - dropout)));
            zeros += element == 0 ? 1 : 0;
        }
        // Five standard deviations of the share of 100,000 draws.
        assertThat((double) zeros / mask.length)
                .isCloseTo(dropout, within(5 * Math.sqrt(dropout * (1 - dropout) / mask.length)));
    }

    @Test
    void masksOfOtherEpochsBatchesAndLayersAreIndependent() {
        float[] mask = draw(0.5, 100, 100, 1, 1).get(0);
        for (float[] other : List.of(draw(0.5, 100, 100, 2, 1).get(0), draw(0.5, 100, 100, 1, 2).get(0),
                draw(0.5, 100, 100, 1, 1).get(1))) {
            int equal = 0;
            for (int i = 0; i < mask.length; i++) {
                equal += mask[i] == other[i] ? 1 : 0;
            }
            // Half of 10,000, give or take five standard deviations of 50.
            assertThat(equal).isBetween(4750, 5250);
        }
    }

    @Test
    void neighboursAreUncorrelated() {
        float[] mask = draw(0.5, 500, 100, 3, 4).get(0);
        for (int lag : new int[] {1, 2, 8, 64, 100, 128}) {
            double sum = 0;
            for (int i = lag; i < mask.length; i++) {
                sum += (mask[i] - 1.0) * (mask[i - lag] - 1.0);
            }
            // Products are ±1 with mean 0: five standard deviations of the mean of 50,000.
            assertThat(sum / mask.length).as("lag %d", lag).isCloseTo(0, within(5 / Math.sqrt(50_000)));
        }
    }

    @Test
    void withoutDropoutThereAreNoMasks() {
        assertThat(draw(0, 10, 10, 1, 0)).isEmpty();
    }

    @Test
    void aMembersMaskIsTheSameInAnyCohortAndPaddingIsLeftOut() {
        Mlp narrow = new Mlp(3, List.of(4), 2, Activations.ofKey("relu"), 0.5, false);
        Mlp wide = new Mlp(3, List.of(6), 2, Activations.ofKey("relu"), 0, false);
        RandomStream stream = RandomStream.ofSeed(5);
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            float[] together = new DropoutMasks(
                            manager,
                            CohortShape.of(List.of(wide, narrow)),
                            List.of(wide, narrow),
                            10,
                            List.of(RandomStream.ofSeed(6), stream))
                    .draw(1, 2)
                    .get(0)
                    .toFloatArray();
            float[] alone = new DropoutMasks(manager, CohortShape.of(List.of(narrow)), List.of(narrow), 10,
                    List.of(stream)).draw(1, 2).get(0).toFloatArray();

            assertThat(Arrays.copyOfRange(together, 0, 60)).containsOnly(1f);
            assertThat(Arrays.copyOfRange(together, 60, 100)).isEqualTo(alone).contains(0f, 2f);
            assertThat(Arrays.copyOfRange(together, 100, 120)).containsOnly(0f);
        }
    }

    private static List<float[]> draw(double dropout, int rows, int units, int epoch, int batch) {
        Mlp architecture = new Mlp(3, List.of(units, units), 2, Activations.ofKey("relu"), dropout, false);
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            return new DropoutMasks(manager, CohortShape.of(List.of(architecture)), List.of(architecture), rows,
                    List.of(RandomStream.ofSeed(5))).draw(epoch, batch).stream().map(NDArray::toFloatArray).toList();
        }
    }
}
