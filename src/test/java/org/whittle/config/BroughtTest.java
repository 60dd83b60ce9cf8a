package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.HalfTime;
import com.example.Spiral;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.StagedSampler;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.RungPlan;
import org.whittle.space.Configuration;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.work.History;

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
        assertThat(spec.scheduler().brackets(0, 1).get(0)).isEqualTo(new BracketPlan(1, List.of(
                new RungPlan(5, 4), new RungPlan(3, 8))));
        assertThat(spec.resolved()).containsEntry("search.scheduler", "\"com.example.HalfTime\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.Spiral", "spiral"})
    void whatASamplerDeclaresIsASettingOfSearchUnderItsName(String name) {
        StudySpec plain = Studies.read(SPACE + "search.sampler = " + name);
        StudySpec wide = Studies.read(SPACE + "search { sampler = %s, spiral.stride = 2 }".formatted(name));

        List<Configuration> points = ask(plain.sampler(), plain, 5);
        assertThat(ask(wide.sampler(), wide, 3)).containsExactly(points.get(0), points.get(2), points.get(4));
        assertThat(plain.resolved()).containsEntry("search.spiral.stride", "1");
        assertThat(wide.resolved()).containsEntry("search.spiral.stride", "2");
    }

    @Test
    void itHasThemWithinStagesToo() {
        StudySpec spec =
                Studies.read(SPACE + "search { sampler = staged, staged.sampler = spiral, spiral.stride = 2 }");
        StudySpec plain = Studies.read(SPACE + "search.sampler = spiral");

        assertThat(ask(((StagedSampler) spec.sampler()).inner(), spec, 2)).element(1)
                .isEqualTo(ask(plain.sampler(), plain, 3).get(2));
    }

    @Test
    void whatASchedulerDeclaresIsToo() {
        StudySpec spec = Studies.read(SPACE + "search { scheduler = half-time, trials = 10, half-time.share = 0.2 }");

        assertThat(spec.scheduler().brackets(0, 1).get(0).rungs()).extracting(RungPlan::trials).containsExactly(10, 2);
        assertThat(spec.resolved()).containsEntry("search.half-time.share", "0.2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sampler = spiral, spiral.strid = 2 | search.spiral.strid is not a setting; write search.spiral.stride",
                "sampler = com.example.Spiral, spiral.wide = 2 | search.spiral.wide is not a setting; write "
                        + "search.spiral.stride",
                "sampler = spiral, spiral.stride = 0 | search.spiral.stride = 0 is not a whole number from 1 to 1000; "
                        + "write 1",
                "sampler = spiral, spiral.stride = far | search.spiral.stride = far is not a whole number from 1 to "
                        + "1000; write 1",
                "sampler = spiral, spiral = 2 | search.spiral = 2 is a value, but search.spiral is a group of "
                        + "settings; write search.spiral { stride = ... }",
                "scheduler = half-time, half-time.shares = 1 | search.half-time.shares is not a setting; write "
                        + "search.half-time.share",
                "scheduler = half-time, half-time.share = 0 | search.scheduler = com.example.HalfTime: no trial would "
                        + "go on; write search.half-time.share = 0.5"
            })
    void whatItDoesNotDeclareOrTakeIsAnErrorWithAProposal(String written, String problem) {
        assertThat(Studies.problems(SPACE + "search { %s }".formatted(written)))
                .containsExactly("my.conf:3: " + problem);
    }

    @Test
    void withoutTheSamplerItsSettingsAreNone() {
        assertThat(Studies.problems(SPACE + "search { sampler = sobol, spiral.stride = 2 }")).singleElement().asString()
                .startsWith("my.conf:3: search.spiral is not a setting; ");
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
        assertThat(Studies.problems(SPACE + "search.sampler = org.whittle.sampler.StagedSampler"))
                .singleElement()
                .asString()
                .contains("search.sampler = org.whittle.sampler.StagedSampler cannot be made");
    }

    /** Others may have written it. */
    @Test
    void whatARecordNamesIsNotLoaded() {
        StudySpec spec = Studies.read(
                SPACE + "search { sampler = spiral, scheduler = half-time, spiral.stride = 3, half-time.share = 1 }");
        var record = new TreeMap<>(spec.resolved());
        record.put("search.sampler", "\"com.example.Explodes\"");
        record.put("search.scheduler", "\"com.example.Explodes\"");

        StudySpec rebuilt = StudyFile.rebuild(record, EarlierFormats.FORMAT);

        assertThat(rebuilt.sampler().name()).isEqualTo("com.example.Explodes");
        assertThat(rebuilt.scheduler().name()).isEqualTo("com.example.Explodes");
        assertThat(rebuilt.resolved()).isEqualTo(record).containsEntry("search.spiral.stride", "3")
                .containsEntry("search.half-time.share", "1.0");
    }

    /** With a sampler that is known, nothing else can have written it. */
    @Test
    void aRecordHasNoSettingsThatNobodyDeclares() {
        var record = new TreeMap<>(Studies.read(SPACE).resolved());
        record.put("search.spiral.stride", "3");

        assertThatThrownBy(() -> StudyFile.rebuild(record, EarlierFormats.FORMAT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("search.spiral is not a setting");
    }

    private static List<Configuration> ask(Sampler sampler, StudySpec spec, int count) {
        return sampler.ask(
                spec.space(),
                new History(spec.objectives(), spec.scheduler().maxEpochs(), List.of(), List.of()),
                count,
                RandomStream.ofSeed(1));
    }
}
