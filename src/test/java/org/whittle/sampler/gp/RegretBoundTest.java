package org.whittle.sampler.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.SobolSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

class RegretBoundTest {

    private static final SearchSpace SQUARE = Examples.cube(2);
    private static final Objective LOSS = new Objective("rmse", Direction.MINIMIZE);
    private static final Objective SCORE = new Objective("r2", Direction.MAXIMIZE);

    /** Least at (0.3, 0.6), where it is 2. */
    private static double bowl(Configuration c) {
        double x = (Double) c.values().get("x0") - 0.3;
        double y = (Double) c.values().get("x1") - 0.6;
        return 2 + 10 * (x * x + y * y);
    }

    @Test
    void theBoundCoversTheRegretAndShrinksAsTheSpaceBecomesKnown() {
        double before = Double.POSITIVE_INFINITY;
        for (int trials : List.of(20, 40, 80)) {
            List<Configuration> proposed = points(trials);
            double regret = proposed.stream().mapToDouble(RegretBoundTest::bowl).min().orElseThrow() - 2;

            double bound = bound(history(LOSS, proposed, RegretBoundTest::bowl, 27));

            assertThat(bound).as("%d trials", trials).isGreaterThanOrEqualTo(regret).isLessThan(before);
            before = bound;
        }
        // The bowl's range is 11: a fiftieth of it is all that 80 points leave open.
        assertThat(before).isLessThan(0.22);
    }

    @Test
    void itIsInTheObjectivesUnitWhicheverWayIsBetter() {
        List<Configuration> proposed = points(30);

        double minimised = bound(history(LOSS, proposed, RegretBoundTest::bowl, 27));
        double maximised = bound(history(SCORE, proposed, c -> 5 - 0.1 * bowl(c), 27));

        assertThat(maximised).isCloseTo(0.1 * minimised, withinPercentage(1));
    }

    @Test
    void whereNothingWasTrainedInFullOrLittleWasObservedThereIsNone() {
        assertThat(RegretBound.of(SQUARE, history(LOSS, points(19), RegretBoundTest::bowl, 27), RandomStream.ofSeed(1)))
                .isEmpty();
        assertThat(RegretBound.of(SQUARE, history(LOSS, points(40), RegretBoundTest::bowl, 9), RandomStream.ofSeed(1)))
                .isEmpty();
        assertThat(RegretBound.of(SQUARE, history(LOSS, points(40), c -> 3, 27), RandomStream.ofSeed(1)))
                .as("nothing tells configurations apart").isEmpty();
    }

    @Test
    void trialsWithoutAResultAreBadNewsThatDoesNotStretchTheScale() {
        List<Configuration> proposed = points(40);

        double bound = bound(history(LOSS, proposed, c -> (Double) c.values().get("x0") > 0.9 ? Double.NaN
                : (Double) c.values().get("x0") > 0.85 ? 1e9 : bowl(c), 27));

        assertThat(bound).isBetween(0.0, 3.0);
    }

    private static double bound(History told) {
        double bound = RegretBound.of(SQUARE, told, RandomStream.ofSeed(5)).orElseThrow();
        assertThat(RegretBound.of(SQUARE, told, RandomStream.ofSeed(5))).hasValue(bound);
        return bound;
    }

    private static List<Configuration> points(int count) {
        return new SobolSampler()
                .ask(SQUARE, new History(LOSS, 27, List.of(), List.of()), count, RandomStream.ofSeed(3));
    }

    private static History history(Objective objective, List<Configuration> proposed,
                                   ToDoubleFunction<Configuration> value, int epochs) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < proposed.size(); i++) {
            observations.add(
                    new Observation(new TrialId(i), proposed.get(i), epochs, value.applyAsDouble(proposed.get(i))));
        }
        return new History(objective, 27, proposed, observations);
    }
}
