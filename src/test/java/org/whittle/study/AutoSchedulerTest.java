package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.whittle.sampler.AutoSampler;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.schedule.Ascent;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.Scheduler;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

class AutoSchedulerTest {

    private static final SearchSpace LARGE =
            SearchSpace.of(new RealParameter("rate", 0, 1, Scale.LINEAR, OptionalDouble.empty()));

    @Test
    void gpAscendsInHyperbandsEpochs() {
        for (Sampler sampler : List.of(new GaussianProcessSampler(), new AutoSampler())) {
            Hyperband hyperband = new Hyperband(1, 27, 3, 2);
            Scheduler picked = new AutoScheduler(hyperband, 27, 9).pick(sampler, LARGE);

            assertThat(picked).isInstanceOf(Ascent.class);
            // Less than one more population, 3 × 27 epochs, is left.
            assertThat(epochs(hyperband) - epochs(picked)).isBetween(0L, 80L);
        }
    }

    @Test
    void othersGetHyperband() {
        Hyperband hyperband = new Hyperband(1, 27, 3, 1);
        for (Sampler sampler : List.of(new RandomSampler(), new TpeSampler())) {
            assertThat(new AutoScheduler(hyperband, 27, 9).pick(sampler, LARGE)).isEqualTo(hyperband);
        }
    }

    @Test
    void aSmallSpaceIsTrainedWhole() {
        // One round of R = 27 is worth 10 full trainings and a bit.
        AutoScheduler auto = new AutoScheduler(new Hyperband(1, 27, 3, 1), 27, 9);

        assertThat(auto.pick(new AutoSampler(), finite(5))).isEqualTo(new FullTraining(10, 10, 27));
        assertThat(auto.pick(new AutoSampler(), finite(9))).isInstanceOf(Ascent.class);
    }

    @Test
    void nothingIsCutWhereNothingCanBe() {
        assertThat(new AutoScheduler(new Hyperband(1, 2, 3, 1), 27, 9).pick(new GaussianProcessSampler(), LARGE))
                .isEqualTo(new FullTraining(27, 9, 2));
        assertThat(new AutoScheduler(new Hyperband(10, 27, 3, 1), 20, 5).pick(new RandomSampler(), LARGE))
                .isEqualTo(new FullTraining(20, 5, 27));
    }

    private static SearchSpace finite(int layers) {
        return SearchSpace.of(new IntegerParameter("layers", 1, layers, Scale.LINEAR, 1),
                new ChoiceParameter("activation", List.of("relu", "tanh")));
    }

    private static long epochs(Scheduler scheduler) {
        long sum = 0;
        for (int i = 0; i < scheduler.iterations(); i++) {
            sum += scheduler.brackets(i, 1).stream().mapToLong(BracketPlan::epochs).sum();
        }
        return sum;
    }
}
