package org.whittle.train.plan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.whittle.net.GraphKey;
import org.whittle.work.CohortLimits;
import org.whittle.work.TrialTask;

/**
 * Cohorts that cost least to train as batched graphs, yet enough of them.
 *
 * <p>Trials that cannot share a graph, and those of different folds, are kept apart. The others are ordered by their
 * widest layer and cut where the total of the cohorts' {@linkplain CohortCost estimated costs} is least, which dynamic
 * programming finds: a cut costs another round of calls into the engine and another task, no cut costs padding, and a
 * cohort that outgrows the cache costs more than two halves. What is then left of a rung in few, long cohorts is
 * halved, the costliest first, until there are as many as the study asks for, or a half would be shorter than it
 * allows.
 *
 * <p>How many slots there are is not asked, nor how fast they are: the same study has the same cohorts on every
 * cluster.
 *
 * @param cost of training cohorts
 * @param limits to the cohorts' number and sizes; memory does not bind a trial that needs more alone
 */
public record BatchedCohorts(CohortCost cost, CohortLimits limits) implements Serializable {

    /** What a task costs beside training: Spark's scheduling, and setting up a graph. */
    private static final double SECONDS_A_TASK = 8e-3;

    private record Shaped(TrialTask task, TrialShape shape) {
    }

    /** What members of a cohort have in common: they are trained on the same rows, in the same batches. */
    private record Alike(int fold, GraphKey graph) {
    }

    /** Trials that share a graph. */
    private record Cohort(List<Shaped> members, double seconds) {
    }

    public BatchedCohorts {
        if (limits.maxSize() < 1 || limits.minPerRung() < 1) {
            throw new IllegalArgumentException("A rung needs a cohort, and a cohort a trial: %d per rung, of at most %d"
                    .formatted(limits.minPerRung(), limits.maxSize()));
        }
    }

    /**
     * The cohorts of a rung.
     *
     * @param tasks of the rung
     * @param epochs that each of them is to train, at least 1
     * @return the tasks, each in exactly one cohort and there in trial order; the costliest cohort first, so that
     *     stages end evenly
     */
    public List<List<TrialTask>> plan(List<TrialTask> tasks, int epochs) {
        List<Cohort> cohorts = new ArrayList<>();
        for (List<Shaped> alike : alike(tasks)) {
            cohorts.addAll(cut(alike, epochs));
        }
        boolean divided = true;
        while (divided && cohorts.size() < limits.minPerRung()) {
            divided = divideCostliest(cohorts, epochs);
        }
        cohorts.sort(Comparator.comparingDouble(Cohort::seconds).reversed()
                .thenComparing(cohort -> cohort.members.get(0).task.key()));
        Comparator<TrialTask> inTrialOrder = Comparator.comparing(TrialTask::key);
        return cohorts.stream().map(cohort -> cohort.members.stream().map(Shaped::task).sorted(inTrialOrder).toList())
                .toList();
    }

    /** Trials that may share a graph, the narrowest first. */
    private List<List<Shaped>> alike(List<TrialTask> tasks) {
        Map<Alike, List<Shaped>> alike = new LinkedHashMap<>();
        tasks.stream()
                .sorted(Comparator.comparing(TrialTask::key))
                .map(task -> new Shaped(task, cost.shape(task.configuration())))
                .forEach(trial -> alike.computeIfAbsent(
                                new Alike(trial.task.fold(), trial.shape.graph()), key -> new ArrayList<>())
                        .add(trial));
        alike.values().forEach(group -> group.sort(Comparator.comparingDouble(trial -> trial.shape.size())));
        return List.copyOf(alike.values());
    }

    /** The cheapest way to cut a sequence of trials: best[i] is that of the first i. */
    private List<Cohort> cut(List<Shaped> trials, int epochs) {
        double[] best = new double[trials.size() + 1];
        int[] from = new int[trials.size() + 1];
        for (int end = 1; end <= trials.size(); end++) {
            best[end] = Double.POSITIVE_INFINITY;
            CohortCost.Graph graph = cost.new Graph();
            for (int start = end - 1; start >= Math.max(0, end - limits.maxSize()); start--) {
                graph.add(trials.get(start).shape);
                if (graph.members() > 1 && graph.bytes() > limits.maxMebibytes() * 0x1p20) {
                    break;
                }
                double total = best[start] + SECONDS_A_TASK + epochs * graph.epoch();
                if (total < best[end]) {
                    best[end] = total;
                    from[end] = start;
                }
            }
        }
        List<Cohort> cohorts = new ArrayList<>();
        for (int end = trials.size(); end > 0; end = from[end]) {
            cohorts.add(cohort(trials.subList(from[end], end), epochs));
        }
        return cohorts;
    }

    private Cohort cohort(List<Shaped> members, int epochs) {
        CohortCost.Graph graph = cost.new Graph();
        members.forEach(member -> graph.add(member.shape));
        return new Cohort(List.copyOf(members), epochs * graph.epoch());
    }

    private boolean divideCostliest(List<Cohort> cohorts, int epochs) {
        Cohort costliest = cohorts.stream()
                .filter(cohort -> cohort.members.size() > 1 && cohort.seconds >= 2e-3 * limits.minTime().toMillis())
                .max(Comparator.comparingDouble(Cohort::seconds)
                        .thenComparing(cohort -> cohort.members.get(0).task.id(), Comparator.reverseOrder()))
                .orElse(null);
        if (costliest == null) {
            return false;
        }
        cohorts.remove(costliest);
        int half = half(costliest.members, epochs);
        cohorts.add(cohort(costliest.members.subList(0, half), epochs));
        cohorts.add(cohort(costliest.members.subList(half, costliest.members.size()), epochs));
        return true;
    }

    /** Where two parts cost about the same. */
    private int half(List<Shaped> members, int epochs) {
        int half = 1;
        while (half < members.size() - 1 && cohort(members.subList(0, half + 1), epochs).seconds
                <= cohort(members.subList(half + 1, members.size()), epochs).seconds) {
            half++;
        }
        return half;
    }
}
