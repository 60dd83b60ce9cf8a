package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.LastOwner;
import org.whittle.ledger.StudyDirectory;
import org.whittle.run.StudyStatus.State;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent.SearchEnded;
import org.whittle.study.LedgerEvent.StudyFinished;

/** Every state of a study, made of a directory that an earlier build wrote. */
class StudyStatusTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/0.1-g");

    @TempDir
    Path directory;

    @Test
    void aFinishedStudyIsDone() throws IOException {
        StudyStatus status = status(copy("finished"), 0);

        assertThat(status.state()).isEqualTo(State.DONE);
        assertThat(status.exitCode()).hasValue(0);
        assertThat(status.line()).isEqualTo("done 16/16 72/72 0.9792");
    }

    @Test
    void jsonIsTheSummaryWithTheStateBeside() throws IOException {
        Path study = copy("finished");
        JsonNode json = new ObjectMapper().readTree(status(study, 0).json());
        JsonNode summary = new ObjectMapper().readTree(TuningResult.of(study.toString()).summary());

        List<String> keys = new ArrayList<>();
        summary.fieldNames().forEachRemaining(keys::add);
        keys.addAll(List.of("state", "owner_seen", "exit_code", "reason"));
        assertThat(json.fieldNames()).toIterable().containsExactlyElementsOf(keys);
        assertThat(json.get("state").asText()).isEqualTo("done");
        assertThat(json.get("exit_code").asInt()).isZero();
        assertThat(Instant.parse(json.get("owner_seen").asText())).isBefore(Instant.now());
        assertThat(json.get("best")).isEqualTo(summary.get("best"));
    }

    @Test
    void aStudyWhoseDriverIsAtWorkIsWhereItsLedgerIs() throws IOException {
        Path searching = copy("killed");
        Path preparing = copy("killed");
        keep(preparing, 0);
        Path selecting = copy("finished");
        keep(selecting, commits(selecting) - 1);

        assertThat(owned(searching, 0).line()).startsWith("searching 8/16 15/72 0.8750");
        assertThat(owned(preparing, 0).line()).isEqualTo("preparing 0/16 0/72 -");
        assertThat(owned(selecting, 0).line()).isEqualTo("selecting 16/16 72/72 0.9792");
        assertThat(owned(selecting, 0).exitCode()).isEmpty();
    }

    @Test
    void anUnfinishedStudyIsLostOnceNobodyWasSeenForTwiceTheLease() throws IOException {
        Path study = copy("killed");
        long lease = LastOwner.LEASE.toSeconds();

        assertThat(owned(study, 2 * lease - 2).state()).isEqualTo(State.SEARCHING);
        assertThat(owned(study, 2 * lease + 2).state()).isEqualTo(State.LOST);
        assertThat(owned(study, -3600).state()).as("a clock that is an hour behind").isEqualTo(State.SEARCHING);
    }

    /** As after a signal: its successor is on its way. */
    @Test
    void aDriverThatWasStoppedLeavesItsStudyAsItIsUntilNobodyComes() throws IOException {
        Path study = copy("killed");
        StudyDirectory.resume(files(study)).close();

        assertThat(status(study, 0).state()).isEqualTo(State.SEARCHING);
        assertThat(status(study, 61).state()).isEqualTo(State.LOST);
    }

    @Test
    void aDriverThatFailedSaysWhy() throws IOException {
        Path study = copy("killed");
        try (StudyDirectory owned = StudyDirectory.resume(files(study))) {
            owned.fail(1, "no room is left on the disk");
        }
        StudyStatus failed = status(study, 0);

        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.exitCode()).hasValue(1);
        assertThat(failed.reason()).isEqualTo("no room is left on the disk");
        assertThat(status(study, 3600).state()).as("also later").isEqualTo(State.FAILED);
        assertThat(owned(study, 0).state()).as("somebody goes on with it").isEqualTo(State.SEARCHING);
    }

    @Test
    void anOwnerThatWasFollowedCannotSayThatItFailed() throws IOException {
        Path study = copy("killed");
        StudyDirectory first = StudyDirectory.resume(files(study));
        Files.writeString(study.resolve("owner").resolve(nextClaim(study)), "{}");
        first.fail(1, "too late");
        first.close();

        assertThat(study.resolve("owner")).isDirectoryNotContaining("glob:**-end.json");
    }

    @Test
    void whatIsNoStudyHasNoStatus() {
        assertThat(StudyStatus.of(files(directory.resolve("nowhere")), Clock.systemUTC())).isEmpty();
    }

    @Test
    void allStudiesUnderADirectoryAreFoundInTheOrderOfTheirNames() throws IOException {
        Path nested = Files.createDirectories(directory.resolve("all/2026/november"));
        Files.createDirectories(directory.resolve("all/.hidden"));
        copyTo("finished", nested.resolve("b"));
        copyTo("finished", nested.resolve("a"));
        copyTo("finished", directory.resolve("all/z"));
        copyTo("finished", directory.resolve("all/.hidden/study"));

        String root = "file:" + directory.resolve("all");
        assertThat(StudyStatus.under(directory.resolve("all").toString())).containsExactly(
                root + "/2026/november/a", root + "/2026/november/b", root + "/z");
        assertThat(StudyStatus.under(nested.resolve("a").toString())).containsExactly(root + "/2026/november/a");
        assertThatThrownBy(() -> StudyStatus.under(directory.resolve("absent").toString()))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("no directory");
    }

    /** The golden copies were cut where the tests say. */
    @Test
    void theDirectoriesAreWhatTheTestsTakeThemFor() throws IOException {
        assertThat(StudyDirectory.read(files(GOLDEN.resolve("killed"))).ledger().read())
                .noneMatch(SearchEnded.class::isInstance);
        assertThat(StudyDirectory.read(files(GOLDEN.resolve("finished"))).ledger().read())
                .last().isInstanceOf(StudyFinished.class);
    }

    private static StudyStatus status(Path study, long secondsFromNow) {
        Clock clock = Clock.fixed(Instant.now().plusSeconds(secondsFromNow), ZoneOffset.UTC);
        return StudyStatus.of(files(study), clock).orElseThrow();
    }

    /** While it has an owner. */
    private static StudyStatus owned(Path study, long secondsFromNow) {
        try (StudyDirectory owner = StudyDirectory.resume(files(study))) {
            assertThat(StudyDirectory.owner(owner.files()).orElseThrow().seen())
                    .isAfter(Instant.now().minus(Duration.ofMinutes(1)));
            return status(study, secondsFromNow);
        }
    }

    private static String nextClaim(Path study) throws IOException {
        try (Stream<Path> claims = Files.list(study.resolve("owner"))) {
            long owners = claims.filter(file -> file.getFileName().toString().matches("[0-9]{8}\\.json")).count();
            return "%08d.json".formatted(owners + 1);
        }
    }

    /** Takes all commits behind the first ones away. */
    private static void keep(Path study, long first) throws IOException {
        for (long n = first + 1; Files.exists(study.resolve("ledger/%08d.json".formatted(n))); n++) {
            Files.delete(study.resolve("ledger/%08d.json".formatted(n)));
        }
    }

    private static long commits(Path study) throws IOException {
        try (Stream<Path> commits = Files.list(study.resolve("ledger"))) {
            return commits.count();
        }
    }

    private Path copy(String golden) throws IOException {
        return copyTo(golden, Files.createTempDirectory(directory, golden).resolve("study"));
    }

    private static Path copyTo(String golden, Path to) throws IOException {
        FileUtils.copyDirectory(GOLDEN.resolve(golden).toFile(), to.toFile());
        return to;
    }

    private static HadoopFileStore files(Path study) {
        return new HadoopFileStore(study.toString(), Map.of());
    }
}
