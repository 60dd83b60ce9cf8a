package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.sampler.AutoSampler;
import org.whittle.sampler.StagedSampler;
import org.whittle.sampler.reinforce.ReinforceSampler;
import org.whittle.study.EarlierFormats;
import org.whittle.study.StudySpec;

/** {@code search.staged}. */
class StagedTest {

    private static final String STUDY = Studies.DATA + """
            space { layers { low = 1, high = 2 }, units { low = 8, high = 64, per-layer = layers }, dropout { low = 0, \
            high = 0.5 } }
            search.sampler = staged
            """;

    @Test
    void aGroupNamesParametersAndUnitsAreThoseOfAllLayers() {
        StudySpec spec = Studies.read(STUDY
                + "search.staged { sampler = reinforce, trials = 9, groups = [[dropout], [layers, units]] }");

        assertThat(spec.sampler()).isEqualTo(new StagedSampler(new ReinforceSampler(), 9,
                List.of(List.of("dropout"), List.of("layers", "units.1", "units.2"))));
        assertThat(StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT)).isEqualTo(spec);
    }

    @Test
    void withoutGroupsThereIsOneStage() {
        assertThat(Studies.read(STUDY).sampler()).isEqualTo(new StagedSampler(new AutoSampler(), 27, List.of()));
    }

    @Test
    void stagesDoNotNest() {
        assertThat(Studies.problems(STUDY + "search.staged.sampler = staged"))
                .hasSize(1)
                .allMatch(problem ->
                        problem.startsWith("my.conf:4: search.staged.sampler = staged is not one of grid | "));
    }
}
