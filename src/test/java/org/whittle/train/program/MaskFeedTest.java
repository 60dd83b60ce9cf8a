package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.net.Mlp;
import org.whittle.net.activation.Activations;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.graph.CohortShape;

class MaskFeedTest {

    private static final int ROWS = 10;

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.25, 0.5, 0.9})
    void aUnitIsLeftOutWithItsProbabilityAndTheRestIsScaledUp(double dropout) {
        float[] mask = layers(dropout, 200, 500, 1, 1)[0];

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
        float[] mask = layers(0.5, 100, 100, 1, 1)[0];
        for (float[] other : List.of(layers(0.5, 100, 100, 2, 1)[0], layers(0.5, 100, 100, 1, 2)[0],
                layers(0.5, 100, 100, 1, 1)[1])) {
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
        float[] mask = layers(0.5, 500, 100, 3, 4)[0];
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
        List<Mlp> plain = List.of(network("relu", List.of(10, 10), 0));
        assertThat(MaskFeed.isNeeded(CohortShape.of(plain), plain)).isFalse();
        List<Mlp> dropping = List.of(network("relu", List.of(10, 10), 0.1));
        assertThat(MaskFeed.isNeeded(CohortShape.of(dropping), dropping)).isTrue();
    }

    /** An activation that is not 0 at 0 would let padding through. */
    @Test
    void paddingIsMaskedWhereItsActivationIsNotZero() {
        List<Mlp> padded = List.of(network("sigmoid", List.of(6), 0), network("sigmoid", List.of(4), 0));
        assertThat(MaskFeed.isNeeded(CohortShape.of(padded), padded)).isTrue();
    }

    @Test
    void aMembersMaskIsTheSameInAnyCohortAndPaddingIsLeftOut() {
        Mlp narrow = network("relu", List.of(4), 0.5);
        Mlp wide = network("relu", List.of(6), 0);
        float[] together = draw(List.of(wide, narrow), 1, 1, 2, 1);
        float[] alone = draw(List.of(narrow), 2, 1, 2, 1);

        assertThat(Arrays.copyOfRange(together, 0, 60)).containsOnly(1f);
        assertThat(Arrays.copyOfRange(together, 60, 100)).isEqualTo(alone).contains(0f, 2f);
        assertThat(Arrays.copyOfRange(together, 100, 120)).containsOnly(0f);
    }

    /** However many steps a call has. */
    @Test
    void itsStepsAreTheMasksOfEachBatch() {
        // Depths, widths and dropouts of their own; sigmoid's padding is masked.
        List<Mlp> networks = List.of(network("sigmoid", List.of(7, 4), 0.5), network("sigmoid", List.of(5, 6), 0.2),
                network("sigmoid", List.of(9), 0), network("sigmoid", List.of(3), 0.4));
        CohortShape shape = CohortShape.of(networks);
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            MaskFeed feed = new MaskFeed(manager, shape, networks, streams(1, 4), 3, ROWS);
            feed.draw(8, 1, 3);
            feed.draw(8, 5, 2);
            float[] drawn = feed.array().toFloatArray();
            int size = MaskFeed.stepSize(shape, ROWS);
            assertThat(drawn).hasSize(3 * size);
            int step = 0;
            // The third is still the call's before.
            for (int batch : new int[] {5, 6, 3}) {
                assertThat(Arrays.copyOfRange(drawn, step * size, (step + 1) * size)).contains(0f)
                        .isEqualTo(draw(networks, 1, 8, batch, 1));
                step++;
            }
        }
    }

    private static Mlp network(String activation, List<Integer> units, double dropout) {
        return new Mlp(3, units, 2, Activations.ofKey(activation), dropout, false);
    }

    private static List<RandomStream> streams(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(RandomStream::ofSeed).toList();
    }

    /** The masks of a batch, of members whose streams have consecutive seeds. */
    private static float[] draw(List<Mlp> networks, int firstSeed, int epoch, int batch, int steps) {
        return draw(networks, firstSeed, epoch, batch, steps, ROWS);
    }

    private static float[] draw(List<Mlp> networks, int firstSeed, int epoch, int batch, int steps, int rows) {
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            MaskFeed feed = new MaskFeed(manager, CohortShape.of(networks), networks,
                    streams(firstSeed, networks.size()), steps, rows);
            feed.draw(epoch, batch, steps);
            return feed.array().toFloatArray();
        }
    }

    /** Both layers of a network with two. */
    private static float[][] layers(double dropout, int rows, int units, int epoch, int batch) {
        float[] both = draw(List.of(network("relu", List.of(units, units), dropout)), 5, epoch, batch, 1, rows);
        return new float[][] {Arrays.copyOf(both, both.length / 2),
            Arrays.copyOfRange(both, both.length / 2, both.length)};
    }
}
