package org.whittle.bench.gpu;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.net.LearningTask;
import org.whittle.score.engine.HostTensor;
import org.whittle.study.StudySpec;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.FileStore;
import org.whittle.work.Place;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * What is measured: the first GPU, or a core that stands for one. Such a core does not share its tensors with Java, as
 * a GPU cannot.
 *
 * @param spec gives the values of settings that are not measured
 */
record Subject(boolean gpu, StudySpec spec) {

    private static final Place CORE = new Place("here", List.of(), "1.0.0", 0);
    private static final Place GPU = new Place("here", List.of("0"), "1.0.0", 0);
    private static final int MOST_EPOCHS = 100_000;

    Place place() {
        return gpu ? GPU : CORE;
    }

    Device device() {
        return gpu ? Device.gpu(0) : Device.cpu();
    }

    /** All settings, with some changed: key, value, key, value, … */
    SortedMap<String, Object> settings(Object... changes) {
        SortedMap<String, Object> settings = new TreeMap<>(spec.training());
        for (int i = 0; i < changes.length; i += 2) {
            settings.put((String) changes[i], changes[i + 1]);
        }
        return settings;
    }

    static DjlTrainer trainer(SortedMap<String, Object> settings, TrainingData data, FileStore files) {
        Objective objective = data.task() instanceof LearningTask.Classification
                ? new Objective("accuracy", Direction.MAXIMIZE) : new Objective("rmse", Direction.MINIMIZE);
        return new DjlTrainer(settings, data, files, Objectives.of(objective), MOST_EPOCHS, 1, 1);
    }

    /** Trains a cohort on the subject. */
    List<TrialOutcome> run(DjlTrainer trainer, List<TrialTask> tasks) throws IOException {
        HostTensor.sharedOnCores = false;
        return trainer.runner(place()).run(tasks);
    }

    /** Trains it on a core, as a study without GPUs does. */
    static List<TrialOutcome> onCore(DjlTrainer trainer, List<TrialTask> tasks) throws IOException {
        HostTensor.sharedOnCores = true;
        return trainer.runner(CORE).run(tasks);
    }

    /** Bytes in use: of the GPU's memory by all processes, or of this process, as Linux has it. */
    long bytesInUse() throws IOException {
        if (gpu) {
            return CudaUtils.getGpuMemory(device()).getCommitted();
        }
        return 1024 * Files.readAllLines(Path.of("/proc/self/status")).stream().filter(l -> l.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    /** Bytes that a GPU has left. */
    long bytesFree() {
        return CudaUtils.getGpuMemory(device()).getMax() - CudaUtils.getGpuMemory(device()).getCommitted();
    }
}
