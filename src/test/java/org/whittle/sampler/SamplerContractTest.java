package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.Patience;
import org.whittle.random.RandomStream;
import org.whittle.sampler.cmaes.CmaEsSampler;
import org.whittle.sampler.evolution.DifferentialEvolutionSampler;
import org.whittle.sampler.evolution.GeneticSampler;
import org.whittle.sampler.evolution.Nsga2Sampler;
import org.whittle.sampler.forest.ForestSampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.sampler.reinforce.ReinforceSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.space.Configuration;
import org.whittle.space.FiniteSpace;
import org.whittle.space.SearchSpace;

/** What every sampler must do on every space; a new one is added to {@link #samplers}. */
class SamplerContractTest {

    private static final RandomStream RANDOM = RandomStream.ofSeed(42).child("sampler");

    /** Some of every space below; a condition is parted from what it reads. */
    private static final List<List<String>> GROUPS =
            List.of(List.of("optimizer", "nesterov", "x", "a", "units"), List.of("layers", "momentum", "b", "dropout"));

    static Stream<Sampler> samplers() {
        return Stream.of(new GridSampler(4), new RandomSampler(), new SobolSampler(), new GaussianProcessSampler(),
                new TpeSampler(), new ForestSampler(), new GeneticSampler(), new Nsga2Sampler(),
                new DifferentialEvolutionSampler(), new CmaEsSampler(), new ReinforceSampler(), new AutoSampler(),
                new StagedSampler(new RandomSampler(), 5, GROUPS), new StagedSampler(new TpeSampler(), 20, GROUPS));
    }

    static Stream<Sampler> learning() {
        return samplers().filter(Sampler::learns);
    }

    /** Spaces with more configurations than these tests ask for. */
    static Map<String, SearchSpace> largeSpaces() {
        return new TreeMap<>(Map.of("digits", Spaces.digits(), "nested", Spaces.nested(), "narrow", Spaces.narrow(),
                "continuous", Spaces.continuous()));
    }

    static Map<String, SearchSpace> smallSpaces() {
        return new TreeMap<>(Map.of("conditional", Spaces.finiteConditional(), "steps", Spaces.finiteSteps(),
                "narrow", Spaces.finiteNarrow(), "singleton", Spaces.singleton()));
    }

    static Stream<Arguments> onLargeSpaces() {
        return samplers().flatMap(sampler -> largeSpaces().entrySet().stream()
                .filter(e -> !(sampler instanceof GridSampler) || !e.getKey().equals("narrow"))
                .map(e -> arguments(Named.of(sampler.name(), sampler), Named.of(e.getKey(), e.getValue()))));
    }

    static Stream<Arguments> withoutLearning() {
        return onLargeSpaces().filter(a -> !((Sampler) ((Named<?>) a.get()[0]).getPayload()).learns());
    }

    static Stream<Arguments> onSmallSpaces() {
        return samplers().flatMap(sampler -> smallSpaces().entrySet().stream()
                .map(e -> arguments(Named.of(sampler.name(), sampler), Named.of(e.getKey(), e.getValue()))));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void hasAName(Sampler sampler) {
        assertThat(sampler.name()).matches("[a-z][a-z0-9-]*");
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void saysInSentencesWhatItWouldDo(Sampler sampler) {
        assertThat(sampler.describe(Spaces.digits())).matches("[A-Z0-9].*\\.");
    }

    @ParameterizedTest
    @MethodSource("onLargeSpaces")
    void proposesAsManyNewConfigurationsAsWanted(Sampler sampler, SearchSpace space) {
        List<Configuration> proposed = new ArrayList<>();
        for (int count : new int[] {1, 9, 16, 3, 27}) {
            List<Configuration> answer = sampler.ask(space, Told.of(proposed), count, RANDOM);
            assertThat(answer).hasSize(count).allSatisfy(c -> assertThat(space.violations(c)).isEmpty());
            proposed.addAll(answer);
        }
        assertThat(proposed).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("onLargeSpaces")
    void doesNotProposeWhatTheUserDid(Sampler sampler, SearchSpace space) {
        // The most tempting ones: what the sampler would propose itself, and a baseline outside the space.
        List<Configuration> users = new ArrayList<>(sampler.ask(space, Told.nothing(), 6, RANDOM));
        users.add(0, Configuration.of(Map.of("not-in-the-space", 1)));

        assertThat(sampler.ask(space, Told.of(users), 6, RANDOM)).hasSize(6).doesNotContainAnyElementsOf(users)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("onLargeSpaces")
    void theAnswerIsAFunctionOfTheArguments(Sampler sampler, SearchSpace space) {
        List<Configuration> proposed = sampler.ask(space, Told.nothing(), 12, RANDOM);
        List<Configuration> answer = sampler.ask(space, Told.of(proposed), 8, RANDOM);
        RandomStream used = RandomStream.ofSeed(42).child("sampler");
        used.nextLong();

        assertThat(sampler.ask(space, Told.nothing(), 12, used)).isEqualTo(proposed);
        assertThat(copy(sampler).ask(copy(space), copy(Told.of(proposed)), 8, used)).isEqualTo(answer);
    }

    @ParameterizedTest
    @MethodSource("withoutLearning")
    void withoutLearningAskingInPortionsIsAskingAtOnce(Sampler sampler, SearchSpace space) {
        List<Configuration> portions = new ArrayList<>(sampler.ask(space, Told.nothing(), 5, RANDOM));
        portions.addAll(sampler.ask(space, Told.of(portions), 3, RANDOM));

        assertThat(portions).isEqualTo(sampler.ask(space, Told.nothing(), 8, RANDOM));
    }

    @ParameterizedTest
    @MethodSource("onSmallSpaces")
    void aFiniteSpaceIsExhaustedAndThenThereIsNothingToPropose(Sampler sampler, SearchSpace space) {
        Set<Configuration> all = all(space);
        List<Configuration> proposed = new ArrayList<>();
        while (proposed.size() < all.size()) {
            List<Configuration> answer = sampler.ask(space, Told.of(proposed), 10, RANDOM);
            assertThat(answer).hasSize(Math.min(10, all.size() - proposed.size()));
            proposed.addAll(answer);
        }

        assertThat(proposed).containsExactlyInAnyOrderElementsOf(all);
        assertThat(sampler.ask(space, Told.of(proposed), 10, RANDOM)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void whereConstraintsLeaveNothingNothingIsProposedInBoundedTime(Sampler sampler) {
        // A second or so is needed.
        assertThat(Patience.processorSeconds(() -> {
            assertThat(sampler.ask(Spaces.impossible(), Told.nothing(), 5, RANDOM)).isEmpty();
            assertThat(sampler.ask(Spaces.finiteImpossible(), Told.nothing(), 5, RANDOM)).isEmpty();
        })).isLessThan(30);
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void askingForNothingIsAMistake(Sampler sampler) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampler.ask(Spaces.continuous(), Told.nothing(), 0, RANDOM));
    }

    private static Set<Configuration> all(SearchSpace space) {
        FiniteSpace finite = FiniteSpace.of(space).orElseThrow();
        Set<Configuration> all = new HashSet<>();
        for (int i = 0; i < finite.size().intValueExact(); i++) {
            all.add(finite.get(BigInteger.valueOf(i)));
        }
        all.removeIf(c -> !space.satisfiesConstraints(c));
        return all;
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(value);
            return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
