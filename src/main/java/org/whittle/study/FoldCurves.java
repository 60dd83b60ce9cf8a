package org.whittle.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.whittle.goal.Curve;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.work.Execution;
import org.whittle.work.Sums;
import org.whittle.work.TaskId;
import org.whittle.work.TrialOutcome;

/**
 * What trials showed on each fold, and what that is worth together: the mean over the folds, epoch by epoch. So a trial
 * has one curve, whatever the number of its folds, and is worth what that curve shows at its
 * {@linkplain Objectives#representative representative} epoch: for schedulers, samplers, stop rules, tables and refit.
 *
 * <p>A fold that ran out of patience stays at its best epoch, which its early stopping went back to; one that diverged
 * or failed takes its trial with it, for such a configuration cannot be relied on. With the accuracies of three folds:
 *
 * <pre>
 *   epoch        1     2     3     4     5
 *   fold 0    0.70  0.80  0.84  0.83  0.86
 *   fold 1    0.64  0.74  0.78  0.80  0.82
 *   fold 2    0.76  0.83  0.81               out of patience: 0.83 from here on
 *   mean      0.70  0.79  0.81  0.82  0.837
 * </pre>
 */
public final class FoldCurves {

    /** How far a fold is. */
    private record Reached(Curve curve, TrialOutcome last) {

        boolean stoppedEarly() {
            return last instanceof TrialOutcome.Completed completed && completed.stoppedEarly();
        }

        Reached then(TrialOutcome outcome) {
            return new Reached(curve.then(outcome.epochs()), outcome);
        }
    }

    private final Objectives objectives;
    private final NavigableMap<TaskId, Reached> reached = new TreeMap<>();
    /** By trial: the folds that its curve is the mean over, and the last epoch that was told of it. */
    private final Map<TrialId, Integer> told = new TreeMap<>();
    private final Map<TrialId, Integer> toldOver = new TreeMap<>();

    /** Of trials that have not trained. */
    public FoldCurves(Objectives objectives) {
        this.objectives = objectives;
    }

    /** The same curves, to go on apart. */
    FoldCurves(FoldCurves others) {
        this(others.objectives);
        reached.putAll(others.reached);
        told.putAll(others.told);
        toldOver.putAll(others.toldOver);
    }

    /**
     * Takes note of what the tasks of a rung reported.
     *
     * @return of each trial of these tasks the mean over all folds that it has been trained on, in trial order: the
     *     epochs since it was last told, or all if it is now trained on more folds
     */
    public List<TrialOutcome> means(List<TrialOutcome> ofTasks) {
        ofTasks.forEach(outcome -> reached.merge(outcome.key(), new Reached(new Curve(outcome.epochs()), outcome),
                (before, now) -> before.then(outcome)));
        Map<TrialId, List<TrialOutcome>> byTrial = ofTasks.stream()
                .collect(Collectors.groupingBy(TrialOutcome::trial, TreeMap::new, Collectors.toList()));
        return byTrial.entrySet().stream().map(trial -> mean(trial.getKey(), trial.getValue())).toList();
    }

    private TrialOutcome mean(TrialId trial, List<TrialOutcome> now) {
        NavigableMap<TaskId, Reached> folds = of(trial);
        TrialOutcome any = now.get(0);
        List<EpochRecord> all = epochs(folds.values());
        boolean more = !Integer.valueOf(folds.size()).equals(toldOver.put(trial, folds.size()));
        int from = more ? 0 : told.getOrDefault(trial, 0);
        List<EpochRecord> epochs = all.stream().filter(epoch -> epoch.epoch() > from).toList();
        if (!all.isEmpty()) {
            told.put(trial, all.get(all.size() - 1).epoch());
        }
        Optional<Map.Entry<TaskId, Reached>> broken = folds.entrySet().stream()
                .filter(fold -> !(fold.getValue().last instanceof TrialOutcome.Completed)).findFirst();
        if (broken.isPresent()) {
            TrialOutcome first = broken.get().getValue().last;
            String where = "On fold %d: ".formatted(broken.get().getKey().fold());
            return first instanceof TrialOutcome.Diverged diverged
                    ? new TrialOutcome.Diverged(trial, any.bracket(), any.rung(), epochs, where + diverged.reason(),
                            execution(now))
                    : new TrialOutcome.Failed(trial, any.bracket(), any.rung(), epochs,
                            where + ((TrialOutcome.Failed) first).reason(), execution(now));
        }
        List<TrialOutcome.Completed> completed =
                folds.values().stream().map(fold -> (TrialOutcome.Completed) fold.last).toList();
        return new TrialOutcome.Completed(trial, any.bracket(), any.rung(), epochs, TrialOutcome.NO_CHECKPOINT,
                completed.stream().allMatch(TrialOutcome.Completed::stoppedEarly),
                Sums.mean(completed.stream().mapToDouble(TrialOutcome.Completed::constantLoss)), execution(now));
    }

    private NavigableMap<TaskId, Reached> of(TrialId trial) {
        return reached.subMap(new TaskId(trial, 0), true, new TaskId(trial, Integer.MAX_VALUE), true);
    }

    /** Epochs in which all folds have something to show. */
    private List<EpochRecord> epochs(Collection<Reached> folds) {
        Set<Integer> numbers = new TreeSet<>();
        folds.forEach(fold -> fold.curve.epochs().forEach(epoch -> numbers.add(epoch.epoch())));
        List<EpochRecord> means = new ArrayList<>();
        for (int number : numbers) {
            List<EpochRecord> shown = folds.stream().flatMap(fold -> at(fold, number).stream()).toList();
            if (shown.size() == folds.size()) {
                means.add(mean(number, shown));
            }
        }
        return means;
    }

    private Optional<EpochRecord> at(Reached fold, int epoch) {
        Optional<EpochRecord> own = fold.curve.epochs().stream().filter(each -> each.epoch() == epoch).findFirst();
        boolean over = fold.curve.last().filter(last -> last.epoch() < epoch).isPresent();
        return own.or(() -> over && fold.stoppedEarly()
                ? objectives.representative(fold.curve, true).map(best -> new EpochRecord(epoch, best.metrics(), 0))
                : Optional.empty());
    }

    private static EpochRecord mean(int number, List<EpochRecord> shown) {
        TreeMap<String, Double> metrics = new TreeMap<>();
        for (String metric : shown.get(0).metrics().keySet()) {
            if (shown.stream().allMatch(epoch -> epoch.metrics().containsKey(metric))) {
                metrics.put(metric, Sums.mean(shown.stream().mapToDouble(epoch -> epoch.metrics().get(metric))));
            }
        }
        return new EpochRecord(number, metrics, Sums.of(shown.stream().mapToDouble(EpochRecord::seconds)));
    }

    /** Of the first task, with the times of all. */
    private static Execution execution(List<TrialOutcome> tasks) {
        Execution first = tasks.get(0).execution();
        return new Execution(
                first.host(),
                first.device(),
                first.cohort(),
                tasks.stream().mapToInt(task -> task.execution().attempt()).max().orElseThrow(),
                Sums.of(tasks.stream().mapToDouble(task -> task.execution().seconds())),
                Sums.of(tasks.stream().mapToDouble(task -> task.execution().trainingSeconds())),
                first.machine());
    }

    /** The mean over all folds that a trial has been trained on. */
    Curve curve(TrialId trial) {
        return new Curve(epochs(of(trial).values()));
    }

    /** On how many folds a trial has been trained. */
    public int folds(TrialId trial) {
        return of(trial).size();
    }

    /** The values of the first goal's metric in an epoch, one for each fold that has one, in their order. */
    public double[] values(TrialId trial, int epoch) {
        return of(trial).values().stream().flatMap(fold -> at(fold, epoch).stream())
                .filter(shown -> shown.metrics().containsKey(objectives.first().metric()))
                .mapToDouble(objectives.first()::of).toArray();
    }

    /**
     * The standard error of a trial's mean over its folds: s / √k, with n − 1 in s. Folds share training rows, so that
     * it is rather too small (Nadeau and Bengio 2003).
     *
     * @return {@code NaN} with less than two folds
     */
    public double standardError(TrialId trial, int epoch) {
        double[] values = values(trial, epoch);
        return values.length < 2 ? Double.NaN : Math.sqrt(Sums.variance(values) / (values.length - 1));
    }
}
