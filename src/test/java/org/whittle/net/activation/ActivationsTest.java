package org.whittle.net.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.score.engine.Scalars;
import org.whittle.score.engine.TensorArithmetic;
import org.whittle.score.engine.TorchEngine;

/** What every activation promises. */
class ActivationsTest {

    private static final float[] POINTS = {-90, -7, -3.01f, -2.9f, -1, -0.3f, 0, 0.3f, 1, 2.9f, 3.01f, 7, 90};

    static List<Activation> all() {
        return Activations.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void zeroAtZeroIsWhatItSays(Activation activation) {
        assertThat(output(activation, 0)[0] == 0).as(activation.key()).isEqualTo(activation.zeroAtZero());
    }

    /** At points that are further apart than roundings. */
    @ParameterizedTest
    @MethodSource("all")
    void risesIsWhatItSays(Activation activation) {
        float[] outputs = output(activation, POINTS);
        boolean rises = true;
        for (int i = 1; i < outputs.length; i++) {
            rises &= outputs[i] >= outputs[i - 1];
        }
        assertThat(rises).as(activation.key()).isEqualTo(activation.rises());
    }

    /** The mean of f(z)² over a standard normal z, by the trapezoidal rule. */
    @ParameterizedTest
    @MethodSource("all")
    void theGainKeepsTheSizeOfActivations(Activation activation) {
        int points = 4001;
        float step = 0.005f;
        float[] z = new float[points];
        for (int i = 0; i < points; i++) {
            z[i] = (i - points / 2) * step;
        }
        float[] outputs = output(activation, z);
        double mean = 0;
        for (int i = 0; i < points; i++) {
            double density = Math.exp(-(double) z[i] * z[i] / 2) / Math.sqrt(2 * Math.PI);
            mean += (double) outputs[i] * outputs[i] * density * step;
        }

        // Gains are written with four decimals.
        assertThat(activation.gain()).isCloseTo(1 / Math.sqrt(mean), within(1e-4));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theDerivativeIsTheSlope(Activation activation) {
        float step = 1f / 128;
        float[] slopes = derivative(activation, POINTS);
        for (int i = 0; i < POINTS.length; i++) {
            float z = POINTS[i];
            float left = output(activation, z - step)[0];
            float right = output(activation, z + step)[0];
            // A third derivative of at most 1 times the square of the step, and the rounding of a float over it; at a
            // kink, the slope of either side.
            double tolerance = 1e-4 + 1e-7 * Math.abs(z) / step;
            if (z == 0) {
                double one = (output(activation, 0)[0] - left) / step;
                double other = (right - output(activation, 0)[0]) / step;
                assertThat((double) slopes[i]).as("%s at 0", activation.key())
                        .isBetween(Math.min(one, other) - 0.01, Math.max(one, other) + 0.01);
            } else {
                assertThat((double) slopes[i]).as("%s at %s", activation.key(), z)
                        .isCloseTo((right - left) / (2 * step), within(tolerance));
            }
        }
    }

    private static float[] output(Activation activation, float... z) {
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            return activation.apply(arithmetic(manager), manager.create(z)).output().toFloatArray();
        }
    }

    private static float[] derivative(Activation activation, float... z) {
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            TensorArithmetic arithmetic = arithmetic(manager);
            Activation.Activated<NDArray> activated = activation.apply(arithmetic, manager.create(z));
            return activation.derivative(arithmetic, activated).toFloatArray();
        }
    }

    private static TensorArithmetic arithmetic(NDManager manager) {
        return new TensorArithmetic(new Scalars(manager));
    }
}
