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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.Patience;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.FiniteSpace;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * What every sampler must do on every space. Whoever writes one extends this by a class that names it: it is published
 * with Whittle, in {@code whittle-VERSION-tests.jar}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SamplerContract {

    private static final RandomStream RANDOM = RandomStream.ofSeed(42).child("sampler");

    /** The samplers to be tested. */
    protected abstract Stream<Sampler> samplers();

    /**
     * Whether the sampler finds a space's configurations at all: of {@code narrow}, 1 in 200 points is allowed.
     *
     * @param space name of one of the large spaces: digits, nested, narrow, continuous
     */
    protected boolean suits(Sampler sampler, String space) {
        return true;
    }

    /** Spaces with more configurations than these tests ask for. */
    private static Map<String, SearchSpace> largeSpaces() {
        return new TreeMap<>(Map.of("digits", Spaces.digits(), "nested", Spaces.nested(), "narrow", Spaces.narrow(),
                "continuous", Spaces.continuous()));
    }

    private static Map<String, SearchSpace> smallSpaces() {
        return new TreeMap<>(Map.of("conditional", Spaces.finiteConditional(), "steps", Spaces.finiteSteps(),
                "narrow", Spaces.finiteNarrow(), "singleton", Spaces.singleton()));
    }

    Stream<Arguments> onLargeSpaces() {
        return samplers().flatMap(sampler -> largeSpaces().entrySet().stream()
                .filter(e -> suits(sampler, e.getKey()))
                .map(e -> arguments(Named.of(sampler.name(), sampler), Named.of(e.getKey(), e.getValue()))));
    }

    Stream<Arguments> withoutLearning() {
        return onLargeSpaces().filter(a -> !((Sampler) ((Named<?>) a.get()[0]).getPayload()).learns());
    }

    Stream<Arguments> onSmallSpaces() {
        return samplers().flatMap(sampler -> smallSpaces().entrySet().stream()
                .map(e -> arguments(Named.of(sampler.name(), sampler), Named.of(e.getKey(), e.getValue()))));
    }

    /** A study file that says nothing of them has the defaults. */
    @ParameterizedTest
    @MethodSource("samplers")
    public void itsSettingsHaveNamesAndWithTheirDefaultsItIsTheSameSampler(Sampler sampler) {
        assertThat(sampler.settings()).extracting(Setting::key).doesNotHaveDuplicates()
                .allSatisfy(key -> assertThat(key).matches("[a-z][a-z0-9-]*"));
        Sampler once = sampler.with(Values.standard(sampler.settings()));
        Sampler twice = once.with(Values.standard(sampler.settings()));
        History told = Told.nothing();
        assertThat(once.name()).isEqualTo(sampler.name());
        assertThat(twice.ask(Spaces.digits(), told, 3, RANDOM)).isEqualTo(once.ask(Spaces.digits(), told, 3, RANDOM));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    public void hasAName(Sampler sampler) {
        assertThat(sampler.name()).matches("[a-z][a-z0-9-]*");
    }

    @ParameterizedTest
    @MethodSource("samplers")
    public void saysInSentencesWhatItWouldDo(Sampler sampler) {
        assertThat(sampler.describe(Spaces.digits())).matches("[A-Z0-9].*\\.");
    }

    @ParameterizedTest
    @MethodSource("onLargeSpaces")
    public void proposesAsManyNewConfigurationsAsWanted(Sampler sampler, SearchSpace space) {
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
    public void doesNotProposeWhatTheUserDid(Sampler sampler, SearchSpace space) {
        // The most tempting ones: what the sampler would propose itself, and a baseline outside the space.
        List<Configuration> users = new ArrayList<>(sampler.ask(space, Told.nothing(), 6, RANDOM));
        users.add(0, Configuration.of(Map.of("not-in-the-space", 1)));

        assertThat(sampler.ask(space, Told.of(users), 6, RANDOM)).hasSize(6).doesNotContainAnyElementsOf(users)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("onLargeSpaces")
    public void theAnswerIsAFunctionOfTheArguments(Sampler sampler, SearchSpace space) {
        List<Configuration> proposed = sampler.ask(space, Told.nothing(), 12, RANDOM);
        List<Configuration> answer = sampler.ask(space, Told.of(proposed), 8, RANDOM);
        RandomStream used = RandomStream.ofSeed(42).child("sampler");
        used.nextLong();

        assertThat(sampler.ask(space, Told.nothing(), 12, used)).isEqualTo(proposed);
        assertThat(copy(sampler).ask(copy(space), copy(Told.of(proposed)), 8, used)).isEqualTo(answer);
    }

    @ParameterizedTest
    @MethodSource("withoutLearning")
    public void withoutLearningAskingInPortionsIsAskingAtOnce(Sampler sampler, SearchSpace space) {
        List<Configuration> portions = new ArrayList<>(sampler.ask(space, Told.nothing(), 5, RANDOM));
        portions.addAll(sampler.ask(space, Told.of(portions), 3, RANDOM));

        assertThat(portions).isEqualTo(sampler.ask(space, Told.nothing(), 8, RANDOM));
    }

    @ParameterizedTest
    @MethodSource("onSmallSpaces")
    public void aFiniteSpaceIsExhaustedAndThenThereIsNothingToPropose(Sampler sampler, SearchSpace space) {
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
    public void whereConstraintsLeaveNothingNothingIsProposedInBoundedTime(Sampler sampler) {
        // A second or so is needed.
        assertThat(Patience.processorSeconds(() -> {
            assertThat(sampler.ask(Spaces.impossible(), Told.nothing(), 5, RANDOM)).isEmpty();
            assertThat(sampler.ask(Spaces.finiteImpossible(), Told.nothing(), 5, RANDOM)).isEmpty();
        })).isLessThan(30);
    }

    @ParameterizedTest
    @MethodSource("samplers")
    public void askingForNothingIsAMistake(Sampler sampler) {
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
