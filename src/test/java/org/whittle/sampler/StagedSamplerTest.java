package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

class StagedSamplerTest {

    private static final RandomStream RANDOM = RandomStream.ofSeed(42).child("sampler");
    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);
    private static final SearchSpace DIGITS = Spaces.digits();
    private static final Configuration BASELINE = Configuration.of(Map.of(
            "layers",
            2,
            "units",
            64,
            "activation",
            "relu",
            "dropout",
            0.1,
            "optimizer",
            "adam",
            "learning-rate",
            0.001,
            "batch-size",
            64,
            "weight-decay",
            1e-4));

    private final StagedSampler sampler = new StagedSampler(new RandomSampler(), 6,
            List.of(List.of("learning-rate", "dropout"), List.of("layers", "units")));

    @Test
    void theFirstStageVariesItsGroupAroundTheBaseline() {
        List<Configuration> asked = sampler.ask(DIGITS, told(List.of(BASELINE), c -> 1), 6, RANDOM);

        assertThat(asked).hasSize(6).allMatch(c -> without(c, "learning-rate", "dropout")
                .equals(without(BASELINE, "learning-rate", "dropout")));
        assertThat(asked.stream().map(c -> c.value("learning-rate"))).doesNotHaveDuplicates();
    }

    @Test
    void theNextStageHoldsToTheBestOfTheOneBefore() {
        List<Configuration> proposed = run(12, c -> Math.abs(number(c, "dropout") - 0.4));
        Configuration best = best(proposed.subList(0, 7), c -> Math.abs(number(c, "dropout") - 0.4));

        assertThat(best).isNotEqualTo(BASELINE);
        assertThat(proposed.subList(7, 13)).allMatch(c -> without(c, "layers", "units")
                .equals(without(best, "layers", "units")));
    }

    @Test
    void aStageThatFoundNothingBetterLeavesTheBaseline() {
        List<Configuration> proposed = run(7, c -> c.equals(BASELINE) ? 0 : 1);

        assertThat(without(proposed.get(7), "layers", "units")).isEqualTo(without(BASELINE, "layers", "units"));
    }

    @Test
    void whatIsInNoGroupIsTheLastStageAndThenTheFirstComesAgain() {
        List<Configuration> proposed = run(19, c -> c.equals(BASELINE) ? 0 : 1);
        String[] rest = {"activation", "batch-size", "optimizer", "momentum", "weight-decay"};

        assertThat(proposed.subList(13, 19)).allMatch(c -> without(c, rest).equals(without(BASELINE, rest)));
        assertThat(without(proposed.get(19), "learning-rate", "dropout"))
                .isEqualTo(without(BASELINE, "learning-rate", "dropout"));
    }

    @Test
    void aPopulationBeyondItsStageGoesOnWithTheNext() {
        List<Configuration> asked = sampler.ask(DIGITS, told(List.of(BASELINE), c -> 1), 8, RANDOM);

        assertThat(asked.subList(6, 8)).allMatch(c -> without(c, "layers", "units")
                .equals(without(BASELINE, "layers", "units")));
    }

    @Test
    void aParameterThatComesToLifeVariesThoughItIsInAnotherGroup() {
        StagedSampler parted = new StagedSampler(new RandomSampler(), 30,
                List.of(List.of("momentum"), List.of("optimizer")));
        // Beside adam there is no momentum to vary, so its stage passes its turn on.
        List<Configuration> asked = parted.ask(DIGITS, told(List.of(BASELINE), c -> 1), 9, RANDOM);

        assertThat(asked).allMatch(c -> without(c, "optimizer", "momentum").equals(without(BASELINE, "optimizer")));
        assertThat(asked).filteredOn(c -> c.value("optimizer").orElseThrow().equals("sgd")).hasSizeGreaterThan(1)
                .allMatch(c -> c.value("momentum").isPresent());
    }

    @Test
    void theInnerSamplerLearnsFromAllTrialsThatAgreeInWhatIsHeld() {
        StagedSampler learning = new StagedSampler(new TpeSampler(), 60, List.of(List.of("dropout")));
        List<Configuration> proposed = new ArrayList<>(List.of(BASELINE));
        ToDoubleFunction<Configuration> loss = c -> Math.abs(number(c, "dropout") - 0.4);
        proposed.addAll(learning.ask(DIGITS, told(proposed, loss), 30, RANDOM));
        List<Configuration> asked = learning.ask(DIGITS, told(proposed, loss), 20, RANDOM);

        // A fifth of uniform draws are that close.
        // A fifth of uniform draws are that close.
        assertThat(asked).filteredOn(c -> Math.abs(number(c, "dropout") - 0.4) < 0.05).hasSizeGreaterThan(12);
    }

    @Test
    void aTrialOfALargerBudgetWinsItsStage() {
        List<Configuration> proposed = run(6, c -> 1);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < proposed.size(); i++) {
            observations.add(new Observation(new TrialId(i), proposed.get(i), 1, 10 + i));
        }
        observations.add(new Observation(new TrialId(4), proposed.get(4), 3, 50));
        Configuration next = sampler.ask(DIGITS, new History(LOSS, 3, proposed, observations), 1, RANDOM).get(0);

        assertThat(without(next, "layers", "units")).isEqualTo(without(proposed.get(4), "layers", "units"));
    }

    @Test
    void aStageHasTrials() {
        assertThatIllegalArgumentException().isThrownBy(() -> new StagedSampler(new RandomSampler(), 0, List.of()))
                .withMessageContaining("search.staged.trials = 27");
    }

    /** The baseline and so many trials, asked for one by one. */
    private List<Configuration> run(int trials, ToDoubleFunction<Configuration> loss) {
        List<Configuration> proposed = new ArrayList<>(List.of(BASELINE));
        for (int i = 0; i < trials; i++) {
            proposed.addAll(sampler.ask(DIGITS, told(proposed, loss), 1, RANDOM));
        }
        return proposed;
    }

    private static History told(List<Configuration> proposed, ToDoubleFunction<Configuration> loss) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < proposed.size(); i++) {
            observations.add(new Observation(new TrialId(i), proposed.get(i), 3, loss.applyAsDouble(proposed.get(i))));
        }
        return new History(LOSS, 3, proposed, observations);
    }

    private static Configuration best(List<Configuration> proposed, ToDoubleFunction<Configuration> loss) {
        return proposed.stream().reduce((a, b) -> loss.applyAsDouble(b) < loss.applyAsDouble(a) ? b : a).orElseThrow();
    }

    private static Map<String, Object> without(Configuration configuration, String... names) {
        Map<String, Object> values = new TreeMap<>(configuration.values());
        values.keySet().removeAll(List.of(names));
        return values;
    }

    private static double number(Configuration configuration, String name) {
        return ((Number) configuration.value(name).orElseThrow()).doubleValue();
    }
}
