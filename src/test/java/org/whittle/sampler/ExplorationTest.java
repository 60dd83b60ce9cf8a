package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Constraint;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

class ExplorationTest {

    private static final RealParameter RATE =
            new RealParameter("learning-rate", 1e-4, 1e-1, Scale.LOG, OptionalDouble.empty());
    private static final RealParameter MOMENTUM =
            new RealParameter("momentum", 0, 0.99, Scale.LINEAR, OptionalDouble.empty());
    private static final RealParameter DROPOUT =
            new RealParameter("dropout", 0, 0.5, Scale.LINEAR, OptionalDouble.of(0.1));
    private static final ChoiceParameter OPTIMIZER = new ChoiceParameter("optimizer", List.of("sgd", "adam"));
    private static final Set<String> NAMES = Set.of("learning-rate", "layers", "optimizer", "momentum", "dropout");
    private static final SearchSpace SPACE = new SearchSpace(
            List.of(
                    Dimension.always(RATE),
                    Dimension.always(new IntegerParameter("layers", 1, 3, Scale.LINEAR, 1)),
                    Dimension.always(OPTIMIZER),
                    Dimension.when(MOMENTUM, Expression.parse("optimizer = sgd", NAMES)),
                    Dimension.always(DROPOUT)),
            List.of());
    private static final Configuration PARENT = Configuration.of(
            Map.of("learning-rate", 0.01, "layers", 2, "optimizer", "sgd", "momentum", 0.5, "dropout", 0.2));

    @Test
    void rangesOfWhatANetworkCanTakeOnInTrainingAreExplored() {
        assertThat(Exploration.parameters(SPACE)).extracting(Parameter::name)
                .containsExactlyInAnyOrder("learning-rate", "momentum", "dropout");
        assertThat(Exploration.parameters(SearchSpace.of(OPTIMIZER))).isEmpty();
    }

    @Test
    void aCopyInheritsTheRestAndStaysInTheSpace() {
        for (Configuration child : children(SPACE, PARENT, 500)) {
            assertThat(SPACE.violations(child)).isEmpty();
            assertThat(child.value("layers")).contains(2);
            assertThat(child.value("optimizer")).contains("sgd");
        }
    }

    @Test
    void aQuarterIsDrawnAnewAndTheOthersGoUpOrDownAlike() {
        List<Double> rates = children(SPACE, PARENT, 4000).stream()
                .map(c -> (Double) c.value("learning-rate").orElseThrow()).toList();

        // Shares of 4,000 draws: three standard deviations are at most 0.024.
        assertThat(rates.stream().filter(r -> Math.abs(r - 0.008) < 1e-12).count() / 4000.0)
                .isCloseTo(0.375, within(0.024));
        assertThat(rates.stream().filter(r -> Math.abs(r - 0.012) < 1e-12).count() / 4000.0)
                .isCloseTo(0.375, within(0.024));
    }

    @Test
    void valuesStayInsideTheirDomainAndOnItsSteps() {
        Configuration edge = Configuration.of(
                Map.of("learning-rate", 0.1, "layers", 2, "optimizer", "adam", "dropout", 0.5));

        List<Configuration> children = children(SPACE, edge, 500);

        assertThat(children).extracting(c -> c.value("learning-rate").orElseThrow()).contains(0.1, 0.1 * 0.8);
        assertThat(children).extracting(c -> c.value("dropout").orElseThrow()).contains(0.5, 0.4)
                .isSubsetOf(0.0, 0.1, 0.2, 0.3, 0.4, 0.5);
    }

    @Test
    void constraintsHoldAndWhereNothingElseCanBeACopyIsLikeItsParent() {
        SearchSpace tight = new SearchSpace(SPACE.dimensions(),
                List.of(new Constraint(Expression.parse("learning-rate <= 0.01", NAMES))));
        SearchSpace closed = new SearchSpace(SPACE.dimensions(), List.of(
                new Constraint(Expression.parse("learning-rate = 0.01", NAMES))));

        assertThat(children(tight, PARENT, 200)).allMatch(tight::admits);
        assertThat(Exploration.explore(closed, PARENT, RandomStream.ofSeed(1))).isEqualTo(PARENT);
    }

    @Test
    void momentumDoesNotComeOutOfNothing() {
        SearchSpace stepped =
                SearchSpace.of(new RealParameter("momentum", 0, 0.9, Scale.LINEAR, OptionalDouble.of(0.1)));

        assertThat(children(stepped, Configuration.of(Map.of("momentum", 0.1)), 300))
                .noneMatch(c -> c.value("momentum").orElseThrow().equals(0.0));
        assertThat(children(stepped, Configuration.of(Map.of("momentum", 0.0)), 300))
                .allMatch(c -> c.value("momentum").orElseThrow().equals(0.0));
    }

    private static List<Configuration> children(SearchSpace space, Configuration parent, int count) {
        List<Configuration> children = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            children.add(Exploration.explore(space, parent, RandomStream.ofSeed(7).child(i)));
        }
        return children;
    }
}
