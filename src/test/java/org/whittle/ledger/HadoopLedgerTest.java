package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.TrialId;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Ledger;
import org.whittle.study.LedgerEvent;
import org.whittle.work.FileStore;

class HadoopLedgerTest extends LedgerContract {

    @TempDir
    Path directory;

    private FileStore files;
    private StudyLock lock;

    @BeforeEach
    void own() {
        files = new HadoopFileStore(directory.toString(), Map.of());
        lock = StudyLock.acquire(files);
    }

    @AfterEach
    void release() {
        lock.close();
    }

    @Override
    protected Ledger open() {
        return HadoopLedger.owned(files, lock);
    }

    @Test
    void writesOneReadableFileForEachCommit() throws IOException {
        SampleEvents.commits().forEach(open()::append);
        assertThat(files.list("ledger"))
                .hasSize(11)
                .startsWith("00000001.json", "00000002.json")
                .endsWith("00000011.json");
        assertThat(text("ledger/00000001.json"))
                .startsWith("{\"format\":5,\"commit\":1,\"before\":\"\",\"events\":[{\"type\":\"study-opened\"");
        assertThat(text("ledger/00000004.json"))
                .contains("\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"type\":\"diverged\"")
                .doesNotContain("org.whittle", "java.");
    }

    @Test
    void keepsWhatASearchSpentAndWhichRefitsWereRejected() {
        List<LedgerEvent> events = List.of(new LedgerEvent.TimeSpent(12.5),
                new LedgerEvent.RefitRejected(new TrialId(3), 1, Double.NaN, 2.25, "diverged in epoch 4"));
        open().append(events);
        assertThat(open().read()).isEqualTo(events);
    }

    @Test
    void readersCannotAppend() {
        open().append(SampleEvents.commits().get(0));
        Ledger reader = HadoopLedger.readOnly(files);
        assertThat(reader.read()).hasSize(1);
        assertThatThrownBy(() -> reader.append(SampleEvents.commits().get(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    /** The ledger of release 0.1 as it was first written, and as it was once trials could be copied. */
    @ParameterizedTest
    @ValueSource(strings = {"release-0.1", "release-0.1-copies"})
    void readsALedgerOfRelease01(String golden) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> written = new ArrayList<>();
        for (int commit = 1; commit <= 11; commit++) {
            String name = "%08d.json".formatted(commit);
            try (var in = getClass().getResourceAsStream("/org/whittle/ledger/" + golden + "/ledger/" + name)) {
                byte[] content = in.readAllBytes();
                files.write("ledger/" + name, content);
                json.readTree(content).get("events").forEach(written::add);
            }
        }
        List<LedgerEvent> read = open().read();
        assertThat(read).hasSameSizeAs(written);
        for (int i = 0; i < read.size(); i++) {
            assertHolds(json.readTree(LedgerJson.write(List.of(read.get(i)).toArray(new LedgerEvent[0]))).get(0),
                    written.get(i));
        }
        open().append(SampleEvents.commits().get(4));
        assertThat(open().read()).hasSize(written.size() + SampleEvents.commits().get(4).size());
    }

    /** Every field that was written has the value that was written. */
    private static void assertHolds(JsonNode read, JsonNode written) {
        if (written.isObject()) {
            written.fields().forEachRemaining(field -> assertHolds(read.path(field.getKey()), field.getValue()));
        } else if (written.isArray()) {
            assertThat(read.size()).isEqualTo(written.size());
            for (int i = 0; i < written.size(); i++) {
                assertHolds(read.get(i), written.get(i));
            }
        } else if (written.isNumber()) {
            assertThat(read.doubleValue()).isEqualTo(written.doubleValue());
        } else {
            assertThat(read).isEqualTo(written);
        }
    }

    @Test
    void anEarlierFormatMayLackWhatItsReleaseDidNotKnow() throws IOException {
        files.write("ledger/00000001.json", bytes("""
                {"format":1,"commit":1,"events":[{"type":"search-ended","at":"2026-01-31T12:00:00Z",
                 "reason":"done","wallSeconds":1.5}]}"""));
        assertThat(open().read())
                .containsExactly(new LedgerEvent.SearchEnded(Instant.parse("2026-01-31T12:00:00Z"), "done", 1.5, ""));
    }

    @Test
    void aLaterMinorVersionIsReadWithoutWhatIsNew() throws IOException {
        files.write("ledger/00000001.json", SealedJson.seal(bytes("""
                {"format":2,"minor":1,"commit":1,"before":"","events":[{"type":"coffee-drunk","cups":3},
                 {"type":"lock-box-opened","at":"2026-01-31T12:00:00Z","opening":1,"winner":4,"by":"me"}]}""")));
        assertThat(open().read())
                .containsExactly(
                        new LedgerEvent.LockBoxOpened(Instant.parse("2026-01-31T12:00:00Z"), 1, new TrialId(4)));
    }

    @Test
    void everyByteIsProtected() throws IOException {
        SampleEvents.commits().forEach(open()::append);
        Path file = directory.resolve("ledger/00000004.json");
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << at % 8);
            Files.write(file, changed);
            assertThatThrownBy(() -> open().read()).as("byte %d", at).isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("00000004.json");
        }
    }

    @Test
    void aCommitThatWasExchangedForASoundOneIsFound() throws IOException {
        SampleEvents.commits().forEach(open()::append);
        byte[] second = files.read("ledger/00000002.json");
        files.delete("ledger");
        open().append(List.of(new LedgerEvent.StudyResumed(SampleEvents.OPENED, SampleEvents.VERSIONS)));
        SampleEvents.commits().subList(1, 4).forEach(open()::append);
        assertThat(open().read()).isNotEmpty();
        files.write("ledger/00000002.json", second);
        assertDamaged("00000002.json", "does not follow");
    }

    @Test
    void aCommitOfAnEarlierFormatDoesNotFollowALaterOne() throws IOException {
        open().append(SampleEvents.commits().get(0));
        files.write("ledger/00000002.json", bytes("{\"format\":1,\"commit\":2,\"events\":[]}"));
        assertDamaged("00000002.json", "format 1");
    }

    @Test
    void skipsFieldsOfNewerReleases() throws IOException {
        files.write(
                "ledger/00000001.json",
                bytes(
                        """
                {"format":1,"commit":1,"signature":{"by":[1]},"events":[{"type":"search-ended",
                 "at":"2026-01-31T12:00:00Z",
                 "reason":"done","wallSeconds":1.5,"rules":"","carbon":{"grams":3}}]}"""));
        assertThat(open().read()).hasSize(1);
    }

    @Test
    void namesAnEventItDoesNotKnow() throws IOException {
        files.write(
                "ledger/00000001.json", bytes("{\"format\":1,\"commit\":1,\"events\":[{\"type\":\"trial-cloned\"}]}"));
        assertDamaged("00000001.json", "trial-cloned", "newer release");
    }

    @Test
    void namesAFormatItDoesNotKnow() throws IOException {
        files.write("ledger/00000001.json", bytes("{\"format\":6,\"journal\":[]}"));
        assertDamaged("00000001.json", "format 6", "up to 5");
    }

    @Test
    void namesAGap() throws IOException {
        SampleEvents.commits().forEach(open()::append);
        files.delete("ledger/00000003.json");
        assertDamaged("00000003.json is missing");
    }

    @Test
    void namesATruncatedCommit() throws IOException {
        SampleEvents.commits().forEach(open()::append);
        Path file = directory.resolve("ledger/00000004.json");
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertDamaged("00000004.json", "damaged");
        }
    }

    @Test
    void namesAMissingField() throws IOException {
        files.write(
                "ledger/00000001.json",
                bytes(
                        "{\"format\":1,\"commit\":1,\"events\":[{\"type\":\"search-ended\",\"reason\":\"done\","
                                + "\"wallSeconds\":1,\"rules\":\"\"}]}"));
        assertDamaged("00000001.json", "'at'");
    }

    @Test
    void namesASwappedCommit() throws IOException {
        SampleEvents.commits().forEach(open()::append);
        files.write("ledger/00000002.json", files.read("ledger/00000003.json"));
        assertDamaged("00000002.json", "holds commit 3");
    }

    @Test
    void namesAForeignFile() throws IOException {
        open().append(SampleEvents.commits().get(0));
        files.write("ledger/notes.txt", bytes("mine"));
        assertDamaged("notes.txt");
    }

    private void assertDamaged(String... words) {
        assertThatThrownBy(() -> open().read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(words);
        assertThatThrownBy(() -> open().append(List.of())).isInstanceOf(InvalidInputException.class);
    }

    private String text(String path) throws IOException {
        return new String(files.read(path), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
