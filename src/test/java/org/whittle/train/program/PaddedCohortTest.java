package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.whittle.train.program.LayerNetworks.activate;
import static org.whittle.train.program.LayerNetworks.conv;
import static org.whittle.train.program.LayerNetworks.max;
import static org.whittle.train.program.LayerNetworks.of;
import static org.whittle.train.program.LayerNetworks.train;
import static org.whittle.train.program.LayerNetworks.values;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.net.Architecture;
import org.whittle.net.GraphKey;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.ParameterLayout;
import org.whittle.net.Pooling;
import org.whittle.net.Widths;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.LayerNorm;
import org.whittle.net.normalization.Normalization;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Values;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Graph;
import org.whittle.train.graph.PaddedNetwork;

/** A member that a cohort pads to its widest is trained as alone, and what it was padded with is never seen. */
class PaddedCohortTest {

    private static final InputShape IMAGE = new InputShape.Image(8, 8, 2);
    private static final DeviceRows ROWS = LayerNetworks.rows(IMAGE, 150, 4, 7);
    private static final DeviceRows OTHERS = LayerNetworks.rows(IMAGE, 90, 4, 8);

    // Products have other extents beside wider networks: roundings of 6e-8 over 15 steps at rates of 0.002. ε = 1e-3
    // bounds what adaptive steps make of them where gradients are small.
    private static final float ROUNDING = 5e-5f;

    /** Networks of two widths of their own. */
    enum Kind {
        PLAIN {
            @Override
            Architecture network(int filters, int units, double dropout) {
                return of(IMAGE, conv(filters, 3), activate("relu"), max(2), new Layer.Dropout(dropout),
                        conv(filters + 2, 3), activate("gelu"), max(2), new Layer.Flatten(), new Layer.Dropout(dropout),
                        new Layer.Dense(units), activate("tanh"), new Layer.Dropout(dropout), new Layer.Dense(4));
            }
        },
        BATCH {
            @Override
            Architecture network(int filters, int units, double dropout) {
                return normalized(filters, units, new BatchNorm(), new BatchNorm());
            }
        },
        LAYER {
            @Override
            Architecture network(int filters, int units, double dropout) {
                return normalized(filters, units, new LayerNorm(), new LayerNorm());
            }
        },
        GROUP {
            @Override
            Architecture network(int filters, int units, double dropout) {
                return normalized(filters, units, new GroupNorm(groups(filters)), new GroupNorm(groups(units)));
            }
        },
        /** Something comes out of what is padded, and a gradient for what would lead out of it. */
        SIGMOID {
            @Override
            Architecture network(int filters, int units, double dropout) {
                return of(IMAGE, conv(filters, 3), activate("sigmoid"), new Layer.Normalize(new BatchNorm()),
                        conv(filters, 3), activate("softplus"), new Layer.Normalize(GroupNorm.ofChannels(filters)),
                        new Layer.Flatten(), new Layer.Normalize(new LayerNorm()), new Layer.Dense(units),
                        activate("sigmoid"), new Layer.Dense(4));
            }
        },
        RESIDUAL {
            @Override
            Architecture network(int filters, int units, double dropout) {
                Layer batch = new Layer.Normalize(new BatchNorm());
                return of(IMAGE, conv(filters, 3), batch, activate("relu"),
                        new Layer.Residual(List.of(conv(units, 3), batch, activate("relu"), conv(filters, 3), batch)),
                        activate("relu"), new Layer.Residual(List.of(conv(units, 3, 2, Padding.SAME, 1, 1), batch,
                        activate("relu"), new Layer.Dropout(dropout), conv(filters + 1, 3))), activate("relu"),
                        new Layer.GlobalPool(Pooling.MAX), new Layer.Dense(4));
            }
        };

        abstract Architecture network(int filters, int units, double dropout);

        // More than one unit of a vector in each: two would be as far from their mean, whatever they are.
        private static int groups(int units) {
            return units % 3 == 0 && units > 3 ? 3 : units % 2 == 0 ? 2 : 1;
        }

        /** Images, flattened images and vectors, each before something that is not linear. */
        private static Architecture normalized(int filters, int units, Normalization images, Normalization vectors) {
            return of(IMAGE, conv(filters, 3), new Layer.Normalize(images), activate("relu"),
                    new Layer.Pool(Pooling.AVERAGE, 2, 2), conv(filters, 5), new Layer.Normalize(images),
                    activate("silu"), new Layer.Flatten(), new Layer.Normalize(images instanceof GroupNorm
                    ? new GroupNorm(2) : images), activate("tanh"), new Layer.Dense(units),
                    new Layer.Normalize(vectors), activate("relu"), new Layer.Dense(4));
        }
    }

    private static final int[] FILTERS = {6, 3, 12, 5, 8, 7, 4, 9, 6};
    private static final int[] UNITS = {10, 16, 7, 16, 12, 9, 8, 15, 5};

    /** Every optimizer at least once, with clipping and without, at rates of dropout of their own. */
    private static List<Graph.Joining> cohort(Kind kind) {
        List<Graph.Joining> members = new ArrayList<>();
        for (int i = 0; i < FILTERS.length; i++) {
            members.add(LayerNetworks.fresh(kind.network(FILTERS[i], UNITS[i], i % 3 * 0.15), settings(i), i + 1));
        }
        return members;
    }

    private static Values settings(int member) {
        return values("optimizer", Optimizers.ALL.get(member % Optimizers.ALL.size()).key(), "batch-size", 32,
                "clip-norm", member % 2 * 0.5, "weight-decay", 1e-3, "label-smoothing", member % 2 * 0.1,
                "learning-rate", 0.002, "epsilon", 1e-3);
    }

    @Test
    void everyOptimizerIsThere() {
        assertThat(cohort(Kind.PLAIN)).extracting(member -> member.optimizer().key())
                .containsAll(Optimizers.ALL.stream().map(Optimizer::key).toList());
    }

    @ParameterizedTest
    @EnumSource
    void itIsTrainedAsAlone(Kind kind) {
        List<Graph.Joining> members = cohort(kind);
        List<Graph.State> together = train(members, ROWS, 1, 3);
        for (int i = 0; i < members.size(); i++) {
            Graph.State alone = train(List.of(members.get(i)), ROWS, 1, 3).get(0);
            String name = members.get(i).optimizer().key();
            assertClose(name + "'s parameters", together.get(i).parameters(), alone.parameters(), ROUNDING);
            assertClose(name + "'s statistics", together.get(i).statistics(), alone.statistics(), ROUNDING);
            assertThat(together.get(i).optimizer().keySet()).isEqualTo(alone.optimizer().keySet());
            assertThat(together.get(i).parameters()).isNotEqualTo(members.get(i).from().parameters());
        }
    }

    private static void assertClose(String name, float[] one, float[] other, float tolerance) {
        assertThat(one).hasSameSizeAs(other);
        float most = 0;
        for (int i = 0; i < one.length; i++) {
            most = Math.max(most, Math.abs(one[i] - other[i]));
        }
        assertThat(most).as(name).isLessThan(tolerance);
    }

    @ParameterizedTest
    @EnumSource
    void itPredictsAsAlone(Kind kind) {
        List<Graph.Joining> members = cohort(kind);
        try (Graph all = LayerGraph.of(members, ROWS, LayerNetworks.ORDER)) {
            all.epoch(1, (member, batch, batches) -> 0.002);
            Graph.Predictions together = all.predict(OTHERS, true);
            for (int i = 0; i < members.size(); i++) {
                try (Graph one = LayerGraph.of(List.of(members.get(i).from(all.state(i))), ROWS, LayerNetworks.ORDER)) {
                    Graph.Predictions alone = one.predict(OTHERS, true);
                    // Of outputs of about 1, and sums of 90 losses.
                    assertClose("outputs", together.outputs()[i], alone.outputs()[0], 1e-5f);
                    assertThat(together.losses()[i]).isCloseTo(alone.losses()[0], within(1e-3));
                }
            }
        }
    }

    /** Also if the widest are gone: the others keep their padding. */
    @ParameterizedTest
    @EnumSource
    void whoLeavesChangesNoBitOfTheOthers(Kind kind) {
        List<Graph.Joining> members = cohort(kind);
        List<Graph.State> stayed = train(members, ROWS, 1, 2);
        List<Integer> staying = List.of(0, 3, 5);
        Graph all = LayerGraph.of(members, ROWS, LayerNetworks.ORDER);
        all.epoch(1, (member, batch, batches) -> 0.002);
        try (Graph left = all.only(staying)) {
            left.epoch(2, (member, batch, batches) -> 0.002);
            for (int i = 0; i < staying.size(); i++) {
                assertThat(left.state(i).parameters()).as("member %d", staying.get(i))
                        .isEqualTo(stayed.get(staying.get(i)).parameters());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void resumedItTrainsTheSameBits(Kind kind) {
        List<Graph.Joining> members = cohort(kind);
        List<Graph.State> half = train(members, ROWS, 1, 1);
        List<Graph.Joining> resumed = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            resumed.add(members.get(i).from(half.get(i)));
        }
        List<Graph.State> rest = train(resumed, ROWS, 2, 2);
        List<Graph.State> atOnce = train(members, ROWS, 1, 2);
        for (int i = 0; i < members.size(); i++) {
            assertThat(rest.get(i).parameters()).isEqualTo(atOnce.get(i).parameters());
            assertThat(rest.get(i).statistics()).isEqualTo(atOnce.get(i).statistics());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPaddedIsStrippedAgain(Kind kind) {
        Architecture own = kind.network(3, 5, 0);
        Architecture common = Widths.widest(own, kind.network(5, 4, 0));
        PaddedNetwork padded = new PaddedNetwork(own, common);
        float[] parameters = new float[ParameterLayout.trained(own).size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = i + 1;
        }
        float[] wide = padded.pad(parameters);
        assertThat(wide).hasSize(ParameterLayout.trained(common).size());
        assertThat(padded.strip(wide)).isEqualTo(parameters);
        int zeros = 0;
        for (float weight : wide) {
            zeros += weight == 0 ? 1 : 0;
        }
        assertThat(zeros).isEqualTo(wide.length - parameters.length).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void networksOfOtherWidthsHaveOneKey(Kind kind) {
        assertThat(key(kind.network(3, 5, 0.2), 1e-8)).isEqualTo(key(kind.network(8, 4, 0), 1e-8))
                // Where an optimizer would make something of zeros they do not.
                .isNotEqualTo(key(kind.network(3, 5, 0), 0));
        assertThat(key(kind.network(3, 5, 0), 0)).isNotEqualTo(key(kind.network(8, 4, 0), 0));
    }

    /** Groups of a convolution would have other channels, and what is projected for its channels alone need not be. */
    @Test
    void networksThatPaddingWouldChangeHaveKeysOfTheirOwn() {
        assertThat(key(grouped(4), 1e-8)).isNotEqualTo(key(grouped(8), 1e-8)).isEqualTo(key(grouped(4), 1e-8));
        assertThat(key(projected(4, 6), 1e-8)).isNotEqualTo(key(projected(6, 4), 1e-8));
    }

    /** Up to a multiple of 8, if that is near; not where groups of channels, or a residual, would be others. */
    @Test
    void oneAloneFillsRegisters() {
        assertThat(Widths.filled(Kind.BATCH.network(6, 10, 0))).isEqualTo(Kind.BATCH.network(8, 10, 0));
        assertThat(Widths.filled(Kind.BATCH.network(12, 10, 0))).isEqualTo(Kind.BATCH.network(16, 10, 0));
        for (int filters : new int[] {3, 4, 8, 9, 16, 17, 20}) {
            Architecture network = Kind.BATCH.network(filters, 10, 0);
            assertThat(Widths.filled(network)).isSameAs(network);
        }
        for (Architecture network : List.of(Kind.GROUP.network(6, 10, 0), Kind.LAYER.network(6, 10, 0), grouped(6),
                projected(6, 7))) {
            assertThat(Widths.filled(network)).isSameAs(network);
        }
    }

    private static Architecture grouped(int filters) {
        return of(IMAGE, conv(filters, 3, 1, Padding.SAME, 2, 1), activate("relu"), new Layer.Flatten(),
                new Layer.Dense(4));
    }

    private static Architecture projected(int first, int second) {
        return of(IMAGE, conv(first, 3), new Layer.Residual(List.of(conv(second, 3))), new Layer.Flatten(),
                new Layer.Dense(4));
    }

    private static GraphKey key(Architecture network, double epsilon) {
        return GraphKey.of(network, values("optimizer", "adam", "epsilon", epsilon), true);
    }
}
