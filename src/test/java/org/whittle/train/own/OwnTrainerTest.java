package org.whittle.train.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.train.MemoryFiles;
import org.whittle.work.Budget;
import org.whittle.work.FinalModel;
import org.whittle.work.LostCheckpointException;
import org.whittle.work.OwnTraining;
import org.whittle.work.OwnTraining.Call;
import org.whittle.work.Place;
import org.whittle.work.RefitTask;
import org.whittle.work.Start;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialOutcome.Diverged;
import org.whittle.work.TrialOutcome.Failed;
import org.whittle.work.TrialTask;

/** What becomes of trials that commands and classes train. */
// Longer than any of these waits on a busy machine; a command that is waited for in vain shall not stop the build.
@Timeout(600)
@Tag("cluster")
class OwnTrainerTest {

    /** Counts in its folder, and tells what it was told. */
    private static final String COUNTING = """
            read -r line
            printf '%s\\n' "$line" > $TOLD
            word() { printf '%s' "$line" | sed "s/.*\\"$1\\":\\([^,}]*\\).*/\\1/"; }
            folder=$(word checkpoint | tr -d '"')
            epoch=$(word from)
            count=$(cat $folder/count 2>/dev/null || echo 0)
            echo "some words on the way"
            while [ $epoch -lt $(word to) ]; do
              epoch=$((epoch + 1)); count=$((count + 3))
              echo "{\\"epoch\\":$epoch,\\"metrics\\":{\\"score\\":$count,\\"beside\\":1}}"
            done
            echo $count > $folder/count
            mkdir -p $folder/inner && ln -sf ../count $folder/inner/link
            echo '{"done":true,"test":{"score":'$count'}}'
            """;

    @TempDir
    Path directory;
    private final MemoryFiles files = new MemoryFiles();

    @Test
    void aTrialThatGoesOnElsewhereFindsWhatItLeft() throws IOException {
        OwnTrainer trainer = shell(COUNTING);
        Completed atOnce = (Completed) run(trainer, fresh(1, 7));

        Completed first = (Completed) run(trainer, fresh(2, 3));
        Completed second = (Completed) run(trainer, resumed(2, first, 7));

        List<EpochRecord> epochs = new ArrayList<>(first.epochs());
        epochs.addAll(second.epochs());
        assertThat(epochs).extracting(EpochRecord::metrics)
                .isEqualTo(atOnce.epochs().stream().map(EpochRecord::metrics).toList());
        assertThat(second.epochs()).extracting(EpochRecord::epoch).containsExactly(4, 5, 6, 7);
        assertThat(second.epochs().get(3).metrics()).isEqualTo(Map.of("score", 21.0));
        assertThat(files.read(second.checkpoint())).isEqualTo(files.read(atOnce.checkpoint()));
        assertThat(first.stoppedEarly()).isFalse();
    }

    @Test
    void aCommandIsToldItsTaskInOneLine() throws IOException {
        run(shell(COUNTING), new TrialTask(new TrialId(17), 1, 0,
                Configuration.of(Map.of("rate", 0.25, "depth", 3, "kind", "a\"b", "deep", true)), new Start.Fresh(),
                new Budget(9), -5));

        String told = Files.readString(directory.resolve("told")).strip();
        assertThat(told)
                .startsWith(
                        "{\"trial\":17,\"configuration\":{\"deep\":true,\"depth\":3,\"kind\":\"a\\\"b\",\"rate\":0.25},"
                                + "\"seed\":2147483647,\"fold\":0,\"from\":0,\"to\":9,\"checkpoint\":\"/")
                .endsWith("\"final\":false}");
    }

    @Test
    void whatHasAllEpochsOfTheStudyLeavesNothing() throws IOException {
        Completed whole = (Completed) run(shell(COUNTING), fresh(1, 27));

        assertThat(whole.checkpoint()).isEqualTo(TrialOutcome.NO_CHECKPOINT);
        assertThat(whole.epochs()).hasSize(27);
    }

    @Test
    void aTrialThatEndsEarlyTrainsNoFurther() throws IOException {
        OwnTrainer trainer = shell("echo x >> $TOLD; " + epoch(1, "0.5") + "; echo '{\"done\":true}'");
        Completed first = (Completed) run(trainer, fresh(1, 3));
        Completed second = (Completed) run(trainer, resumed(1, first, 9));

        assertThat(first.stoppedEarly()).isTrue();
        assertThat(second.stoppedEarly()).isTrue();
        assertThat(second.epochs()).isEmpty();
        assertThat(Files.readString(directory.resolve("told"))).isEqualTo("x\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            echo oh no >&2; exit 3                                             | The trainer exited with code 3: oh no.
            echo '{"failed":"units must be even"}'                             | The trainer failed: units must be even.
            echo '{"epoch":1,"metrics":{"score":0.5}}'                         | ended without the line {"done":true}.
            echo '{"done":true}'                                               | ended without having reported an epoch.
            echo '{"epoch":2,"metrics":{"score":0.5}}'                         | reported epoch 2 where epoch 1 was \
            next, of the epochs 1 to 3.
            echo '{"epoch":1,"metrics":{"scores":0.5}}'                        | reported epoch 1 without score, which \
            trainer.metrics names; it has: scores.
            echo '{"epoch":1,"metrics":{"score":"good"}}'                      | printed \
            {"epoch":1,"metrics":{"score":"good"}}, where score is not a number.
            echo '{"epoch":"one","metrics":{}}'                                | where epoch is not a whole number.
            kill -9 $$                                                         | exited with code 137 (it was killed, \
            perhaps for want of memory)
            no-such-program-anywhere                                           | exited with code 127 (there is no \
            such program on the node)
            """)
    void aTrainingThatGoesWrongIsATrialThatFailed(String script, String reason) throws IOException {
        TrialOutcome outcome = run(shell(script), fresh(1, 3));

        assertThat(outcome).isInstanceOf(Failed.class);
        assertThat(((Failed) outcome).reason()).startsWith("The trainer ").contains(reason).endsWith(".");
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "null"})
    void aMetricThatIsNoNumberIsATrialThatDiverged(String value) throws IOException {
        TrialOutcome outcome = run(shell(epoch(1, "0.5") + ";" + epoch(2, value) + "; sleep 1000"), fresh(1, 3));

        assertThat(outcome).isInstanceOf(Diverged.class);
        assertThat(((Diverged) outcome).reason()).startsWith("In epoch 2 score became ");
        assertThat(outcome.epochs()).hasSize(1);
    }

    @Test
    void rubbishIsNoMistake() throws IOException {
        TrialOutcome outcome = run(shell("""
                head -c 3000000 /dev/urandom
                printf '10 %%\r 50 %%\r'
                echo; echo '{"epoch'; echo '{}'; echo '[1]'; echo '{"done":false}'; yes '{"x":1}' | head -n 20000
                """ + epoch(1, "1") + "; yes | head -n 20000; echo '{\"done\":true}'"), fresh(1, 1));

        assertThat(outcome).isInstanceOf(Completed.class);
    }

    @Test
    void whatHangsIsEndedWithAllThatItStarted() throws Exception {
        TrialOutcome outcome =
                run(shell("sleep 1000 & echo $! > $TOLD; " + epoch(1, "1") + "; sleep 1001", 1500), fresh(1, 3));

        assertThat(((Failed) outcome).reason())
                .isEqualTo("The trainer reported no epoch for 1500 ms (trainer.timeout).");
        assertThat(outcome.epochs()).hasSize(1);
        awaitEnd(Long.parseLong(Files.readString(directory.resolve("told")).strip()));
    }

    @Test
    void whatIsLeftRunningEndsWithTheTrial() throws Exception {
        TrialOutcome outcome = run(shell("sleep 1000 & echo $! > $TOLD; " + epoch(1, "1") + "; echo '{\"done\":true}'"),
                fresh(1, 1));

        assertThat(outcome).isInstanceOf(Completed.class);
        awaitEnd(Long.parseLong(Files.readString(directory.resolve("told")).strip()));
    }

    @Test
    void whatIsCancelledEnds() throws Exception {
        OwnTrainer trainer = shell("echo $$ > $TOLD.new; mv $TOLD.new $TOLD; sleep 1000");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread task = new Thread(() -> {
            try {
                run(trainer, fresh(1, 1));
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        task.start();
        while (!Files.exists(directory.resolve("told"))) {
            Thread.sleep(20);
        }
        task.interrupt();
        task.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        awaitEnd(Long.parseLong(Files.readString(directory.resolve("told")).strip()));
    }

    @Test
    void theLastTrainingIsMeasuredAtTheTest() throws IOException {
        OwnTrainer trainer = shell(COUNTING);
        FinalModel winner = trainer.refit(new RefitTask(new TrialId(4), List.of(
                new RefitTask.Segment(Configuration.of(Map.of("x", 1.0)), 2, 7),
                new RefitTask.Segment(Configuration.of(Map.of("x", 2.0)), 5, 8)), "model"), place());
        assertThat(Files.readString(directory.resolve("told")))
                .contains("\"from\":2,\"to\":5")
                .contains("\"final\":true}");
        FinalModel baseline = trainer.refit(
                new RefitTask(TrialId.BASELINE, Configuration.of(Map.of()), 3, 7, "baseline"), place());

        List<TestResult> results = trainer.evaluate(List.of(winner, baseline), null, 1000, 1, place());

        assertThat(winner.epochs()).isEqualTo(5);
        assertThat(winner.flaw()).isEmpty();
        assertThat(results.get(0).metrics()).containsOnlyKeys("score")
                .containsEntry("score", new Estimate(15, Double.NaN, Double.NaN));
        assertThat(results.get(0).advantage()).containsEntry("score", new Estimate(6, Double.NaN, Double.NaN));
        assertThat(results.get(1).advantage()).isEmpty();
    }

    @Test
    void aLastTrainingThatFailsIsNotShipped() throws IOException {
        FinalModel model = shell("exit 1")
                .refit(new RefitTask(new TrialId(4), Configuration.of(Map.of()), 3, 7, "model"), place());

        assertThat(model.flaw()).isPresent();
        assertThat(files.exists("model")).isFalse();
    }

    @Test
    void aCheckpointThatWouldWriteElsewhereIsRefused() throws Exception {
        OwnTrainer trainer = shell(COUNTING);
        Completed first = (Completed) run(trainer, fresh(1, 1));
        byte[] sound = files.read(first.checkpoint());
        for (String entry : List.of("files/../../evil", "evil", "files//etc/evil", "files/a/../..")) {
            files.write(first.checkpoint(), with(sound, entry));

            assertThatThrownBy(() -> run(trainer, resumed(1, first, 2))).isInstanceOf(LostCheckpointException.class)
                    .hasMessageContaining("memory:/checkpoints").hasMessageContaining("it has an entry");
        }
    }

    @Test
    void aCheckpointThatWasCutOrChangedIsRefused() throws IOException {
        OwnTrainer trainer = shell(COUNTING);
        Completed first = (Completed) run(trainer, fresh(1, 1));
        byte[] sound = files.read(first.checkpoint());
        for (int length = 0; length < sound.length; length += 7) {
            files.write(first.checkpoint(), java.util.Arrays.copyOf(sound, length));

            assertThatThrownBy(() -> run(trainer, resumed(1, first, 2))).isInstanceOf(LostCheckpointException.class)
                    .hasMessageContaining("memory:/checkpoints");
        }
        for (int at = 0; at < sound.length; at += 5) {
            byte[] changed = sound.clone();
            changed[at] ^= 1;
            files.write(first.checkpoint(), changed);

            assertThatThrownBy(() -> run(trainer, resumed(1, first, 2))).isInstanceOf(LostCheckpointException.class);
        }
    }

    /** The archive with one more entry, and a new checksum: whoever writes the one can write the other. */
    private byte[] with(byte[] zip, String entry) throws Exception {
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new java.io.ByteArrayInputStream(zip));
                ZipOutputStream out = new ZipOutputStream(changed)) {
            ZipEntry head = in.getNextEntry();
            out.putNextEntry(new ZipEntry(head));
            in.transferTo(out);
            ZipEntry evil = new ZipEntry(entry);
            evil.setMethod(ZipEntry.STORED);
            evil.setSize(0);
            evil.setCrc(0);
            out.putNextEntry(evil);
            out.setComment("0".repeat(64));
        }
        byte[] file = changed.toByteArray();
        byte[] sum = java.security.MessageDigest.getInstance("SHA-256")
                .digest(java.util.Arrays.copyOf(file, file.length - 64));
        System.arraycopy(java.util.HexFormat.of().formatHex(sum).getBytes(), 0, file, file.length - 64, 64);
        return file;
    }

    private OwnTrainer shell(String script) {
        return shell(script, 60_000);
    }

    private OwnTrainer shell(String script, long timeoutMillis) {
        String told = "TOLD='%s'\n".formatted(directory.resolve("told"));
        return new OwnTrainer(new OwnTraining(new Call.OfCommand(List.of("sh", "-c", told + script)),
                new TreeMap<>(Map.of("score", Direction.MAXIMIZE)), Duration.ofMillis(timeoutMillis)), files, 27, "");
    }

    private static String epoch(int epoch, String score) {
        return "echo '{\"epoch\":%d,\"metrics\":{\"score\":%s}}'".formatted(epoch, score);
    }

    private static TrialOutcome run(OwnTrainer trainer, TrialTask task) throws IOException {
        return trainer.runner(place()).run(List.of(task)).get(0);
    }

    private static Place place() {
        return new Place("here", List.of(), "1.0.0", 0);
    }

    private static TrialTask fresh(int trial, int epochs) {
        return new TrialTask(new TrialId(trial), 1, 0, Configuration.of(Map.of("x", 1.0)), new Start.Fresh(),
                new Budget(epochs), 99);
    }

    private static TrialTask resumed(int trial, Completed before, int epochs) {
        return new TrialTask(new TrialId(trial), 1, before.rung() + 1, Configuration.of(Map.of("x", 1.0)),
                new Start.Resume(before.checkpoint()), new Budget(epochs), 99);
    }

    /** Killed is not yet gone. */
    private static void awaitEnd(long pid) throws InterruptedException {
        while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
            Thread.sleep(20);
        }
    }
}
