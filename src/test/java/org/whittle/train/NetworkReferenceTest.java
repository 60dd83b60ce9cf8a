package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.Mlp;
import org.whittle.net.activation.Activations;
import org.whittle.net.setting.Values;

/**
 * {@link PlainTraining}, which programs are compared with everywhere else, against PyTorch's autograd: activations,
 * losses, batch normalization and dropout, forward and backward.
 */
class NetworkReferenceTest {

    // Derivatives are quotients of differences over 1e-6: errors of 1e-10, through three layers of order 1.
    private static final Offset<Double> DIFFERENCES = within(1e-7);

    static List<Reference.NetworkCase> cases() {
        return Reference.networks();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientAndLossAreThoseOfPyTorch(Reference.NetworkCase reference) {
        PlainTraining plain = plain(reference);

        assertThat(plain.backward(features(reference), targets(reference), masks(reference)))
                .isCloseTo(reference.loss, DIFFERENCES);
        assertThat(plain.gradient()).containsExactly(reference.gradient, DIFFERENCES);
        assertThat(plain.statistics()).containsExactly(reference.statistics, DIFFERENCES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inferenceUsesRunningStatisticsAndNoDropout(Reference.NetworkCase reference) {
        PlainTraining plain = plain(reference);
        // One pass moves the running statistics to where the reference has them.
        plain.backward(features(reference), targets(reference), masks(reference));
        double[][] outputs = plain.infer(features(reference));

        assertThat(Arrays.stream(outputs).flatMapToDouble(Arrays::stream).toArray())
                .containsExactly(reference.inferred, DIFFERENCES);
        assertThat(plain.meanLoss(outputs, targets(reference))).isCloseTo(reference.inferredLoss, DIFFERENCES);
    }

    private static PlainTraining plain(Reference.NetworkCase reference) {
        int last = reference.sizes.length - 1;
        List<Integer> units = Arrays.stream(reference.sizes, 1, last).boxed().toList();
        Mlp network = new Mlp(reference.sizes[0], units, reference.sizes[last],
                Activations.ofKey(reference.activation), 0.25, reference.normalize);
        Values values = new Values(new TreeMap<>(Map.of("label-smoothing", reference.smoothing, "huber-delta",
                reference.delta)));
        return new PlainTraining(network, values, reference.lossName, reference.parameters);
    }

    private static double[][] features(Reference.NetworkCase reference) {
        return rows(reference.rows, reference.sizes[0]);
    }

    private static double[] targets(Reference.NetworkCase reference) {
        double[] targets = new double[reference.targets.length];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = reference.targets[row];
        }
        return targets;
    }

    private static double[][][] masks(Reference.NetworkCase reference) {
        double[][][] masks = new double[reference.masks.length][][];
        for (int layer = 0; layer < masks.length; layer++) {
            masks[layer] = rows(reference.masks[layer], reference.sizes[layer + 1]);
        }
        return masks;
    }

    private static double[][] rows(double[] flat, int width) {
        double[][] rows = new double[flat.length / width][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(flat, row * width, (row + 1) * width);
        }
        return rows;
    }
}
