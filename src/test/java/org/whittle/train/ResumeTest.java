package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.TrialId;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Option;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Budget;
import org.whittle.work.Start;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialTask;

/** Training e epochs, pausing, and going on to f is training f epochs at once, bit for bit. */
class ResumeTest {

    @TempDir
    Path directory;

    static List<String> optimizers() {
        return Option.keys(Optimizers.ALL);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aPausedTrialGoesOnAsIfItHadNeverPaused(String optimizer) throws IOException {
        DjlTrainer trainer = Synthetic.trainer(Synthetic.classes(200, 60, 8, 3), new DirectoryFiles(directory),
                "optimizer", optimizer, "schedule", "exponential", "batch-normalization", true, "patience", 4);
        TrialTask whole = Synthetic.fresh(1, 7);
        Completed atOnce = run(trainer, whole);
        byte[] expected = file(atOnce);

        Completed first = run(trainer, Synthetic.fresh(1, 3));
        Completed second = run(trainer, Synthetic.resumed(whole, first.checkpoint(), 5));
        Completed third = run(trainer, Synthetic.resumed(whole, second.checkpoint(), 7));

        assertThat(file(third)).isEqualTo(expected);
        List<EpochRecord> epochs = new ArrayList<>(first.epochs());
        epochs.addAll(second.epochs());
        epochs.addAll(third.epochs());
        assertThat(epochs).extracting(EpochRecord::metrics)
                .isEqualTo(atOnce.epochs().stream().map(EpochRecord::metrics).toList());
    }

    /** Rows and labels of an epoch are its own, whatever was trained before. */
    @Test
    void aPausedTrialOfChangedRowsGoesOnAsIfItHadNeverPaused() throws IOException {
        for (var data : List.of(Synthetic.classes(300, 60, 8, 3), Synthetic.numbers(300, 60, 8))) {
            DjlTrainer trainer = Synthetic.trainer(
                    data,
                    new DirectoryFiles(directory),
                    "mixup",
                    0.4,
                    "input-noise",
                    0.2,
                    "input-dropout",
                    0.1,
                    "batch-normalization",
                    true);
            TrialTask whole = Synthetic.fresh(1, 5);
            Completed atOnce = run(trainer, whole);
            byte[] expected = file(atOnce);
            Completed second = run(
                    trainer,
                    Synthetic.resumed(whole, run(trainer, Synthetic.fresh(1, 2)).checkpoint(), 5));
            assertThat(file(second)).isEqualTo(expected);
            TrialTask other = Synthetic.fresh(2, 5, "learning-rate", 0.002);
            TrialTask plain = Synthetic.fresh(3, 5, "mixup", 0.0);
            List<TrialOutcome> together = trainer.runner(Synthetic.CORE).run(List.of(whole, other, plain));
            assertThat(file((Completed) together.get(0))).as("beside others").isEqualTo(expected);
            assertThat(file((Completed) together.get(2))).isNotEqualTo(expected);
        }
    }

    @Tag("cluster")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherJvmGoesOnWithTheSameBits(boolean normalized) throws Exception {
        DjlTrainer trainer = TrialProcess.trainer(directory);
        List<byte[]> expected = new ArrayList<>();
        for (TrialOutcome outcome : trainer.runner(Synthetic.CORE).run(TrialProcess.cohort(6, normalized))) {
            expected.add(file((Completed) outcome));
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), TrialProcess.class.getName(), directory.toString(), "6",
                Boolean.toString(normalized)));
        for (TrialOutcome paused : trainer.runner(Synthetic.CORE).run(TrialProcess.cohort(2, normalized))) {
            command.add(((Completed) paused).checkpoint());
        }

        Process other = new ProcessBuilder(command).redirectError(new File(directory.toFile(), "errors")).start();
        List<String> paths = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();

        assertThat(other.waitFor()).as(() -> errors()).isZero();
        assertThat(paths).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(Arrays.equals(Files.readAllBytes(directory.resolve(paths.get(i))), expected.get(i)))
                    .as("trial %d", i).isTrue();
        }
    }

    @Test
    void aTrialThatStoppedEarlyTrainsNoFurther() throws IOException {
        DjlTrainer trainer = Synthetic.trainer(Synthetic.classes(200, 60, 8, 3), new DirectoryFiles(directory),
                "patience", 2, "min-delta", 0.9);
        Completed stopped = run(trainer, Synthetic.fresh(1, 6));
        assertThat(stopped.stoppedEarly()).isTrue();
        assertThat(stopped.epochs()).hasSize(3);

        Completed resumed = run(trainer, Synthetic.resumed(Synthetic.fresh(1, 6), stopped.checkpoint(), 8));

        assertThat(resumed.stoppedEarly()).isTrue();
        assertThat(resumed.epochs()).isEmpty();
        assertThat(resumed.checkpoint()).isNotEqualTo(stopped.checkpoint());
        assertThat(file(resumed)).isEqualTo(file(stopped));
    }

    @Test
    void aCopyTrainsOnWithItsOwnConfigurationHoweverLongItsParentHadWaited() throws IOException {
        DjlTrainer trainer = Synthetic.trainer(Synthetic.classes(200, 60, 8, 3), new DirectoryFiles(directory),
                "patience", 2, "min-delta", 0.9, "schedule", "constant");
        Completed stopped = run(trainer, Synthetic.fresh(1, 8));
        assertThat(stopped.stoppedEarly()).isTrue();
        TrialTask child = new TrialTask(new TrialId(2), 1, 1, Synthetic.configuration("learning-rate", 0.0),
                new Start.Resume(stopped.checkpoint(), true), new Budget(5), 9);

        Completed still = run(trainer, child);

        assertThat(still.epochs()).extracting(EpochRecord::epoch).containsExactly(4, 5);
        assertThat(accuracy(still.epochs().get(1))).as("its learning rate is 0, so the copy keeps its parent's weights")
                .isEqualTo(accuracy(stopped.epochs().get(2)));
    }

    private static double accuracy(EpochRecord epoch) {
        return epoch.metrics().get("accuracy");
    }

    private static Completed run(DjlTrainer trainer, TrialTask task) throws IOException {
        TrialOutcome outcome = trainer.runner(Synthetic.CORE).run(List.of(task)).get(0);
        assertThat(outcome).isInstanceOf(Completed.class);
        return (Completed) outcome;
    }

    private byte[] file(Completed outcome) throws IOException {
        return Files.readAllBytes(directory.resolve(outcome.checkpoint()));
    }

    private String errors() {
        try {
            return Files.readString(directory.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
