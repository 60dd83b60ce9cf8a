package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.sampler.evolution.DifferentialEvolutionSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.LearningCurve;
import org.whittle.schedule.OneEpoch;
import org.whittle.schedule.OverFolds;
import org.whittle.schedule.PopulationBasedTraining;
import org.whittle.study.EarlierFormats;
import org.whittle.study.StudySpec;

/** Schedulers that bring more along than their own settings. */
class SchedulersTest {

    private static final String STUDY = Studies.DATA + "space.learning-rate { low = 1e-3, high = 1e-1 }\n";

    @Test
    void bohbIsHyperbandWithTpeUnlessAnotherSamplerIsWritten() {
        StudySpec spec = Studies.read(STUDY + "search.scheduler = bohb");

        assertThat(spec.scheduler()).isEqualTo(new Hyperband(1, 27, 3, 1));
        assertThat(spec.sampler()).isEqualTo(new TpeSampler());
        assertThat(spec.resolved()).containsEntry("search.sampler", "\"tpe\"");
        assertThat(StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT)).isEqualTo(spec);
        assertThat(Studies.read(STUDY + "search { scheduler = bohb, sampler = tpe }")
                        .sampler())
                .isEqualTo(new TpeSampler());
    }

    @Test
    void foldsAreThoseOfTheSplitAndTheSearchMayBeginWithFewer() {
        String study = STUDY + "search.scheduler = hyperband\n";
        StudySpec spec = Studies.read(study + "data.split.folds { k = 5, repeats = 2 }");
        assertThat(spec.scheduler()).isEqualTo(new OverFolds(new Hyperband(1, 27, 3, 1), 10, 10));
        assertThat(spec.data().folds().count()).isEqualTo(10);
        assertThat(StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT)).isEqualTo(spec);
        assertThat(Studies.read(study + "data.split.folds.k = 5, search.folds.first = 2").scheduler())
                .isEqualTo(new OverFolds(new Hyperband(1, 27, 3, 1), 5, 2));
        assertThat(Studies.read(study).scheduler()).isEqualTo(new Hyperband(1, 27, 3, 1));

        assertThat(Studies.problems(study + "data.split.folds.k = 5, search.folds.first = 6")).singleElement()
                .asString().contains("search.folds.first = 6, but there are 5 folds", "write at most 5");
        assertThat(Studies.problems(study + "search.folds.first = 2")).singleElement().asString()
                .contains("search.folds.first = 2, but there is one fold (data.split.folds); write at most 1");
        assertThat(Studies.problems(study + "data.split.folds.repeats = 2")).singleElement().asString()
                .contains("data.split.folds.repeats = 2 needs folds; write data.split.folds.k = 5");
        assertThat(Studies.problems(study + "data.split.folds.k = 5, search { folds.first = 1, "
                + "scheduler = population-based-training }")).singleElement().asString()
                .contains("on which copies of population-based-training cannot be trained; write "
                        + "search.folds.first = 5");
    }

    @Test
    void dehbIsHyperbandWithDifferentialEvolution() {
        StudySpec spec = Studies.read(STUDY + "search.scheduler = dehb");

        assertThat(spec.scheduler()).isEqualTo(new Hyperband(1, 27, 3, 1));
        assertThat(spec.sampler()).isEqualTo(new DifferentialEvolutionSampler());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grid",
                "random",
                "sobol",
                "gp",
                "tpe",
                "forest",
                "genetic",
                "differential-evolution",
                "cma-es",
                "auto"
            })
    void everySamplerHasItsName(String name) {
        assertThat(Studies.read(STUDY + "search.sampler = " + name).sampler().name()).isEqualTo(name);
    }

    @Test
    void learningCurveAndOneEpochHaveSettingsOfTheirOwn() {
        assertThat(Studies.read(STUDY + "search { scheduler = learning-curve, trials = 40, population = 8, "
                + "learning-curve { grace = 4, interval = 2, probability = 0.1 } }").scheduler())
                .isEqualTo(new LearningCurve(40, 8, 27, 4, 2, 0.1));
        assertThat(Studies.read(STUDY + "search { scheduler = one-epoch, trials = 40, one-epoch.keep = 5 }")
                        .scheduler())
                .isEqualTo(new OneEpoch(40, 5, 1, 27));
    }

    @Test
    void learningRatesThatChangeByGenerationsHaveNoScheduleUnlessOneIsWritten() {
        String study = STUDY + "search { scheduler = population-based-training, population = 20, "
                + "population-based-training.interval = 2 }\n";
        StudySpec spec = Studies.read(study);

        assertThat(spec.scheduler()).isEqualTo(new PopulationBasedTraining(20, 27, 2));
        assertThat(spec.training()).containsEntry("schedule", "constant");
        assertThat(StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT)).isEqualTo(spec);
        assertThat(Studies.read(study + "training.schedule = cosine").training()).containsEntry("schedule", "cosine");
        assertThat(Studies.read(STUDY).training()).containsEntry("schedule", "cosine");
    }

    @Test
    void aSpaceWithoutAnythingToChangeInTrainingIsReported() {
        assertThat(Studies.problems(Studies.DATA + "search.scheduler = population-based-training\n"
                        + "space { units { low = 8, high = 64 }, optimizer = [sgd, adam], dropout = [0.0, 0.1] }"))
                .singleElement()
                .asString()
                .matches("(?s)my\\.conf:\\d+: population-based-training changes hyperparameters of "
                        + "networks in training, and space \\(.*\\) has none that can change then; add a range for "
                        + "one of "
                        + "dropout, learning-rate, momentum, .*");
    }
}
