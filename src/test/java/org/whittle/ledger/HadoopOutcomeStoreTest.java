package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.schedule.Rung;
import org.whittle.space.Configuration;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent;
import org.whittle.study.OutcomeStore;
import org.whittle.trial.Budget;
import org.whittle.trial.FileStore;
import org.whittle.trial.Start;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialTask;

class HadoopOutcomeStoreTest {

    @TempDir
    Path directory;

    private FileStore files;
    private OutcomeStore outcomes;

    @BeforeEach
    void open() {
        files = new HadoopFileStore(directory.toString(), Map.of());
        outcomes = new HadoopOutcomeStore(files);
    }

    @Test
    void findsWhatWasSaved() throws IOException {
        for (LedgerEvent event : SampleEvents.events()) {
            if (event instanceof LedgerEvent.RungFinished rung) {
                for (TrialOutcome outcome : rung.outcomes()) {
                    outcomes.save(outcome);
                    assertThat(outcomes.find(task(outcome.trial().value(), rung.bracket(), rung.rung())))
                            .contains(outcome);
                }
            }
        }
        assertThat(files.exists("outcomes/bracket=1/rung=0/trial=2.json")).isTrue();
    }

    @Test
    void theFirstAttemptWins() throws IOException {
        TrialOutcome first = SampleEvents.completed(17, 1, 2, 4, 9);
        outcomes.save(first);
        outcomes.save(SampleEvents.completed(17, 1, 2, 4, 5));
        assertThat(outcomes.find(task(17, 1, 2))).contains(first);
    }

    @Test
    void keepsRungsAndBracketsApart() throws IOException {
        outcomes.save(SampleEvents.completed(17, 1, 2, 4, 9));
        assertThat(outcomes.find(task(17, 1, 1))).isEmpty();
        assertThat(outcomes.find(task(17, 2, 2))).isEmpty();
        assertThat(outcomes.find(task(1, 1, 2))).isEmpty();
    }

    @Test
    void findsAllOfARungInTheOrderOfItsTasks() throws IOException {
        Rung rung = new Rung(1, 0, 3, 0, IntStream.range(0, 40).mapToObj(i -> task(i, 1, 0)).toList());
        assertThat(outcomes.findAll(rung)).isEmpty();
        for (int trial = 30; trial >= 0; trial -= 3) {
            outcomes.save(SampleEvents.completed(trial, 1, 0, 1, 3));
        }
        outcomes.save(SampleEvents.completed(99, 1, 0, 1, 3));
        assertThat(outcomes.findAll(rung)).extracting(outcome -> outcome.trial().value())
                .containsExactly(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30);
    }

    @Test
    void namesAFileThatHoldsAnotherTrial() throws IOException {
        outcomes.save(SampleEvents.completed(1, 1, 0, 1, 3));
        files.write("outcomes/bracket=1/rung=0/trial=2.json", files.read("outcomes/bracket=1/rung=0/trial=1.json"));
        assertThatThrownBy(() -> outcomes.find(task(2, 1, 0))).isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("trial=2.json", "trial 1");
        assertThatThrownBy(() -> outcomes.findAll(new Rung(1, 0, 3, 0, List.of(task(2, 1, 0)))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void travelsToExecutors() throws Exception {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(buffer)) {
            out.writeObject(outcomes);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(buffer.toByteArray()))) {
            ((OutcomeStore) in.readObject()).save(SampleEvents.completed(5, 1, 0, 1, 3));
        }
        assertThat(outcomes.find(task(5, 1, 0))).isPresent();
    }

    private static TrialTask task(int trial, int bracket, int rung) {
        return new TrialTask(new TrialId(trial), bracket, rung, Configuration.of(Map.of("units", 8)), new Start.Fresh(),
                new Budget(3), trial);
    }
}
