package org.whittle.train.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.whittle.train.DjlTrainer;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.trial.TrialOutcome;

/**
 * Prints how fast trials train one by one on a core: samples and epochs per second of whole epochs (steps, evaluation,
 * metrics), and of the training steps alone.
 *
 * <p>Arguments: {@code 64-64-64-10 64} (inputs, units of each hidden layer, classes; batch size), then any
 * {@code hyperparameter=value}. Without arguments a list of shapes is measured.
 */
public final class SoloTrainingBench {

    private static final int TRAINING_ROWS = 1078;
    private static final int VALIDATION_ROWS = 359;
    private static final int EPOCHS = 30;
    private static final int REPEATS = 6;

    private SoloTrainingBench() {
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            measure(args);
            return;
        }
        measure("64-64-64-10", "64", "dropout=0.1");
        measure("64-64-64-10", "64");
        measure("64-64-64-10", "64", "dropout=0.1", "optimizer=sgd");
        measure("64-64-64-10", "64", "dropout=0.1", "optimizer=rmsprop");
        measure("64-64-64-10", "64", "dropout=0.1", "activation=gelu");
        measure("64-64-64-10", "64", "dropout=0.1", "batch-normalization=true");
        measure("64-32-16-10", "32");
        measure("64-256-128-10", "32");
        measure("784-256-128-10", "128");
    }

    private static void measure(String... args) throws Exception {
        int[] sizes = Arrays.stream(args[0].split("-")).mapToInt(Integer::parseInt).toArray();
        List<Object> settings = new ArrayList<>(List.of("layers", sizes.length - 2, "dropout", 0.0, "batch-size",
                Integer.parseInt(args[1])));
        for (int layer = 1; layer < sizes.length - 1; layer++) {
            settings.addAll(List.of("units." + layer, sizes[layer]));
        }
        for (int i = 2; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            settings.addAll(List.of(pair[0], parse(pair[1])));
        }
        DjlTrainer trainer = Synthetic.trainer(
                Synthetic.classes(TRAINING_ROWS, VALIDATION_ROWS, sizes[0], sizes[sizes.length - 1]),
                new MemoryFiles(), settings.toArray());
        double best = Double.POSITIVE_INFINITY;
        double bestSteps = Double.POSITIVE_INFINITY;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            TrialOutcome outcome =
                    trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(repeat, EPOCHS))).get(0);
            if (!(outcome instanceof TrialOutcome.Completed)) {
                throw new IllegalStateException("The trial did not complete: " + outcome);
            }
            best = Math.min(best, outcome.execution().seconds());
            bestSteps = Math.min(bestSteps, outcome.execution().trainingSeconds());
        }
        long samples = (long) EPOCHS * TRAINING_ROWS;
        System.out.printf(Locale.ROOT, "%-60s %,10.0f samples/s %7.1f epochs/s; steps alone %,10.0f samples/s%n",
                String.join(" ", args), samples / best, EPOCHS / best, samples / bestSteps);
    }

    private static Object parse(String value) {
        if (value.matches("true|false")) {
            return Boolean.valueOf(value);
        }
        if (value.matches("-?[0-9]+")) {
            return Integer.valueOf(value);
        }
        return value.matches("-?[0-9.eE+-]+") ? (Object) Double.valueOf(value) : value;
    }
}
