package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.whittle.trial.TrialOutcome;

/** Trials come and go; what they hold of the engine goes with them. */
class NativeMemoryTest {

    private final Synthetic.Data data = Synthetic.classes(256, 100, 16, 4);

    @Test
    @EnabledOnOs(OS.LINUX)
    void residentMemoryStaysFlatOverHundredsOfTrials() throws IOException {
        MemoryFiles files = new MemoryFiles();
        DjlTrainer trainer = Synthetic.trainer(data, files);
        train(trainer, files, 50);
        long before = residentKilobytes();
        train(trainer, files, 300);
        long after = residentKilobytes();

        // Parameters and masks of a trial are 0.6 MB, and each of its steps makes 2 MB: of 300 trials, leaking any part
        // of these would be 180 MB at least. Heap and code cache may grow a little.
        assertThat(after - before).isLessThan(60_000);
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

    private static void train(DjlTrainer trainer, MemoryFiles files, int trials) throws IOException {
        for (int i = 0; i < trials; i++) {
            TrialOutcome outcome = trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(i, 1, "units", 200,
                    "activation", i % 2 == 0 ? "mish" : "gelu", "batch-normalization", i % 3 == 0, "batch-size", 128)))
                    .get(0);
            assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
            files.delete("checkpoints");
        }
    }

    /** Arrays and managers that the engine's root manager still owns. */
    private static int managed() {
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            return ((BaseNDManager) manager.getParentManager()).getManagedArrays().size();
        }
    }

    private static long residentKilobytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow();
    }
}
