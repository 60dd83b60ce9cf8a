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
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.trial.LearningTask;

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
            Network network = network(reference, manager);
            LossFunction loss = loss(reference);
            NDArray scores = train(network, reference, loss, manager);

            assertThat(loss.sum(scores.toFloatArray(), reference.targets) / rows(reference))
                    .isCloseTo(reference.loss, ROUNDING);
            assertClose(network.gradient(), reference.gradient);
            assertClose(network.statistics(), reference.statistics);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inferenceUsesRunningStatisticsAndNoDropout(Reference.NetworkCase reference) {
        try (NDManager manager = TorchEngine.newManager(Device.cpu()); NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Network network = network(reference, manager);
            LossFunction loss = loss(reference);
            // One step moves the running statistics to where the reference has them.
            train(network, reference, loss, manager);
            NDArray outputs = network.infer(features(reference, manager));

            assertClose(outputs.swapAxes(0, 1).toFloatArray(), reference.inferred);
            assertThat(loss.sum(loss.scores(outputs).toFloatArray(), reference.targets) / rows(reference))
                    .isCloseTo(reference.inferredLoss, ROUNDING);
        }
    }

    private static NDArray train(Network network, Reference.NetworkCase reference, LossFunction loss,
                                 NDManager manager) {
        List<NDArray> masks = new ArrayList<>();
        for (int i = 0; i < reference.masks.length; i++) {
            masks.add(manager.create(reference.masks[i], new Shape(rows(reference), reference.sizes[i + 1])));
        }
        return network.train(features(reference, manager), targets(reference, loss, manager), loss, masks);
    }

    private static Network network(Reference.NetworkCase reference, NDManager manager) {
        Architecture architecture = architecture(reference);
        return new Network(manager, architecture, reference.parameters.clone(),
                Network.freshStatistics(architecture));
    }

    private static Architecture architecture(Reference.NetworkCase reference) {
        int last = reference.sizes.length - 1;
        List<Integer> units = Arrays.stream(reference.sizes, 1, last).boxed().toList();
        return new Architecture(reference.sizes[0], units, reference.sizes[last],
                Activation.ofKey(reference.activation), 0.25, reference.normalize);
    }

    private static LossFunction loss(Reference.NetworkCase reference) {
        LearningTask task = reference.lossName.equals("cross-entropy")
                ? new LearningTask.Classification(List.of("a", "b", "c")) : new LearningTask.Regression(0, 1);
        return LossFunction.of(reference.lossName, task, reference.smoothing, reference.delta);
    }

    private static NDArray features(Reference.NetworkCase reference, NDManager manager) {
        return manager.create(reference.rows, new Shape(rows(reference), reference.sizes[0]));
    }

    private static NDArray targets(Reference.NetworkCase reference, LossFunction loss, NDManager manager) {
        return manager.create(loss.encode(reference.targets),
                new Shape(reference.sizes[reference.sizes.length - 1], rows(reference)));
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
