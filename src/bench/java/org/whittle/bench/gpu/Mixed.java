package org.whittle.bench.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.TrialId;
import org.whittle.net.activation.Activations;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Option;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.work.Budget;
import org.whittle.work.Start;
import org.whittle.work.TrialTask;

/** Cohorts in which everything differs that may: optimizers, activations, depths, widths, rates, dropout, clipping. */
final class Mixed {

    static final List<String> OPTIMIZERS = Option.keys(Optimizers.ALL);
    static final List<String> ACTIVATIONS = Option.keys(Activations.ALL);

    private Mixed() {
    }

    /** Every optimizer with every activation: member {@code o × activations + a}. */
    static List<TrialTask> all(int epochs) {
        List<TrialTask> tasks = new ArrayList<>();
        for (String optimizer : OPTIMIZERS) {
            for (String activation : ACTIVATIONS) {
                tasks.add(task(tasks.size(), optimizer, activation, epochs));
            }
        }
        return tasks;
    }

    /** One of each optimizer, and some activations. */
    static List<TrialTask> some(int epochs) {
        List<TrialTask> tasks = new ArrayList<>();
        for (int i = 0; i < 2 * OPTIMIZERS.size(); i++) {
            tasks.add(task(i, OPTIMIZERS.get(i % OPTIMIZERS.size()), ACTIVATIONS.get(3 * i % ACTIVATIONS.size()),
                    epochs));
        }
        return tasks;
    }

    private static TrialTask task(int id, String optimizer, String activation, int epochs) {
        RandomStream random = RandomStream.ofSeed(3).child(id);
        SortedMap<String, Object> values = new TreeMap<>();
        values.put("optimizer", optimizer);
        values.put("activation", activation);
        int layers = 1 + random.nextInt(3);
        values.put("layers", layers);
        for (int layer = 1; layer <= layers; layer++) {
            values.put("units." + layer, 16 + random.nextInt(48));
        }
        values.put("learning-rate", (optimizer.equals("lion") ? 1e-4 : 1e-3) * (1 + random.nextDouble()));
        values.put("dropout", id % 3 * 0.15);
        values.put("clip-norm", id % 4 == 1 ? 1.0 : 0.0);
        values.put("weight-decay", 1e-4);
        return task(id, new Configuration(values), epochs);
    }

    static TrialTask task(int id, Configuration configuration, int epochs) {
        return new TrialTask(new TrialId(id), 1, 0, configuration, new Start.Fresh(), new Budget(epochs), 1000 + id);
    }

    /** The same trial with other epochs, from a start. */
    static TrialTask with(TrialTask task, Start start, int rung, int epochs) {
        return new TrialTask(task.id(), task.bracket(), rung, task.configuration(), start, new Budget(epochs),
                task.seed());
    }
}
