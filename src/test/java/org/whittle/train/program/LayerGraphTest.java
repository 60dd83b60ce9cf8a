package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.whittle.train.program.LayerNetworks.activate;
import static org.whittle.train.program.LayerNetworks.conv;
import static org.whittle.train.program.LayerNetworks.fresh;
import static org.whittle.train.program.LayerNetworks.max;
import static org.whittle.train.program.LayerNetworks.of;
import static org.whittle.train.program.LayerNetworks.train;
import static org.whittle.train.program.LayerNetworks.values;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.Pooling;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.score.engine.HostTensor;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Graph;

/** What the training of networks of any layers promises beside its numbers, which LayerGradientsTest compares. */
class LayerGraphTest {

    private static final InputShape IMAGE = new InputShape.Image(10, 10, 1);
    private static final DeviceRows ROWS = LayerNetworks.rows(IMAGE, 150, 4, 7);
    private static final Layer BATCH = new Layer.Normalize(new BatchNorm());
    private static final Layer RELU = activate("relu");

    private static Architecture leNet(double dropout) {
        return of(IMAGE, conv(6, 5), RELU, max(2), conv(16, 3), RELU, max(2), new Layer.Flatten(),
                new Layer.Dense(32), RELU, new Layer.Dropout(dropout), new Layer.Dense(4));
    }

    private static Architecture residual(double dropout) {
        return of(IMAGE, conv(8, 3), BATCH, RELU,
                new Layer.Residual(List.of(conv(8, 3), BATCH, RELU, conv(8, 3), BATCH)), RELU,
                new Layer.Residual(List.of(conv(16, 3, 2, Padding.SAME, 1, 1), BATCH, RELU,
                        new Layer.Dropout(dropout), conv(16, 3), BATCH)), RELU,
                new Layer.GlobalPool(Pooling.AVERAGE), new Layer.Dense(4));
    }

    /** Every optimizer, with clipping and without, at rates of dropout of its own, in networks of both kinds. */
    private static List<Graph.Joining> cohort(boolean residuals) {
        List<Graph.Joining> members = new ArrayList<>();
        int seed = 1;
        for (Optimizer optimizer : Optimizers.ALL) {
            double dropout = seed % 3 * 0.15;
            members.add(fresh(residuals ? residual(dropout) : leNet(dropout), values("optimizer", optimizer.key(),
                    "batch-size", 32, "clip-norm", seed % 2 * 0.5, "weight-decay", 1e-3, "label-smoothing",
                    seed % 2 * 0.1, "learning-rate", 0.002), seed++));
        }
        return members;
    }

    static Stream<Boolean> kinds() {
        return Stream.of(false, true);
    }

    @AfterEach
    void share() {
        HostTensor.sharedOnCores = true;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aCohortThatPausesTrainsTheBitsOfOneThatDoesNot(boolean residuals) {
        List<Graph.Joining> members = cohort(residuals);
        List<Graph.State> half = train(members, ROWS, 1, 2);
        List<Graph.Joining> resumed = new ArrayList<>();
        for (int i = 0; i < half.size(); i++) {
            resumed.add(LayerNetworks.from(members.get(i), half.get(i)));
        }
        // Where tensors are not shared with the host, too.
        HostTensor.sharedOnCores = false;
        assertEqualBits(train(resumed, ROWS, 3, 4), train(members, ROWS, 1, 4));
    }

    private static void assertEqualBits(List<Graph.State> one, List<Graph.State> other) {
        for (int i = 0; i < one.size(); i++) {
            assertThat(one.get(i).parameters()).as("member %d", i).isEqualTo(other.get(i).parameters());
            assertThat(one.get(i).statistics()).as("member %d", i).isEqualTo(other.get(i).statistics());
            assertThat(one.get(i).steps()).isEqualTo(other.get(i).steps());
            assertThat(one.get(i).optimizer().keySet()).isEqualTo(other.get(i).optimizer().keySet());
            for (String name : one.get(i).optimizer().keySet()) {
                assertThat(one.get(i).optimizer().get(name)).isEqualTo(other.get(i).optimizer().get(name));
            }
        }
    }

    @Test
    void twoThreadsTrainTheBitsOfOne() throws Exception {
        List<Graph.State> alone = train(cohort(true), ROWS, 1, 2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<Graph.State>>> both = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                both.add(threads.submit(() -> train(cohort(true), ROWS, 1, 2)));
            }
            for (Future<List<Graph.State>> one : both) {
                assertEqualBits(one.get(), alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Sums of some hundred products are in another order where networks lie beside each other. By descent, 15 steps at
     * a rate of 0.002 keep what 32-bit floats lose of weights of about 1; steps that are divided by the gradient's size
     * make more of the loss where gradients are small.
     */
    @ParameterizedTest
    @MethodSource("kinds")
    void aMemberIsTrainedInACohortAsAlone(boolean residuals) {
        List<Graph.Joining> members = cohort(residuals);
        List<Graph.State> together = train(members, ROWS, 1, 3);
        for (int i = 0; i < members.size(); i++) {
            Graph.State alone = train(List.of(members.get(i)), ROWS, 1, 3).get(0);
            boolean adaptive = !members.get(i).optimizer().key().equals("sgd");
            assertThat(together.get(i).parameters()).as(members.get(i).optimizer().key())
                    .containsExactly(alone.parameters(), within(adaptive ? 2e-3f : 1e-5f));
            assertThat(together.get(i).steps()).isEqualTo(alone.steps());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void membersThatLeaveChangeNoBitOfTheOthers(boolean residuals) {
        List<Graph.Joining> members = cohort(residuals);
        List<Graph.State> stayed = train(members, ROWS, 1, 3);
        List<Integer> staying = new ArrayList<>();
        for (int i = 1; i < members.size(); i++) {
            staying.add(i);
        }
        Graph all = LayerGraph.of(members, ROWS, LayerNetworks.ORDER);
        all.epoch(1, (member, batch, batches) -> 0.002);
        Graph fewer = all.only(staying);
        fewer.epoch(2, (member, batch, batches) -> 0.002);
        assertEqualBits(LayerNetworks.states(fewer, staying.size()),
                train(members, ROWS, 1, 2).subList(1, members.size()));
        try (Graph last = fewer.only(List.of(3))) {
            assertThat(last.epoch(3, (member, batch, batches) -> 0.002)).hasSize(1);
            assertEqualBits(List.of(last.state(0)), List.of(stayed.get(4)));
            assertThat(last.predict(ROWS, true).losses()).hasSize(1);
        }
    }

    /** A class is where an image is bright: whoever does not learn that is no better than chance, a loss of log 4. */
    @ParameterizedTest
    @MethodSource("kinds")
    void networksLearn(boolean residuals) {
        List<Graph.Joining> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(fresh(residuals ? residual(0.1 * i) : leNet(0.1 * i), values("batch-size", 16), i));
        }
        DeviceRows unseen = LayerNetworks.rows(IMAGE, 200, 4, 8);
        try (Graph graph = LayerGraph.of(members, ROWS, LayerNetworks.ORDER)) {
            for (int epoch = 1; epoch <= 8; epoch++) {
                graph.epoch(epoch, (member, batch, batches) -> 0.005);
            }
            Graph.Predictions predictions = graph.predict(unseen, true);
            for (int i = 0; i < members.size(); i++) {
                assertThat(predictions.losses()[i] / unseen.count()).isLessThan(0.3);
            }
        }
    }

    @Test
    void oneThatDivergesIsTold() {
        List<Graph.Joining> members = List.of(fresh(leNet(0), values("batch-size", 32), 1),
                fresh(leNet(0), values("batch-size", 32, "optimizer", "sgd"), 2));
        try (Graph graph = LayerGraph.of(members, ROWS, LayerNetworks.ORDER)) {
            double[] losses = null;
            for (int epoch = 1; epoch <= 3; epoch++) {
                losses = graph.epoch(epoch, (member, batch, batches) -> member == 0 ? 0.001 : 1e20);
            }
            assertThat(losses[0]).isFinite();
            assertThat(losses[1]).isNaN();
        }
    }

    @Test
    void numbersAreLearntToo() {
        DeviceRows classes = LayerNetworks.rows(IMAGE, 120, 4, 3);
        DeviceRows numbers = new DeviceRows(classes.count(), classes.width(), classes.own(), classes.features(),
                classes.targets());
        Architecture network = of(IMAGE, conv(4, 3), RELU, max(2), new Layer.Flatten(), new Layer.Dense(1));
        for (String loss : List.of("mean-squared", "huber")) {
            List<Graph.Joining> members = List.of(fresh(network, values("batch-size", 20, "loss", loss), 1),
                    fresh(network, values("batch-size", 20, "loss", loss, "huber-delta", 0.5), 2));
            try (Graph graph = LayerGraph.of(members, numbers, LayerNetworks.ORDER)) {
                double[] first = graph.epoch(1, (member, batch, batches) -> 0.01);
                double[] last = first;
                for (int epoch = 2; epoch <= 10; epoch++) {
                    last = graph.epoch(epoch, (member, batch, batches) -> 0.01);
                }
                assertThat(last[0]).isLessThan(first[0] / 2);
                assertThat(last[1]).isLessThan(first[1] / 2);
            }
        }
    }

    @Test
    void aSingleRowAtTheEndIsNoBatchForBatchNormalization() {
        DeviceRows rows = LayerNetworks.rows(IMAGE, 33, 4, 3);
        assertThat(rows.features().getShape()).isEqualTo(new Shape(33, 100));
        List<Graph.State> states = train(List.of(fresh(residual(0), values("batch-size", 32), 1)), rows, 1, 1);
        assertThat(states.get(0).steps()).isEqualTo(1);
        assertThat(train(List.of(fresh(leNet(0), values("batch-size", 32), 1)), rows, 1, 1).get(0).steps())
                .isEqualTo(2);
    }
}
