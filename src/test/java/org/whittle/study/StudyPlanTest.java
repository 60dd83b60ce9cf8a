package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Objectives;
import org.whittle.sampler.RandomSampler;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.PopulationBasedTraining;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.RungResult;
import org.whittle.schedule.Scheduler;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;

/** What a study would do, counted without laying out each iteration. */
class StudyPlanTest {

    private static final SearchSpace TEN = SearchSpace.of(new ChoiceParameter("units",
            List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));

    @Test
    void aStudyWithoutLimitsIsWhatItsSchedulerLaysOut() {
        StudyPlan plan = plan(new FullTraining(12, 5, 3), OptionalInt.empty(), OptionalLong.empty(), Specs.SPACE);

        assertThat(plan.stretches())
                .containsExactly(
                        baseline(3),
                        new StudyPlan.Stretch(List.of(bracket(1, 5, 3)), 2),
                        new StudyPlan.Stretch(List.of(bracket(3, 2, 3)), 1));
        assertThat(plan.trials()).isEqualTo(13);
        assertThat(plan.entering()).isEqualTo(13);
        assertThat(plan.epochs()).isEqualTo(39);
        assertThat(plan.brackets()).isEqualTo(3);
        assertThat(plan.copies()).isZero();
    }

    @Test
    void theBaselineIsATrialAndItsEpochsCount() {
        StudyPlan trials = plan(new FullTraining(12, 5, 3), OptionalInt.of(8), OptionalLong.empty(), Specs.SPACE);
        assertThat(trials.stretches())
                .containsExactly(
                        baseline(3),
                        new StudyPlan.Stretch(List.of(bracket(1, 5, 3)), 1),
                        new StudyPlan.Stretch(List.of(bracket(2, 2, 3)), 1));
        StudyPlan epochs = plan(new FullTraining(12, 5, 3), OptionalInt.empty(), OptionalLong.of(26), Specs.SPACE);
        assertThat(epochs.stretches()).as("26 epochs are those of 8 trials, and 2 are left")
                .isEqualTo(trials.stretches());
    }

    @Test
    void aFiniteSpaceHoldsTheBaselineIfItIsOneOfItsPoints() {
        Configuration point = Configuration.of(Map.of("units", 3));
        Configuration none = Configuration.of(Map.of("units", 64));
        assertThat(plan(new FullTraining(100, 4, 3), point).trials()).isEqualTo(10);
        assertThat(plan(new FullTraining(100, 4, 3), none).trials()).isEqualTo(11);
        assertThat(plan(new FullTraining(100, 4, 3), point).stretches()).endsWith(
                new StudyPlan.Stretch(List.of(bracket(3, 1, 3)), 1));
    }

    private static StudyPlan plan(Scheduler scheduler, Configuration baseline) {
        return StudyPlan.of(Specs.of(new RandomSampler(), scheduler, StopRules.NONE, List.of(), baseline, TEN));
    }

    @Test
    void copiesAreTrialsButTakeNoPlaceOfTheSpace() {
        StudyPlan whole = plan(new PopulationBasedTraining(10, 9, 2), OptionalInt.empty(), OptionalLong.empty(),
                Specs.SPACE);
        assertThat(whole.entering()).isEqualTo(11);
        assertThat(whole.copies()).isEqualTo(8);
        StudyPlan cut = plan(new PopulationBasedTraining(10, 9, 2), OptionalInt.of(14), OptionalLong.empty(),
                Specs.SPACE);
        assertThat(cut.entering()).isEqualTo(11);
        assertThat(cut.copies()).isEqualTo(3);
        assertThat(plan(new PopulationBasedTraining(10, 9, 2), OptionalInt.empty(), OptionalLong.empty(), TEN).trials())
                .as("ten points of which none is the baseline's").isEqualTo(19);
    }

    @Test
    void iterationsThatAreCountedAreThoseThatWouldBeLaidOut() {
        Random random = new Random(14);
        for (int i = 0; i < 400; i++) {
            Scheduler scheduler = switch (random.nextInt(3)) {
                case 0 -> new FullTraining(1 + random.nextInt(60), 1 + random.nextInt(7), 1 + random.nextInt(9));
                case 1 -> new Hyperband(1, 9, 3, 1 + random.nextInt(6));
                default -> new PopulationBasedTraining(2 + random.nextInt(12), 9, 1 + random.nextInt(5));
            };
            OptionalInt trials = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(1 + random.nextInt(150));
            OptionalLong epochs = random.nextBoolean() ? OptionalLong.empty()
                    : OptionalLong.of(scheduler.maxEpochs() + random.nextInt(400));
            SearchSpace space = random.nextInt(4) == 0 ? TEN : Specs.SPACE;

            StudyPlan counted = plan(scheduler, trials, epochs, space);
            StudyPlan laidOut = plan(new OneByOne(scheduler), trials, epochs, space);

            String what = "%s, trials %s, epochs %s".formatted(scheduler, trials, epochs);
            assertThat(brackets(counted)).as(what).isEqualTo(brackets(laidOut));
            assertThat(counted.copies()).as(what).isEqualTo(laidOut.copies());
            assertThat(counted.trials()).as(what).isEqualTo(laidOut.trials())
                    .isLessThanOrEqualTo(trials.orElse(Integer.MAX_VALUE));
            assertThat(counted.epochs()).as(what).isEqualTo(laidOut.epochs())
                    .isLessThanOrEqualTo(epochs.orElse(Long.MAX_VALUE));
            assertThat(counted.brackets()).as(what).isEqualTo(brackets(counted).size() - 1L);
            assertThat(brackets(counted)).as(what).extracting(BracketPlan::number).containsExactlyElementsOf(
                    LongStream.range(0, brackets(counted).size()).mapToObj(Math::toIntExact).toList());
        }
    }

    /** Each as often as it is run, numbered on. */
    private static List<BracketPlan> brackets(StudyPlan plan) {
        List<BracketPlan> brackets = new ArrayList<>();
        for (StudyPlan.Stretch stretch : plan.stretches()) {
            for (long time = 0; time < stretch.times(); time++) {
                for (BracketPlan bracket : stretch.brackets()) {
                    int number = bracket.number() + Math.toIntExact(time * stretch.brackets().size());
                    brackets.add(new BracketPlan(number, bracket.rungs()));
                }
            }
        }
        return brackets;
    }

    private static StudyPlan plan(Scheduler scheduler, OptionalInt trials, OptionalLong epochs, SearchSpace space) {
        StopRules rules = new StopRules(trials, epochs, Optional.empty(),
                OptionalDouble.empty(), Optional.empty());
        return StudyPlan.of(Specs.of(new RandomSampler(), scheduler, rules, List.of(), space));
    }

    private static StudyPlan.Stretch baseline(int epochs) {
        return new StudyPlan.Stretch(List.of(bracket(0, 1, epochs)), 1);
    }

    private static BracketPlan bracket(int number, int trials, int epochs) {
        return new BracketPlan(number, List.of(new RungPlan(trials, epochs)));
    }

    /** Lays out what another one does, and never says that iterations are alike. */
    private record OneByOne(Scheduler of) implements Scheduler {
        @Override
        public String name() {
            return of.name();
        }

        @Override
        public String describe() {
            return of.describe();
        }

        @Override
        public int maxEpochs() {
            return of.maxEpochs();
        }

        @Override
        public int iterations() {
            return of.iterations();
        }

        @Override
        public List<BracketPlan> brackets(int iteration, int firstNumber) {
            return of.brackets(iteration, firstNumber);
        }

        @Override
        public List<Decision> judge(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
            return of.judge(bracket, finished, objectives);
        }

        @Override
        public int copies(BracketPlan bracket) {
            return of.copies(bracket);
        }
    }
}
