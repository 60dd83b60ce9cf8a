package org.whittle.sampler.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.whittle.sampler.gp.Model.Prediction;

class ModelTest {

    // Rounding, and the jitter on the diagonal.
    private static final double TOLERANCE = 1e-6;

    private final Geometry line = new Geometry(Examples.cube(1));
    private final KernelShape shape = KernelShape.of(line, false);

    /** Two points at distance ℓ: every number below can be made with a pocket calculator. */
    @Test
    void thePosteriorOfTwoPointsIsTheOneByHand() {
        double noise = 0.1;
        double[] theta = straight(noise, 2, 0.5);
        Model model = new Model(new Kernel(shape, theta), rows(new double[] {0.25, 0.75}, 1, -1), 0);
        // r = 1: k = 2 (1 + √5 + 5/3) exp(−√5) = 2 · 0.5239941; at the middle r = ½: 2 · 0.8286492.
        double far = 2 * 0.52399411;
        double near = 2 * 0.82864915;
        // K = [[2.1, far], [far, 2.1]] has eigenvectors (1, ±1): K⁻¹ (1, −1) = (1, −1) / (2.1 − far).
        double atFirst = (2 - far) / (2.1 - far);
        double varianceAtMiddle = 2 - near * near * 2 / (2.1 + far);

        assertThat(model.predict(warped(model, 0.25)).mean()).isCloseTo(atFirst, within(TOLERANCE));
        Prediction middle = model.predict(warped(model, 0.5));
        assertThat(middle.mean()).isCloseTo(0, within(TOLERANCE));
        assertThat(middle.variance()).isCloseTo(varianceAtMiddle, within(TOLERANCE));
    }

    @Test
    void believingAPointTakesVarianceAndLeavesTheMean() {
        Model model = new Model(new Kernel(shape, straight(1e-4, 1, 0.3)), rows(new double[] {0.1, 0.6}, 0.5, -0.5), 1);
        double[] point = warped(model, 0.35);
        double[] beside = warped(model, 0.4);
        Prediction before = model.predict(beside);
        model.believe(point);
        Prediction after = model.predict(beside);

        assertThat(after.mean()).isEqualTo(before.mean());
        assertThat(after.variance()).isLessThan(before.variance() / 2);
        assertThat(model.predict(point).variance()).isLessThan(1e-6);
    }

    @Test
    void believingIsConditioningOnTheMean() {
        // A belief has no noise, so neither must the observations that it is compared with.
        Kernel kernel = new Kernel(shape, straight(1e-12, 1, 0.3));
        Model believing = new Model(kernel, rows(new double[] {0.1, 0.6}, 0.5, -0.5), 1);
        double[] point = warped(believing, 0.35);
        double mean = believing.predict(point).mean();
        believing.believe(point);
        Model told = new Model(kernel, rows(new double[] {0.1, 0.6, 0.35}, 0.5, -0.5, mean), 0);
        double[] elsewhere = warped(told, 0.9);

        assertThat(believing.predict(elsewhere).mean()).isCloseTo(told.predict(elsewhere).mean(), within(TOLERANCE));
        assertThat(believing.predict(elsewhere).variance())
                .isCloseTo(told.predict(elsewhere).variance(), within(TOLERANCE));
    }

    @Test
    void thePoolFollowsTheModel() {
        Model model = new Model(new Kernel(shape, straight(1e-3, 1, 0.3)), rows(new double[] {0.1, 0.6}, 0.5, -0.5), 2);
        InputWarp warp = model.kernel().warp();
        CandidatePool pool = new CandidatePool(model, java.util.stream.DoubleStream.of(0.2, 0.5, 0.95)
                .mapToObj(u -> Candidate.at(Examples.cube(1), warp, new double[] {u})).toList(), 2);
        pool.believe(model, warped(model, 0.45));
        pool.believe(model, warped(model, 0.8));

        for (int i = 0; i < pool.size(); i++) {
            Prediction expected = model.predict(pool.candidate(i).point());
            assertThat(pool.mean(i)).isCloseTo(expected.mean(), within(1e-12));
            assertThat(pool.variance(i)).isCloseTo(expected.variance(), within(1e-12));
        }
    }

    /** What cheap trainings showed of a configuration tells about its full training, and less than a full one would. */
    @Test
    void aCheapTrainingInformsAboutAFullOne() {
        KernelShape budgets = KernelShape.of(line, true);
        Kernel kernel = new Kernel(budgets, new Prior(budgets, LengthScales.WIDE).mode());
        double[][] x = {{0.3}, {0.3}};
        double cheap = new Model(kernel, new Data(x, new int[] {0, 0}, new double[] {0.3, 1}, new double[2]), 0)
                .predict(kernel.warp().warp(x[0])).variance();
        double full = new Model(kernel, new Data(x, new int[] {1, 1}, new double[] {0.3, 1}, new double[2]), 0)
                .predict(kernel.warp().warp(x[0])).variance();

        assertThat(full).isLessThan(cheap / 10);
        assertThat(cheap).isLessThan(kernel.variance() / 2);
    }

    private double[] straight(double noise, double variance, double lengthScale) {
        double[] theta = new double[shape.parameters()];
        theta[KernelShape.NOISE] = StrictMath.log(noise);
        theta[shape.terms().get(0).variance()] = StrictMath.log(variance);
        theta[shape.lengthScale(0)] = StrictMath.log(lengthScale);
        return theta;
    }

    private static Data rows(double[] x, double... y) {
        double[][] rows = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            rows[i] = new double[] {x[i]};
        }
        return new Data(rows, new int[x.length], new double[] {1}, y);
    }

    private static double[] warped(Model model, double u) {
        return model.kernel().warp().warp(new double[] {u});
    }
}
