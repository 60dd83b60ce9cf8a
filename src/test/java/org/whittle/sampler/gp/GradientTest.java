package org.whittle.sampler.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.sampler.gp.Model.Prediction;

/** Analytic gradients against central differences, whose error is of the order of the squared step. */
class GradientTest {

    private static final double STEP = 1e-5;
    // Third derivatives of the order of 100 times STEP² and rounding of the order of 1e-12 / STEP.
    private static final double TOLERANCE = 1e-5;

    private final Data data = Examples.data(Examples.mixed(), 14);
    private final Geometry geometry = new Geometry(Examples.mixed());
    private final KernelShape shape = KernelShape.of(geometry, true);
    private final Prior prior = new Prior(shape, LengthScales.WIDE);

    @Test
    void theEvidencesGradientIsItsDerivative() {
        Evidence evidence = new Evidence(shape, prior, data);
        double[] theta = theta();
        double[] gradient = new double[theta.length];
        evidence.at(theta, gradient);

        for (int i = 0; i < theta.length; i++) {
            double expected = difference(theta, i, t -> evidence.at(t, new double[t.length]));
            assertThat(gradient[i]).as("θ %d", i).isCloseTo(expected, within(TOLERANCE * (1 + Math.abs(expected))));
        }
    }

    @Test
    void thePredictionsGradientsAreItsDerivatives() {
        Model model = new Model(new Kernel(shape, theta()), data, 1);
        double[] point = model.kernel().warp().warp(data.x()[3]);
        point[0] = 0.41;
        model.believe(model.kernel().warp().warp(Examples.data(Examples.mixed(), 20).x()[19]));
        double[] byMean = new double[point.length];
        double[] byVariance = new double[point.length];
        model.predict(point, byMean, byVariance);

        for (int d = 0; d < point.length; d++) {
            if (geometry.isChoice(d) || Double.isNaN(point[d])) {
                assertThat(byMean[d]).isZero();
                assertThat(byVariance[d]).isZero();
                continue;
            }
            assertThat(byMean[d]).as("mean by %d", d).isCloseTo(
                    difference(point, d, p -> model.predict(p).mean()), within(TOLERANCE));
            assertThat(byVariance[d]).as("variance by %d", d).isCloseTo(
                    difference(point, d, p -> model.predict(p).variance()), within(TOLERANCE));
        }
    }

    @Test
    void thePredictionIsTheSameWithAndWithoutGradients() {
        Model model = new Model(new Kernel(shape, theta()), data, 0);
        double[] point = model.kernel().warp().warp(data.x()[5]);
        Prediction plain = model.predict(point);

        assertThat(model.predict(point, new double[point.length], new double[point.length])).isEqualTo(plain);
    }

    @Test
    void logExpectedImprovementsSlopeIsItsDerivativeFarIntoTheTail() {
        for (double z : new double[] {-200, -40, -10, -3.1, -2.9, -1, 0, 0.5, 3, 30}) {
            double step = 1e-5 * Math.max(1, Math.abs(z));
            double expected =
                    (LogExpectedImprovement.logH(z + step) - LogExpectedImprovement.logH(z - step)) / (2 * step);
            assertThat(LogExpectedImprovement.slope(z)).as("z = %s", z)
                    .isCloseTo(expected, within(1e-7 * (1 + Math.abs(expected))));
        }
    }

    private double[] theta() {
        RandomStream random = RandomStream.ofSeed(5);
        double[] theta = prior.mode();
        for (int i = 0; i < theta.length; i++) {
            theta[i] += 0.3 * random.nextGaussian();
        }
        theta[KernelShape.NOISE] = StrictMath.log(0.05);
        return theta;
    }

    private static double difference(double[] at, int i, ToDoubleFunction<double[]> f) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[i] += STEP;
        down[i] -= STEP;
        return (f.applyAsDouble(up) - f.applyAsDouble(down)) / (2 * STEP);
    }
}
