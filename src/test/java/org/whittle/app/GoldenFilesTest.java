package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.config.StudyFile;
import org.whittle.config.hocon.Aliases;
import org.whittle.config.hocon.ResolvedSettings;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.ledger.StudyRecord;
import org.whittle.study.StudySpec;

/** Study directories of earlier builds: unchanged, and read without Spark. */
class GoldenFilesTest {

    @TempDir
    Path directory;

    static List<String> sets() {
        return Golden.SETS;
    }

    /** A golden file that is edited proves nothing: read what was written, and add a set for what is written now. */
    @ParameterizedTest
    @MethodSource("sets")
    void noneWasEverEdited(String set) throws Exception {
        Map<String, String> sums = new TreeMap<>();
        for (String line : Files.readAllLines(Golden.set(set).resolve("SHA256SUMS"))) {
            sums.put(line.substring(66), line.substring(0, 64));
        }
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(Golden.set(set))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(Golden.set(set).relativize(file).toString().replace('\\', '/'), HexFormat.of().formatHex(
                        MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
            }
        }
        files.remove("SHA256SUMS");
        // A set may be a single study.
        assertThat(sums).hasSizeGreaterThan(40);
        assertThat(files).isEqualTo(sums);
    }

    @ParameterizedTest
    @MethodSource("org.whittle.app.Golden#studies")
    void resultsShowsTheStudy(String set, String study) throws IOException {
        Path copy = Golden.copy(set, study, directory.resolve(study));
        SmallStudy.Outcome results = SmallStudy.run("results", copy.toString());
        assertThat(results.exitCode()).as(results.errors()).isZero();
        if (Golden.KILLED.containsKey(study)) {
            assertThat(results.out()).contains("searching");
        } else {
            JsonNode best = new ObjectMapper().readTree(copy.resolve("results/summary.json").toFile()).get("best");
            assertThat(results.out()).contains("Winner: trial " + best.get("trial").asInt());
        }
    }

    /** What a study file leaves out means what it meant when the study began, whatever it means today. */
    @ParameterizedTest
    @MethodSource("org.whittle.app.Golden#studies")
    void theStudyFileMeansWhatItMeant(String set, String study) {
        StudyRecord record = StudyDirectory.read(
                        new HadoopFileStore(Golden.set(set).resolve(study).toString(), Map.of()))
                .study();
        StudySpec read = StudyFile.read(Golden.file(study).toString(), List.of(), record.format());
        assertThat(ResolvedSettings.differences(StudyFile.rebuild(record.settings(), record.format()).resolved(),
                read.resolved())).isEmpty();
        SortedMap<String, String> recorded = new TreeMap<>(record.settings());
        Aliases.KNOWN.names().stream().filter(name -> recorded.containsKey(name.old()))
                .forEach(name -> recorded.put(name.present(), recorded.remove(name.old())));
        assertThat(read.resolved()).as("a setting with another default today needs a line in EarlierFormats.SETTINGS")
                .containsAllEntriesOf(recorded);
    }
}
