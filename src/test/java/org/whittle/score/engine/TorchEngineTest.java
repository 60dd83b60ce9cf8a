package org.whittle.score.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.whittle.goal.TrialId;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;

class TorchEngineTest {

    @Test
    void anOperationHasOneThreadOnWhateverThreadItIsCalled() throws Exception {
        TorchEngine.newManager(Device.cpu()).close();
        var executor = Executors.newSingleThreadExecutor();
        try {
            assertThat(JniUtils.getNumThreads()).isEqualTo(1);
            assertThat(CompletableFuture.supplyAsync(JniUtils::getNumThreads, executor).get()).isEqualTo(1);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void theEnginesOwnGeneratorIsNeverUsed() throws IOException {
        Synthetic.Data data = Synthetic.classes(100, 40, 6, 3);
        MemoryFiles files = new MemoryFiles();
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            Engine engine = manager.getEngine();
            engine.setRandomSeed(5);
            float[] expected = manager.randomUniform(0, 1, new Shape(4)).toFloatArray();

            engine.setRandomSeed(5);
            DjlTrainer trainer = Synthetic.trainer(data, files, "dropout", 0.5, "batch-normalization", true);
            trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 2)));
            FinalModel model = trainer.refit(
                    new RefitTask(new TrialId(1), Synthetic.configuration("learning-rate", 0.01), 9, 9, "model"),
                    Synthetic.CORE);
            trainer.evaluate(List.of(model), data.validation(), 10, 1, Synthetic.CORE);

            assertThat(manager.randomUniform(0, 1, new Shape(4)).toFloatArray()).isEqualTo(expected);
        }
    }
}
