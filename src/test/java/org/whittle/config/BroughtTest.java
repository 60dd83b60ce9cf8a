package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.HalfTime;
import com.example.Spiral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.sampler.StagedSampler;
import org.whittle.schedule.BracketPlan;
import org.whittle.study.EarlierFormats;
import org.whittle.study.StudySpec;

/** Samplers and schedulers of users' jars: {@code com.example} stands for one, and lists its own. */
class BroughtTest {

    private static final String SPACE = Studies.DATA + "space.dropout { low = 0, high = 0.5 }\n";

    @ParameterizedTest
    @ValueSource(strings = {"com.example.Spiral", "spiral"})
    void aSamplerIsNamedByItsClassOrByItself(String name) {
        StudySpec spec = Studies.read(SPACE + "search.sampler = " + name);

        assertThat(spec.sampler()).isInstanceOf(Spiral.class);
        assertThat(spec.resolved()).containsEntry("search.sampler", "\"com.example.Spiral\"");
    }

    @Test
    void itServesWithinStagesToo() {
        StudySpec spec = Studies.read(SPACE + "search.sampler = staged, search.staged.sampler = spiral");

        assertThat(((StagedSampler) spec.sampler()).inner()).isInstanceOf(Spiral.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.HalfTime", "half-time"})
    void aSchedulerIsMadeFromTheNumbersOfSearch(String name) {
        StudySpec spec = Studies.read(SPACE + "search { scheduler = %s, max-epochs = 8, trials = 5 }".formatted(name));

        assertThat(spec.scheduler().name()).isEqualTo(new HalfTime().name());
        assertThat(spec.scheduler().brackets(0, 1).get(0)).isEqualTo(new BracketPlan(1, java.util.List.of(
                new org.whittle.schedule.RungPlan(5, 4), new org.whittle.schedule.RungPlan(3, 8))));
        assertThat(spec.resolved()).containsEntry("search.scheduler", "\"com.example.HalfTime\"");
    }

    @Test
    void numbersThatDoNotSuitASchedulerAreSaidInItsWords() {
        assertThat(Studies.problems(SPACE + "search { scheduler = half-time, max-epochs = 1, min-epochs = 1 }"))
                .containsExactly(
                        "my.conf:3: search.scheduler = com.example.HalfTime: one epoch has no half; write "
                                + "search.max-epochs = 2, at least");
    }

    @ParameterizedTest
    @CsvSource({
        "sampler, Sobol, sobol",
        "sampler, spirall, spiral",
        "sampler, bayesian, gp",
        "scheduler, hyperbandd, hyperband",
        "scheduler, halftime, half-time",
        "staged.sampler, sobool, sobol"
    })
    void anUnknownNameIsAnErrorWithAProposal(String setting, String written, String proposed) {
        assertThat(Studies.problems(SPACE + "search.%s = %s".formatted(setting, written)))
                .singleElement()
                .asString()
                .startsWith("my.conf:3: search.%s = %s is not one of ".formatted(setting, written))
                .endsWith("; write " + proposed);
    }

    @ParameterizedTest
    @CsvSource({"sampler, com.example.Missing", "scheduler, com.example.Missing", "sampler, com.example.HalfTime",
        "scheduler, java.lang.String", "staged.sampler, com.example.spiral"})
    void aClassThatIsNotThereOrOfAnotherKindIsSaid(String setting, String written) {
        assertThat(Studies.problems(SPACE + "search.%s = %s".formatted(setting, written)))
                .singleElement()
                .asString()
                .startsWith("my.conf:3: search.%s = %s: there is no such class, or it is no org.whittle."
                        .formatted(setting, written))
                .endsWith("; ship its jar: -- --jars my.jar");
    }

    @Test
    void aClassThatCannotBeMadeIsSaid() {
        assertThat(Studies.problems(SPACE + "search.sampler = org.whittle.sampler.GridSampler"))
                .singleElement()
                .asString()
                .contains("search.sampler = org.whittle.sampler.GridSampler cannot be made");
    }

    /** Others may have written it. */
    @Test
    void whatARecordNamesIsNotLoaded() {
        StudySpec spec = Studies.read(SPACE + "search { sampler = spiral, scheduler = half-time }");
        var record = new java.util.TreeMap<>(spec.resolved());
        record.put("search.sampler", "\"com.example.Explodes\"");
        record.put("search.scheduler", "\"com.example.Explodes\"");

        StudySpec rebuilt = StudyFile.rebuild(record, EarlierFormats.FORMAT);

        assertThat(rebuilt.sampler().name()).isEqualTo("com.example.Explodes");
        assertThat(rebuilt.scheduler().name()).isEqualTo("com.example.Explodes");
        assertThat(rebuilt.resolved()).isEqualTo(record);
    }
}
