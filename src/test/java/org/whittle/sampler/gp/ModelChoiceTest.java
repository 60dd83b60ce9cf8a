package org.whittle.sampler.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.space.SearchSpace;

class ModelChoiceTest {

    private static final int TRIALS = 40;
    private static final SearchSpace SPACE = Examples.cube(2);
    private static final Geometry GEOMETRY = new Geometry(SPACE);

    /** Short trainings show the same bowl as full ones: all rows are kept. */
    @Test
    void shortTrainingsThatTellAreBelieved() {
        Data data = data(ModelChoiceTest::bowl, ModelChoiceTest::bowl);

        assertThat(observed(data)).isEqualTo(data.size());
    }

    /** Short trainings show noise: they are left out, however many they are. */
    @Test
    void shortTrainingsThatTellNothingAreNot() {
        RandomStream noise = RandomStream.ofSeed(2);
        Data data = data(x -> noise.nextGaussian(), ModelChoiceTest::bowl);

        assertThat(observed(data)).isEqualTo(TRIALS / 2);
    }

    /** With a trial's rows taken out, a model of the others says the same. */
    @Test
    void leavingOutIsConditioningOnTheOthers() {
        Data data = data(x -> bowl(x) + 0.2 * x[1], ModelChoiceTest::bowl);
        KernelShape shape = KernelShape.of(GEOMETRY, true);
        Kernel kernel = new Kernel(shape, new Prior(shape, LengthScales.WIDE).mode());
        double expected = 0;
        for (int i = 0; i < data.size(); i++) {
            if (data.level()[i] == 1) {
                double[] x = data.x()[i];
                Model others = new Model(kernel, data.rows(IntStream.range(0, data.size())
                        .filter(j -> !Arrays.equals(data.x()[j], x)).toArray()), 0);
                Model.Prediction p = others.predict(kernel.warp().warp(x));
                double variance = p.variance() + kernel.noise() + Model.JITTER;
                expected -= 0.5 * (Math.pow(data.y()[i] - p.mean(), 2) / variance + Math.log(2 * Math.PI * variance));
            }
        }

        // Two ways of solving equations whose condition is about 10⁴.
        assertThat(new Model(kernel, data, 0).leftOut(data)).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
    }

    /** Few trials leave length scales as they are believed to be; many do not. */
    @Test
    void lengthScalesAreAPriorAndNoMore() {
        assertThat(farApart(LengthScales.LONG, 9)).isLessThan(0.5 * farApart(LengthScales.WIDE, 9));
        assertThat(farApart(LengthScales.LONG, 120)).isGreaterThan(0.5 * farApart(LengthScales.WIDE, 120));
    }

    /** r² between two corners, of a kernel fitted to so many draws of a function with hills. */
    private static double farApart(LengthScales lengths, int draws) {
        RandomStream random = RandomStream.ofSeed(5);
        double[][] x = IntStream.range(0, draws).mapToObj(i -> random.doubles(2).toArray()).toArray(double[][]::new);
        double[] y = Arrays.stream(x)
                .mapToDouble(at -> StrictMath.sin(9 * at[0]) + StrictMath.sin(9 * at[1]))
                .toArray();
        Kernel kernel = ModelChoice.fit(GEOMETRY, lengths, new Data(x, new int[draws], new double[] {1}, y));
        return kernel.squaredDistance(new double[] {0, 0}, new double[] {1, 1});
    }

    private static int observed(Data data) {
        return ModelChoice.of(GEOMETRY, LengthScales.WIDE, data, 0, RandomStream.ofSeed(1)).observed();
    }

    private static double bowl(double[] x) {
        return -Math.pow(x[0] - 0.7, 2) - Math.pow(x[1] - 0.2, 2);
    }

    /** Every trial at a short budget, every other one in full as well. */
    private static Data data(ToDoubleFunction<double[]> brief,
                             ToDoubleFunction<double[]> full) {
        RandomStream random = RandomStream.ofSeed(3);
        double[][] trials = IntStream.range(0, TRIALS)
                .mapToObj(i -> random.doubles(2).toArray())
                .toArray(double[][]::new);
        int rows = TRIALS + TRIALS / 2;
        double[][] x = new double[rows][];
        int[] level = new int[rows];
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++) {
            level[i] = i < TRIALS ? 0 : 1;
            x[i] = i < TRIALS ? trials[i] : trials[2 * (i - TRIALS)];
            y[i] = (level[i] == 0 ? brief : full).applyAsDouble(x[i]);
        }
        double mean = Arrays.stream(y).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(y).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
        return new Data(x, level, new double[] {0.4, 1}, Arrays.stream(y).map(v -> (v - mean) / deviation).toArray());
    }
}
