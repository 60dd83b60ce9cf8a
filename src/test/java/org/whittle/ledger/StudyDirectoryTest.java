package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.score.step.Scaling;
import org.whittle.space.Configuration;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.study.DataSpec;
import org.whittle.study.Gate;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StopRules;
import org.whittle.study.StudyInUseException;
import org.whittle.study.StudySpec;
import org.whittle.work.CohortLimits;

class StudyDirectoryTest {

    @TempDir
    Path parent;

    private Path directory;
    private HadoopFileStore files;

    @BeforeEach
    void open() {
        directory = parent.resolve("study");
        files = new HadoopFileStore(directory.toString(), Map.of());
    }

    @Test
    void keepsTheSpecificationAndItsProvenance() {
        StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS).close();
        StudyRecord study = StudyDirectory.read(files).study();
        assertThat(study.name()).isEqualTo("digits");
        assertThat(study.seed()).isEqualTo(42);
        assertThat(study.settings()).isEqualTo(spec("3").resolved());
        assertThat(study.versions()).isEqualTo(SampleEvents.VERSIONS);
        assertThat(study.user()).isEqualTo(System.getProperty("user.name"));
        assertThat(study.createdAt()).isNotNull();
    }

    @Test
    void theOwnerCommitsAndOthersRead() throws IOException {
        try (StudyDirectory owned = StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS)) {
            owned.ledger().append(SampleEvents.commits().get(0));
            owned.outcomes(notice -> { }).save(List.of(SampleEvents.completed(1, 1, 0, 1, 3)));
            assertThat(StudyDirectory.read(files).ledger().read()).isEqualTo(SampleEvents.commits().get(0));
            assertThatThrownBy(() -> StudyDirectory.read(files).ledger().append(SampleEvents.commits().get(1)))
                    .isInstanceOf(IllegalStateException.class);
        }
        try (StudyDirectory resumed = StudyDirectory.resume(files)) {
            assertThat(resumed.ledger().read()).hasSize(1);
            resumed.ledger().append(SampleEvents.commits().get(1));
        }
        assertThat(StudyDirectory.read(files).ledger().read()).hasSize(3);
    }

    @Test
    void aSecondDriverIsRefused() {
        try (StudyDirectory owned = StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS)) {
            assertThatThrownBy(() -> StudyDirectory.resume(files)).isInstanceOf(StudyInUseException.class);
            assertThatThrownBy(() -> StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS))
                    .isInstanceOf(StudyInUseException.class);
            assertThat(owned.ledger().read()).isEmpty();
        }
    }

    @Test
    void aStudyIsNotBegunTwice() throws IOException {
        StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS).close();
        assertRefused(() -> StudyDirectory.create(files, spec("4"), SampleEvents.VERSIONS), "already holds a study",
                "--resume");
    }

    @Test
    void aForeignDirectoryIsRefused() throws IOException {
        files.write("thesis/chapter-1.tex", "years of work".getBytes(StandardCharsets.UTF_8));
        assertRefused(() -> StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS), "not empty", "thesis");
        assertRefused(() -> StudyDirectory.read(files), "no study");
        assertRefused(() -> StudyDirectory.resume(files), "no study");
    }

    @Test
    void anotherProgramsStudyRecordIsRefused() throws IOException {
        files.write("study.json", "{\"title\":\"sleep\",\"format\":1}".getBytes(StandardCharsets.UTF_8));
        assertRefused(() -> StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS), "study.json");
        assertRefused(() -> StudyDirectory.read(files), "study.json");
    }

    @Test
    void aDamagedStudyRecordIsRefused() throws IOException {
        StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS).close();
        byte[] whole = files.read("study.json");
        files.write("study.json", Arrays.copyOf(whole, whole.length / 2));
        assertRefused(() -> StudyDirectory.read(files), "study.json", "damaged");
        assertRefused(() -> StudyDirectory.resume(files), "study.json", "damaged");
        assertRefused(() -> StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS), "study.json", "damaged");
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        files.write("study.json", "{\"kind\":\"whittle-study\",\"format\":9}".getBytes(StandardCharsets.UTF_8));
        assertRefused(() -> StudyDirectory.resume(files), "format 9", "newer");
    }

    @Test
    void aFileIsNotAStudyDirectory() throws IOException {
        Files.writeString(directory, "x");
        assertThatThrownBy(() -> StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("is a file");
    }

    @Test
    void aFreshVolumeIsEmpty() throws IOException {
        Files.createDirectories(directory.resolve("lost+found"));
        Files.createDirectories(directory.resolve(".snapshot"));
        StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS).close();
        assertThat(StudyDirectory.holdsStudy(files)).isTrue();
    }

    @Test
    void aDriverKilledBeforeTheStudyWasWrittenLeavesNothingToClearAway() {
        StudyLock.acquire(files).close();
        assertThat(StudyDirectory.holdsStudy(files)).isFalse();
        StudyDirectory.create(files, spec("3"), SampleEvents.VERSIONS).close();
        assertThat(StudyDirectory.holdsStudy(files)).isTrue();
    }

    /** The user's mistake, and not a byte of the directory changed. */
    private void assertRefused(ThrowingCallable action, String... words)
            throws IOException {
        Map<String, String> before = contents();
        assertThatThrownBy(action).isInstanceOf(InvalidInputException.class).hasMessageContainingAll(words);
        assertThat(contents()).isEqualTo(before);
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.toList()) {
                contents.put(path.toString(), Files.isRegularFile(path) ? Files.readString(path) : "");
            }
        }
        return contents;
    }

    private static StudySpec spec(String eta) {
        Map<String, String> settings = Map.of("seed", "42", "scheduler.eta", eta);
        SearchSpace space = SearchSpace.of(new IntegerParameter("units", 1, 128, Scale.LOG, 1));
        DataSpec data = new DataSpec("csv", "digits.csv", Map.of(), "label", DataSpec.Task.AUTO, List.of(), List.of(),
                List.of(), Scaling.STANDARD, 100, new DataSpec.Split.ByHash(0.6, 0.2, 0.2, true));
        return new StudySpec("digits", 42, data, new TreeMap<>(), 5, space, Configuration.of(Map.of("units", 64)),
                List.of(), Objectives.of(new Objective("accuracy", Direction.MAXIMIZE)), null, null, StopRules.NONE,
                new CohortLimits(8, 2, Duration.ZERO, 1024), new StudySpec.Test(1000), Gate.NONE,
                new TreeMap<>(settings));
    }
}
