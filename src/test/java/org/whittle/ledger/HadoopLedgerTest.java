package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Ledger;
import org.whittle.trial.FileStore;

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
    Ledger open() {
        return HadoopLedger.owned(files, lock);
    }

    @Test
    void writesOneReadableFileForEachCommit() throws IOException {
        SampleEvents.commits().forEach(open()::append);
        assertThat(files.list("ledger")).hasSize(11).startsWith("00000001.json", "00000002.json").endsWith("00000011.json");
        assertThat(text("ledger/00000001.json")).startsWith("{\"format\":1,\"commit\":1,\"events\":[{\"type\":\"study-opened\"");
        assertThat(text("ledger/00000004.json")).contains("\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"type\":\"diverged\"")
                .doesNotContain("org.whittle", "java.");
    }

    @Test
    void readersCannotAppend() {
        open().append(SampleEvents.commits().get(0));
        Ledger reader = HadoopLedger.readOnly(files);
        assertThat(reader.read()).hasSize(1);
        assertThatThrownBy(() -> reader.append(SampleEvents.commits().get(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsALedgerOfRelease01() throws IOException {
        for (int commit = 1; commit <= 11; commit++) {
            String name = "%08d.json".formatted(commit);
            try (var in = getClass().getResourceAsStream("/org/whittle/ledger/release-0.1/ledger/" + name)) {
                files.write("ledger/" + name, in.readAllBytes());
            }
        }
        assertThat(open().read()).isEqualTo(SampleEvents.events());
    }

    @Test
    void skipsFieldsOfNewerReleases() throws IOException {
        files.write("ledger/00000001.json", bytes("""
                {"format":1,"commit":1,"signature":{"by":[1]},"events":[{"type":"search-ended","at":"2026-01-31T12:00:00Z",
                 "reason":"done","wallSeconds":1.5,"rules":"","carbon":{"grams":3}}]}"""));
        assertThat(open().read()).hasSize(1);
    }

    @Test
    void namesAnEventItDoesNotKnow() throws IOException {
        files.write("ledger/00000001.json", bytes("{\"format\":1,\"commit\":1,\"events\":[{\"type\":\"trial-cloned\"}]}"));
        assertDamaged("00000001.json", "trial-cloned", "newer release");
    }

    @Test
    void namesAFormatItDoesNotKnow() throws IOException {
        files.write("ledger/00000001.json", bytes("{\"format\":2,\"journal\":[]}"));
        assertDamaged("00000001.json", "format 2", "up to 1");
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
        files.write("ledger/00000001.json", bytes(
                "{\"format\":1,\"commit\":1,\"events\":[{\"type\":\"search-ended\",\"reason\":\"done\",\"wallSeconds\":1,\"rules\":\"\"}]}"));
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
        assertThatThrownBy(() -> open().read()).isInstanceOf(InvalidInputException.class).hasMessageContainingAll(words);
        assertThatThrownBy(() -> open().append(List.of())).isInstanceOf(InvalidInputException.class);
    }

    private String text(String path) throws IOException {
        return new String(files.read(path), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
