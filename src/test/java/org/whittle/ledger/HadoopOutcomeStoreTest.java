package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.goal.TrialId;
import org.whittle.schedule.Rung;
import org.whittle.space.Configuration;
import org.whittle.study.LedgerEvent;
import org.whittle.study.OutcomeStore;
import org.whittle.work.Budget;
import org.whittle.work.FileStore;
import org.whittle.work.Start;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

class HadoopOutcomeStoreTest {

    @TempDir
    Path directory;

    private FileStore files;
    private OutcomeStore outcomes;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void open() {
        files = new HadoopFileStore(directory.toString(), Map.of());
        outcomes = new HadoopOutcomeStore(files, told::add);
    }

    @Test
    void findsWhatWasSaved() throws IOException {
        for (LedgerEvent event : SampleEvents.events()) {
            if (event instanceof LedgerEvent.RungFinished rung) {
                outcomes.save(rung.outcomes());
                assertThat(outcomes.find(rung.outcomes().stream()
                        .map(o -> task(o.trial().value(), rung.bracket(), rung.rung())).toList()))
                        .contains(rung.outcomes());
            }
        }
    }

    @Test
    void aCohortIsOneFile() throws IOException {
        outcomes.save(List.of(completed(3, 9), completed(2, 9), completed(8, 9)));

        assertThat(files.list("outcomes/bracket=1/rung=2")).containsExactly("cohort-of-trial=2.json");
        assertThat(outcomes.find(List.of(task(8, 1, 2), task(2, 1, 2), task(3, 1, 2))).orElseThrow())
                .extracting(o -> o.trial().value()).containsExactly(8, 2, 3);
    }

    @Test
    void theFirstAttemptWins() throws IOException {
        outcomes.save(List.of(completed(17, 9)));
        outcomes.save(List.of(completed(17, 5)));
        assertThat(outcomes.find(List.of(task(17, 1, 2)))).contains(List.of(completed(17, 9)));
    }

    @Test
    void keepsRungsAndBracketsApart() throws IOException {
        outcomes.save(List.of(completed(17, 9)));
        assertThat(outcomes.find(List.of(task(17, 1, 1)))).isEmpty();
        assertThat(outcomes.find(List.of(task(17, 2, 2)))).isEmpty();
        assertThat(outcomes.find(List.of(task(1, 1, 2)))).isEmpty();
    }

    @Test
    void findsAllOfARungInTheOrderOfItsTasks() throws IOException {
        Rung rung = new Rung(1, 2, 3, 0, IntStream.range(0, 40).mapToObj(i -> task(i, 1, 2)).toList());
        assertThat(outcomes.findAll(rung)).isEmpty();
        for (int trial = 30; trial >= 0; trial -= 6) {
            outcomes.save(List.of(completed(trial, 3), completed(trial + 3, 3)));
        }
        outcomes.save(List.of(completed(99, 3)));
        assertThat(outcomes.findAll(rung)).extracting(outcome -> outcome.trial().value())
                .containsExactly(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33);
    }

    @Test
    void aFileThatHoldsOtherTrialsCountsAsAbsentAndIsReplaced() throws IOException {
        outcomes.save(List.of(completed(1, 3)));
        files.write("outcomes/bracket=1/rung=2/cohort-of-trial=2.json",
                files.read("outcomes/bracket=1/rung=2/cohort-of-trial=1.json"));
        files.write("outcomes/bracket=1/rung=0/cohort-of-trial=1.json",
                files.read("outcomes/bracket=1/rung=2/cohort-of-trial=1.json"));

        assertThat(outcomes.find(List.of(task(2, 1, 2)))).isEmpty();
        assertThat(outcomes.findAll(new Rung(1, 0, 3, 0, List.of(task(1, 1, 0))))).isEmpty();
        assertThat(told).singleElement().asString().contains("cohort-of-trial=1.json", "rung 2", "trained again");
        outcomes.save(List.of(completed(2, 5)));
        assertThat(outcomes.find(List.of(task(2, 1, 2)))).contains(List.of(completed(2, 5)));
    }

    @Test
    void everyByteIsProtected() throws IOException {
        outcomes.save(List.of(completed(17, 3), completed(18, 3)));
        String path = "outcomes/bracket=1/rung=2/cohort-of-trial=17.json";
        byte[] whole = files.read(path);
        Rung rung = new Rung(1, 2, 3, 0, List.of(task(17, 1, 2), task(18, 1, 2)));
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << at % 8);
            files.write(path, changed);
            if (!new String(changed, StandardCharsets.ISO_8859_1).startsWith("{\"format\":5")) {
                // Another format is refused, unless it is one that an earlier release had.
                assertThatCode(() -> assertThat(outcomes.findAll(rung)).isEmpty()).satisfiesAnyOf(
                        e -> assertThat(e).isNull(), e -> assertThat(e).hasMessageContaining("Use a newer one"));
            } else {
                assertThat(outcomes.findAll(rung)).as("byte %d", at).isEmpty();
            }
        }
        files.write(path, whole);
        assertThat(outcomes.findAll(rung)).hasSize(2);
    }

    @Test
    void filesWithoutASumAreRead() throws IOException {
        String path = "outcomes/bracket=1/rung=2/cohort-of-trial=17.json";
        files.write(path, ("{\"outcomes\":[" + new String(LedgerJson.write(completed(17, 3)), StandardCharsets.UTF_8)
                + "]}").getBytes(StandardCharsets.UTF_8));
        assertThat(outcomes.find(List.of(task(17, 1, 2)))).contains(List.of(completed(17, 3)));
    }

    @Test
    void travelsToExecutors() throws Exception {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(buffer)) {
            out.writeObject(outcomes);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(buffer.toByteArray()))) {
            ((OutcomeStore) in.readObject()).save(List.of(completed(5, 3)));
        }
        assertThat(outcomes.find(List.of(task(5, 1, 2)))).isPresent();
    }

    private static TrialOutcome completed(int trial, int epochs) {
        return SampleEvents.completed(trial, 1, 2, 1, epochs);
    }

    private static TrialTask task(int trial, int bracket, int rung) {
        return new TrialTask(new TrialId(trial), bracket, rung, Configuration.of(Map.of("units", 8)), new Start.Fresh(),
                new Budget(3), trial);
    }
}
