package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.Mlp;
import org.whittle.net.activation.Activations;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.loss.Losses;
import org.whittle.net.setting.Values;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.graph.BatchNormalization;
import org.whittle.train.graph.BatchedLoss;
import org.whittle.train.graph.BatchedNetwork;
import org.whittle.train.graph.CohortShape;

/** Activations, losses, batch normalization and dropout, forward and backward, against PyTorch's autograd. */
class NetworkReferenceTest {

    // Single precision in networks of three layers whose values are of order 1: some hundred roundings of 6e-8.
    private static final Offset<Double> ROUNDING = within(5e-6);

    static List<Reference.NetworkCase> cases() {
        return Reference.networks();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientAndLossAreThoseOfPyTorch(Reference.NetworkCase reference) {
        try (NDManager manager = TorchEngine.newManager(Device.cpu()); NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Networks networks = new Networks(reference, manager);
            NDArray scores = networks.train();

            assertThat(networks.meanLoss(scores)).isCloseTo(reference.loss, ROUNDING);
            assertClose(networks.gradient, reference.gradient);
            networks.graph.pullStatistics();
            assertClose(networks.statistics, reference.statistics);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inferenceUsesRunningStatisticsAndNoDropout(Reference.NetworkCase reference) {
        try (NDManager manager = TorchEngine.newManager(Device.cpu()); NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Networks networks = new Networks(reference, manager);
            // One step moves the running statistics to where the reference has them.
            networks.train();
            NDArray outputs = networks.graph.infer(features(reference, manager));

            assertClose(outputs.swapAxes(1, 2).toFloatArray(), reference.inferred);
            assertThat(networks.meanLoss(networks.loss.scores(outputs))).isCloseTo(reference.inferredLoss, ROUNDING);
        }
    }

    /** A cohort of one. */
    private static final class Networks {

        private final Reference.NetworkCase reference;
        private final NDManager manager;
        private final float[] gradient;
        private final float[] statistics;
        private final BatchedNetwork graph;
        private final BatchedLoss loss;

        Networks(Reference.NetworkCase reference, NDManager manager) {
            this.reference = reference;
            this.manager = manager;
            Mlp architecture = architecture(reference);
            gradient = new float[reference.parameters.length];
            statistics = BatchNormalization.freshStatistics(architecture.architecture());
            graph = new BatchedNetwork(manager, CohortShape.of(List.of(architecture)),
                    List.of(reference.parameters.clone()), List.of(gradient), List.of(statistics));
            loss = new BatchedLoss(manager, List.of(loss(reference)), graph.scalars());
        }

        NDArray train() {
            List<NDArray> masks = new ArrayList<>();
            for (int i = 0; i < reference.masks.length; i++) {
                masks.add(manager.create(reference.masks[i], new Shape(1, rows(reference), reference.sizes[i + 1]))
                        .swapAxes(1, 2));
            }
            return graph.train(features(reference, manager), loss.encode(reference.targets), loss, masks);
        }

        double meanLoss(NDArray scores) {
            double[] sums = new double[1];
            loss.sum(scores.toFloatArray(), reference.targets, sums);
            return sums[0] / rows(reference);
        }
    }

    private static Mlp architecture(Reference.NetworkCase reference) {
        int last = reference.sizes.length - 1;
        List<Integer> units = Arrays.stream(reference.sizes, 1, last).boxed().toList();
        return new Mlp(reference.sizes[0], units, reference.sizes[last],
                Activations.ofKey(reference.activation), 0.25, reference.normalize);
    }

    private static LossFunction loss(Reference.NetworkCase reference) {
        Values values = new Values(new TreeMap<>(Map.of("label-smoothing", reference.smoothing, "huber-delta",
                reference.delta)));
        return Losses.of(reference.lossName, reference.lossName.equals("cross-entropy")).of(values, 3);
    }

    private static NDArray features(Reference.NetworkCase reference, NDManager manager) {
        return manager.create(reference.rows, new Shape(rows(reference), reference.sizes[0]));
    }

    private static int rows(Reference.NetworkCase reference) {
        return reference.targets.length;
    }

    private static void assertClose(float[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], ROUNDING);
        }
    }
}
