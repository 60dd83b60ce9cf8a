package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.net.LearningTask;
import org.whittle.sampler.SobolSampler;
import org.whittle.sampler.StagedSampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.schedule.Ascent;
import org.whittle.schedule.FullTraining;
import org.whittle.study.AutoChoice;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InFlight;
import org.whittle.study.StudySpec;

/** What auto stands for is said, and a study that is resumed keeps it. */
class AutoChoiceTest {

    private static final String STUDY =
            "data { path = rows.csv }\nspace.learning-rate { low = 1e-4, high = 1e-1, log = true }\n";

    @TempDir
    Path directory;

    @Test
    void saysWhatWasChosen() {
        StudySpec spec = Studies.read(STUDY);
        assertThat(AutoChoice.of(spec, Optional.empty())).containsOnly(Map.entry("search.sampler", "gp"),
                Map.entry("search.scheduler", "ascent"),
                Map.entry("search.iterations", String.valueOf(((Ascent) spec.scheduler()).iterations())));
        assertThat(AutoChoice.of(spec, Optional.of(new LearningTask.Classification(List.of("a", "b")))))
                .containsEntry("data.task", "classification").containsEntry("training.loss", "cross-entropy");
        assertThat(AutoChoice.of(Studies.read(STUDY, "search.sampler=tpe", "search.scheduler=full"), Optional.empty()))
                .isEmpty();
        assertThat(AutoChoice.text(AutoChoice.of(Studies.read(STUDY, "search.scheduler=hyperband"), Optional.empty())))
                .isEqualTo("auto: search.sampler = gp");
    }

    /** R = 27 and eta = 3: brackets that begin with 27, 9, 6 and 4 trials. */
    @Test
    void trialsInFlightAreChosenWhereNobodyLearnsFromThem() throws IOException {
        String sobol = STUDY + "search { sampler = sobol, scheduler = hyperband, max-epochs = 27, iterations = 4 }\n";
        assertThat(AutoChoice.of(Studies.read(sobol), Optional.empty()))
                .containsOnly(Map.entry("search.parallel", "46"));
        assertThat(Studies.read(sobol).cohorts().minPerRung()).as("rungs are divided as ever").isEqualTo(16);
        assertThat(AutoChoice.of(Studies.read(sobol, "search.parallel=7"), Optional.empty())).isEmpty();
        assertThat(AutoChoice.of(Studies.read(sobol, "stop.target=0.9"), Optional.empty()))
                .as("what is in flight when it is reached is lost").isEmpty();
        assertThat(AutoChoice.of(Studies.read(sobol, "search.sampler=tpe"), Optional.empty()))
                .as("a sampler that learns").isEmpty();
        assertThat(AutoChoice.of(Studies.read(sobol, "search.scheduler=asha"), Optional.empty()))
                .containsOnly(Map.entry("search.parallel", "16"));
        Path file = Files.writeString(directory.resolve("s.conf"), sobol);
        TreeMap<String, String> other = new TreeMap<>(Map.of("search.parallel", "30"));
        assertThat(AutoChoice.of(begun(file, other), Optional.empty())).isEqualTo(other);
        assertThat(begun(file, other).inFlight().trials()).hasValue(30);
        StudySpec earlier = begun(file, new TreeMap<>(Map.of("training.loss", "cross-entropy")));
        assertThat(earlier.inFlight())
                .as("of a release that counted brackets")
                .isEqualTo(new InFlight(OptionalInt.empty(), InFlight.Order.STUDY));
        assertThat(AutoChoice.of(earlier, Optional.empty())).isEmpty();
    }

    private static StudySpec begun(Path file, TreeMap<String, String> chosen) {
        return StudyFile.read(file.toString(), List.of(), EarlierFormats.FORMAT, chosen);
    }

    @Test
    void autoWithinStagesIsKeptToo() throws IOException {
        String staged = STUDY + "search { sampler = staged, staged.groups = [[learning-rate]] }\n";
        StudySpec spec = Studies.read(staged);
        assertThat(AutoChoice.of(spec, Optional.empty())).containsEntry("search.staged.sampler", "gp");
        assertThat(((StagedSampler) spec.sampler().in(spec.space())).inner()).isEqualTo(new GaussianProcessSampler());
        Path file = Files.writeString(directory.resolve("s.conf"), staged);
        StudySpec kept = StudyFile.read(file.toString(), List.of(), EarlierFormats.FORMAT,
                new TreeMap<>(Map.of("search.staged.sampler", "tpe")));
        assertThat(kept.sampler())
                .isEqualTo(new StagedSampler(new TpeSampler(), 27, List.of(List.of("learning-rate"))));
        assertThat(AutoChoice.of(kept, Optional.empty())).containsEntry("search.staged.sampler", "tpe");
        assertThat(AutoChoice.of(Studies.read(STUDY), Optional.empty())).as("where nothing is staged")
                .doesNotContainKey("search.staged.sampler");
    }

    @Test
    void keepsWhatAnotherReleaseChose() throws IOException {
        Path file = Files.writeString(directory.resolve("s.conf"), STUDY);
        StudySpec sobol = StudyFile.read(file.toString(), List.of(), EarlierFormats.FORMAT, new TreeMap<>(Map.of(
                "search.sampler", "sobol", "search.scheduler", "ascent", "search.iterations", "7")));
        assertThat(sobol.sampler()).isEqualTo(new SobolSampler());
        assertThat(((Ascent) sobol.scheduler()).iterations()).isEqualTo(7);
        assertThat(sobol.resolved()).as("the identity is what was written").isEqualTo(
                StudyFile.read(file.toString(), List.of()).resolved());
        TreeMap<String, String> full = new TreeMap<>(Map.of("search.sampler", "random", "search.scheduler", "full",
                "search.trials", "5", "search.population", "4"));
        StudySpec random = StudyFile.read(file.toString(), List.of(), EarlierFormats.FORMAT, full);
        assertThat(random.scheduler()).isEqualTo(new FullTraining(5, 4, 27));
        assertThat(AutoChoice.of(random, Optional.empty())).isEqualTo(full);
    }
}
