package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Trials come and go; what they hold of the engine goes with them. */
class NativeMemoryTest {

    private final Synthetic.Data data = Synthetic.classes(256, 100, 16, 4);

    @Test
    @EnabledOnOs(OS.LINUX)
    void residentMemoryStaysFlatOverHundredsOfTrials() throws IOException {
        MemoryFiles files = new MemoryFiles();
        DjlTrainer trainer = Synthetic.trainer(data, files);
        long before = residentKilobytesOver(trainer, files, 3);
        train(trainer, files, 240);
        long after = residentKilobytesOver(trainer, files, 3);

        // Parameters and masks of a trial are 0.6 MB, and each of its steps makes 2 MB: of 300 trials, leaking any part
        // of these would be 180 MB at least. The rest of the JVM (code, compilers at work) may move by some ten MB.
        assertThat(after - before).isLessThan(90_000);
    }

    @Test
    void nothingIsLeftWithTheEngineAfterATrial() throws IOException {
        MemoryFiles files = new MemoryFiles();
        DjlTrainer trainer = Synthetic.trainer(data, files);
        train(trainer, files, 1);
        int before = managed();
        train(trainer, files, 3);
        trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 3, "optimizer", "sgd", "learning-rate", 1e6)));

        assertThat(managed()).isEqualTo(before);
    }

    /** In cohorts of one to five, of which one member leaves early. */
    private static void train(DjlTrainer trainer, MemoryFiles files, int trials) throws IOException {
        for (int first = 0, size = 1; first < trials; first += size, size = size % 5 + 1) {
            List<TrialTask> cohort = new ArrayList<>();
            for (int i = first; i < Math.min(trials, first + size); i++) {
                cohort.add(Synthetic.fresh(i, i == first ? 1 : 2, "units", 200, "activation",
                        i % 2 == 0 ? "mish" : "gelu", "batch-normalization", i % 3 == 0, "batch-size", 128));
            }
            assertThat(trainer.runner(Synthetic.CORE).run(cohort))
                    .hasOnlyElementsOfType(TrialOutcome.Completed.class);
            files.delete("checkpoints");
        }
    }

    /** Arrays and managers that the engine's root manager still owns. */
    private static int managed() {
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            return ((BaseNDManager) manager.getParentManager()).getManagedArrays().size();
        }
    }

    /** The least of some measurements with 20 trials before each: what is always held. */
    private static long residentKilobytesOver(DjlTrainer trainer, MemoryFiles files, int measurements)
            throws IOException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < measurements; i++) {
            train(trainer, files, 20);
            System.gc();
            long heap = Runtime.getRuntime().totalMemory() / 1024;
            least = Math.min(least, residentKilobytes() - heap);
        }
        return least;
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow();
    }
}
