package org.whittle.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Another JVM, which takes a cohort on from its checkpoints: {@code DIRECTORY EPOCHS NORMALIZED CHECKPOINT…}. It prints
 * where the new ones are.
 */
final class TrialProcess {

    private TrialProcess() {
    }

    /** The cohort of the test; both JVMs must agree on it. */
    static List<TrialTask> cohort(int epochs, boolean normalized) {
        return List.of(trial(0, epochs, normalized, "gelu", "adam", 2), trial(1, epochs, normalized, "relu", "sgd", 3),
                trial(2, epochs, normalized, "gelu", "rmsprop", 1));
    }

    private static TrialTask trial(int trial, int epochs, boolean normalized, String activation, String optimizer,
                                   int layers) {
        return Synthetic.fresh(trial, epochs, "dropout", 0.3 / (1 + trial), "activation", activation, "optimizer",
                optimizer, "layers", layers, "units", 16 + 5 * trial, "batch-normalization", normalized, "schedule",
                "cosine", "warmup-epochs", 1.5, "clip-norm", 1.0, "patience", 6);
    }

    static DjlTrainer trainer(Path directory) {
        return Synthetic.trainer(Synthetic.classes(250, 90, 12, 3), new DirectoryFiles(directory));
    }

    public static void main(String[] args) throws Exception {
        List<TrialTask> first = cohort(1, Boolean.parseBoolean(args[2]));
        List<TrialTask> tasks = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            tasks.add(Synthetic.resumed(first.get(i), args[3 + i], Integer.parseInt(args[1])));
        }
        for (TrialOutcome outcome : trainer(Path.of(args[0])).runner(Synthetic.CORE).run(tasks)) {
            System.out.println(((TrialOutcome.Completed) outcome).checkpoint());
        }
    }
}
