package org.whittle.sampler.gp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.Patience;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

class GaussianProcessSamplerTest {

    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);

    private final GaussianProcessSampler gp = new GaussianProcessSampler();

    /** The optimum is 0.398; random search is at 1.5 or so after 40 evaluations. */
    @Test
    void findsBraninsOptimum() {
        for (int seed = 0; seed < 3; seed++) {
            double found = minimise(gp, Examples.cube(2), GaussianProcessSamplerTest::branin, 10, 4, seed);
            assertThat(found).as("seed %d", seed).isLessThan(0.42);
        }
    }

    /** The optimum is −3.322. */
    @Test
    void beatsRandomOnHartmann6() {
        for (int seed = 0; seed < 3; seed++) {
            double found = minimise(gp, Examples.cube(6), GaussianProcessSamplerTest::hartmann6, 12, 5, seed);
            double random = minimise(new RandomSampler(), Examples.cube(6), GaussianProcessSamplerTest::hartmann6, 12,
                    5, seed);
            assertThat(found).as("seed %d", seed).isLessThan(random - 0.5);
        }
    }

    @Test
    void theMembersOfAPopulationKeepApart() {
        SearchSpace space = Examples.cube(2);
        History told = observe(space, design(space, 20), GaussianProcessSamplerTest::branin, 1);
        List<double[]> chosen = gp.ask(space, told, 12, RandomStream.ofSeed(1)).stream().map(space::encode).toList();

        for (int i = 0; i < chosen.size(); i++) {
            for (int j = 0; j < i; j++) {
                double dx = chosen.get(i)[0] - chosen.get(j)[0];
                double dy = chosen.get(i)[1] - chosen.get(j)[1];
                // Without fantasies all twelve climb one of two or three peaks, to within 1e-3 of each other.
                assertThat(Math.hypot(dx, dy)).as("%d and %d", i, j).isGreaterThan(0.005);
            }
        }
    }

    @Test
    void whatIsStillInTrainingIsKeptAwayFrom() {
        SearchSpace space = Examples.cube(2);
        List<Configuration> design = design(space, 20);
        History told = observe(space, design, GaussianProcessSamplerTest::branin, 1);
        Configuration first = gp.ask(space, told, 1, RandomStream.ofSeed(1)).get(0);
        Configuration second = gp.ask(space, told.withProposed(List.of(first)), 1, RandomStream.ofSeed(1)).get(0);
        double[] a = space.encode(first);
        double[] b = space.encode(second);

        assertThat(Math.hypot(a[0] - b[0], a[1] - b[1])).isGreaterThan(0.005);
    }

    /** Where every trial with x₀ above ½ diverged, few new ones go. */
    @Test
    void divergenceIsBadNews() {
        SearchSpace space = Examples.cube(2);
        History told = observe(space, design(space, 30),
                x -> x[0] > 0.5 ? Double.NaN : Math.pow(x[1] - 0.4, 2), 1);
        List<Configuration> chosen = gp.ask(space, told, 10, RandomStream.ofSeed(1));

        assertThat(chosen.stream().filter(c -> space.encode(c)[0] > 0.6).count()).isLessThanOrEqualTo(2);
    }

    /** Cheap rungs alone show where the optimum is; no trial was trained in full but one bad one. */
    @Test
    void cheapRungsInformAboutFullTrainings() {
        SearchSpace space = Examples.cube(2);
        List<Configuration> proposed = design(space, 31);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            double[] x = space.encode(proposed.get(i));
            observations.add(new Observation(new TrialId(i), proposed.get(i), 3, 2 + bowl(x)));
        }
        observations.add(
                new Observation(new TrialId(30), proposed.get(30), 27, 1 + bowl(space.encode(proposed.get(30)))));
        double[] chosen = space.encode(gp.ask(space, new History(LOSS, 27, proposed, observations), 1,
                RandomStream.ofSeed(1)).get(0));

        assertThat(Math.hypot(chosen[0] - 0.7, chosen[1] - 0.2)).isLessThan(0.15);
    }

    @Test
    void choicesAreLearnt() {
        SearchSpace space = Examples.mixed();
        History told = observe(space, design(space, 40), x -> Math.pow(x[0] - 0.5, 2)
                + (Math.abs(x[1] - 0.5) < 0.1 ? 0 : 0.3), 1);
        List<Configuration> chosen = gp.ask(space, told, 6, RandomStream.ofSeed(1));

        assertThat(chosen.stream().filter(c -> c.value("optimizer").orElseThrow().equals("adam")).count())
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void aLongHistoryIsAnsweredInBoundedTime() {
        SearchSpace space = Examples.cube(4);
        History told = observe(space, design(space, 10_000), GaussianProcessSamplerTest::bowl, 1);
        double seconds = Patience.processorSeconds(
                () -> assertThat(gp.ask(space, told, 27, RandomStream.ofSeed(1))).hasSize(27));

        // About two seconds on a core of its own.
        assertThat(seconds).isLessThan(30);
    }

    @Test
    void theModelKeepsTheBestOfEveryBudget() {
        Data all = Examples.data(Examples.mixed(), 300);
        Data some = Conditioning.atMost(60, all, RandomStream.ofSeed(1));

        assertThat(some.size()).isEqualTo(60);
        for (int level = 0; level < 3; level++) {
            int of = level;
            double best = IntStream.range(0, 300).filter(i -> all.level()[i] == of).mapToDouble(i -> all.y()[i]).max()
                    .orElseThrow();
            assertThat(IntStream.range(0, 60).filter(i -> some.level()[i] == of).mapToDouble(i -> some.y()[i]).max())
                    .hasValue(best);
        }
    }

    private static List<Configuration> design(SearchSpace space, int n) {
        return new RandomSampler().ask(space, new History(LOSS, 1, List.of(), List.of()), n, RandomStream.ofSeed(7));
    }

    private static History observe(SearchSpace space, List<Configuration> proposed, ToDoubleFunction<double[]> f,
                                   int epochs) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < proposed.size(); i++) {
            observations.add(new Observation(new TrialId(i), proposed.get(i), epochs,
                    f.applyAsDouble(space.encode(proposed.get(i)))));
        }
        return new History(LOSS, epochs, proposed, observations);
    }

    /** The least value after so many populations. */
    private static double minimise(Sampler sampler, SearchSpace space, ToDoubleFunction<double[]> f, int populations,
                                   int size, int seed) {
        List<Configuration> proposed = new ArrayList<>();
        History told = new History(LOSS, 1, List.of(), List.of());
        for (int i = 0; i < populations; i++) {
            proposed.addAll(sampler.ask(space, told, size, RandomStream.ofSeed(seed).child("sampler")));
            told = observe(space, proposed, f, 1);
        }
        return told.observations().stream().mapToDouble(Observation::value).min().orElseThrow();
    }

    private static double bowl(double[] x) {
        return Math.pow(x[0] - 0.7, 2) + Math.pow(x[1] - 0.2, 2);
    }

    private static double branin(double[] u) {
        double x = 15 * u[0] - 5;
        double y = 15 * u[1];
        double a = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return a * a + 10 * (1 - 1 / (8 * Math.PI)) * StrictMath.cos(x) + 10;
    }

    private static double hartmann6(double[] u) {
        double[] alpha = {1, 1.2, 3, 3.2};
        double[][] a = {{10, 3, 17, 3.5, 1.7, 8}, {0.05, 10, 17, 0.1, 8, 14}, {3, 3.5, 1.7, 10, 17, 8},
            {17, 8, 0.05, 10, 0.1, 14}};
        double[][] p = {{1312, 1696, 5569, 124, 8283, 5886}, {2329, 4135, 8307, 3736, 1004, 9991},
            {2348, 1451, 3522, 2883, 3047, 6650}, {4047, 8828, 8732, 5743, 1091, 381}};
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            double inner = 0;
            for (int j = 0; j < 6; j++) {
                double d = u[j] - 1e-4 * p[i][j];
                inner += a[i][j] * d * d;
            }
            sum -= alpha[i] * StrictMath.exp(-inner);
        }
        return sum;
    }
}
