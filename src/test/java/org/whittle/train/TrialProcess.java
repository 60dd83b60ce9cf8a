package org.whittle.train;

import java.nio.file.Path;
import java.util.List;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialTask;

/** Another JVM, which takes a trial on from its checkpoint: {@code DIRECTORY CHECKPOINT EPOCHS NORMALIZED}. */
final class TrialProcess {

    private TrialProcess() {
    }

    /** The trial of the test; both JVMs must agree on it. */
    static TrialTask trial(int epochs, boolean normalized) {
        return Synthetic.fresh(3, epochs, "dropout", 0.3, "activation", "gelu", "batch-normalization", normalized,
                "schedule", "cosine", "warmup-epochs", 1.5, "clip-norm", 1.0, "patience", 6);
    }

    static DjlTrainer trainer(Path directory) {
        return Synthetic.trainer(Synthetic.classes(250, 90, 12, 3), new DirectoryFiles(directory));
    }

    public static void main(String[] args) throws Exception {
        TrialTask first = trial(1, Boolean.parseBoolean(args[3]));
        TrialTask task = Synthetic.resumed(first, args[1], Integer.parseInt(args[2]));
        TrialOutcome outcome = trainer(Path.of(args[0])).runner(Synthetic.CORE).run(List.of(task)).get(0);
        System.out.println(((TrialOutcome.Completed) outcome).checkpoint());
    }
}
