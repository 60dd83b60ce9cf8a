package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.Direction;
import org.whittle.goal.Goal;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Threshold;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.evolution.Nsga2Sampler;
import org.whittle.sampler.forest.ForestSampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.space.Configuration;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

/**
 * Size is to be small and accuracy high, accuracy grows with size, and waste is good for neither: the front is where
 * there is no waste, at every size.
 */
class SeveralObjectivesTest {

    private static final RandomStream RANDOM = RandomStream.ofSeed(42).child("sampler");
    private static final SearchSpace SPACE = SearchSpace.of(real("size"), real("waste"));
    private static final Objective SIZE = new Objective("size", Direction.MINIMIZE);
    private static final Objectives BOTH = Objectives.of(new Objective("accuracy", Direction.MAXIMIZE), SIZE);

    static Stream<Sampler> samplers() {
        return Stream.of(new Nsga2Sampler(), new Scalarized(new GaussianProcessSampler()),
                new Scalarized(new TpeSampler()), new Scalarized(new ForestSampler()));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void proposalsGatherAlongTheWholeFront(Sampler sampler) {
        List<Configuration> asked = sampler.ask(SPACE, told(60, BOTH), 40, RANDOM);

        assertThat(asked).hasSize(40).doesNotHaveDuplicates();
        // A quarter of uniform draws waste so little; and half of them are on each side.
        assertThat(asked).filteredOn(c -> value(c, "waste") < 0.25).hasSizeGreaterThan(20);
        assertThat(asked).filteredOn(c -> value(c, "size") < 0.5).hasSizeGreaterThan(4);
        assertThat(asked).filteredOn(c -> value(c, "size") > 0.5).hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void aBoundIsSoughtToBeKept(Sampler sampler) {
        Goal bound = new Threshold("accuracy", Direction.MAXIMIZE, 0.6);
        List<Configuration> asked = sampler.ask(SPACE, told(60, Objectives.of(bound, SIZE)), 40, RANDOM);

        // An eighth of uniform draws, 5, come so near to the bound or keep it; a quarter of what is bred is random.
        assertThat(asked).filteredOn(c -> value(c, "size") - value(c, "waste") > 0.5).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void theAnswerIsAFunctionOfTheArguments(Sampler sampler) {
        assertThat(sampler.ask(SPACE, told(30, BOTH), 9, RANDOM))
                .isEqualTo(sampler.ask(SPACE, told(30, BOTH), 9, RANDOM));
    }

    @Test
    void oneObjectiveIsLeftAsItIs() {
        History told = new History(
                Objectives.of(SIZE),
                3,
                told(30, BOTH).proposed(),
                told(30, BOTH).observations().stream()
                        .map(o -> new Observation(
                                o.trial(), o.configuration(), 3, o.values().get(1)))
                        .toList());

        assertThat(new Scalarized(new TpeSampler()).ask(SPACE, told, 5, RANDOM))
                .isEqualTo(new TpeSampler().ask(SPACE, told, 5, RANDOM));
    }

    @Test
    void onlySamplersThatNeedItAreScalarized() {
        assertThat(Scalarized.of(new Nsga2Sampler())).isEqualTo(new Nsga2Sampler());
        assertThat(Scalarized.of(new RandomSampler())).isEqualTo(new RandomSampler());
        assertThat(Scalarized.of(new TpeSampler())).isEqualTo(new Scalarized(new TpeSampler()));
    }

    private static History told(int trials, Objectives objectives) {
        List<Configuration> proposed = new RandomSampler().ask(SPACE, new History(objectives, 3, List.of(), List.of()),
                trials, RANDOM.child("told"));
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            double size = value(proposed.get(i), "size");
            List<Double> values = i % 10 == 9 ? objectives.none()
                    : List.of(size - value(proposed.get(i), "waste"), size);
            observations.add(new Observation(new TrialId(i), proposed.get(i), 3, values));
        }
        return new History(objectives, 3, proposed, observations);
    }

    private static double value(Configuration configuration, String name) {
        return (Double) configuration.value(name).orElseThrow();
    }

    private static RealParameter real(String name) {
        return new RealParameter(name, 0, 1, Scale.LINEAR, OptionalDouble.empty());
    }
}
