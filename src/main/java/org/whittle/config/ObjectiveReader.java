package org.whittle.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.goal.Direction;
import org.whittle.goal.Goal;
import org.whittle.goal.Keep;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.study.DataSpec.Task;

/** Reads {@code objective} or {@code objectives}, and settles together with {@code data.task} what is learned. */
final class ObjectiveReader {

    /** What changes the scale of a loss: trials that differ in them cannot be compared by it. */
    private static final Set<String> LOSS_SCALES = Set.of("loss", "huber-delta", "label-smoothing", "focal-gamma",
            "class-weights");

    private final Settings settings;
    private final Measures measures;
    private final GoalsReader goals;

    ObjectiveReader(Settings settings, Measures measures) {
        this.settings = settings;
        this.measures = measures;
        this.goals = new GoalsReader(settings, measures);
    }

    /**
     * What is learned: as written, or what the objective's metric or the losses suit, or left to the labels.
     *
     * @param losses that trials may be trained with
     * @param weighted whether rows may count by their class
     */
    Task task(Set<String> losses, boolean weighted) {
        Task task = settings.get("data.task", Kind.constant(Task.class));
        if (task == Task.AUTO) {
            task = (goals.written() ? goals.metrics().stream() : metric().stream()).map(ObjectiveReader::taskOf)
                    .filter(t -> t != Task.AUTO).findFirst().orElse(Task.AUTO);
        }
        if (task == Task.AUTO) {
            task = losses.stream()
                    .map(ObjectiveReader::taskOf)
                    .filter(t -> t != Task.AUTO)
                    .findFirst()
                    .orElse(weighted ? Task.CLASSIFICATION : Task.AUTO);
        }
        if (weighted && task == Task.REGRESSION) {
            String path = settings.written("space.class-weights").isPresent() ? "space.class-weights"
                    : "training.class-weights";
            settings.problem(path, "%s has no meaning for regression, which has no classes; leave it out"
                    .formatted(path));
        }
        for (String loss : losses) {
            if (taskOf(loss) != task && taskOf(loss) != Task.AUTO) {
                String path = settings.written("space.loss").isPresent() ? "space.loss" : "training.loss";
                settings.problem(path, "%s = %s does not suit %s; write auto".formatted(path, loss, Kind.key(task)));
            }
        }
        settings.keep("data.task", task);
        return task;
    }

    /**
     * @param task what is learned
     * @param tuned names of the search space's parameters
     */
    Objectives read(Task task, Set<String> tuned) {
        return goals(task, tuned).keeping(settings.get("training.keep", Kind.constant(Keep.class)));
    }

    private Objectives goals(Task task, Set<String> tuned) {
        Objectives.Select select = settings.get("selection.of-front", Kind.constant(Objectives.Select.class));
        if (goals.written() && !measures.ofNetworks()) {
            List<Goal> read = goals.read();
            return read.stream().anyMatch(Objective.class::isInstance) ? new Objectives(read, select)
                    : Objectives.of(objective(measures.predictions().get(0)));
        }
        if (!measures.ofNetworks()) {
            settings.keep("objectives", List.of());
            return new Objectives(List.of(ofTrainer()), select);
        }
        if (goals.written()) {
            List<Goal> read = goals.read();
            read.stream().flatMap(goal -> Metric.ofKey(goal.metric()).stream()).distinct()
                    .forEach(metric -> check("objectives", metric, task, tuned));
            boolean usable = read.stream().anyMatch(Objective.class::isInstance);
            return usable
                    ? new Objectives(read, select)
                    : Objectives.of(new Objective(usual(task).key(), usual(task).direction()));
        }
        settings.keep("objectives", List.of());
        Metric metric = metric().orElse(usual(task));
        check("objective.metric", metric, task, tuned);
        settings.keep("objective.metric", metric.key());
        return new Objectives(List.of(new Objective(metric.key(), direction(metric.key()))), select);
    }

    /** The one metric that a trainer reports, or which of several is meant. */
    private Objective ofTrainer() {
        List<String> names = measures.predictions();
        String written = settings.get(
                "objective.metric",
                Kind.choice(Stream.concat(Stream.of("auto"), names.stream()).toList()));
        if (written.equals("auto") && names.size() > 1) {
            settings.problem(
                    "objective.metric",
                    "objective.metric = auto, but trainer.metrics has several; write objective.metric = "
                            + String.join(" | ", names));
        }
        String metric = written.equals("auto") ? names.get(0) : written;
        settings.keep("objective.metric", metric);
        direction(metric);
        return objective(metric);
    }

    private Objective objective(String metric) {
        return new Objective(metric, measures.direction(metric));
    }

    private static Metric usual(Task task) {
        return switch (task) {
            case CLASSIFICATION -> Metric.ACCURACY;
            case REGRESSION -> Metric.RMSE;
            case AUTO -> Metric.VALIDATION_LOSS;
        };
    }

    private void check(String path, Metric metric, Task task, Set<String> tuned) {
        if (!suits(metric, task)) {
            settings.problem(path, "%s = %s does not suit %s; write %s".formatted(path, metric.key(), Kind.key(task),
                    String.join(" | ", metricsFor(task))));
        }
        if (metric == Metric.VALIDATION_LOSS || metric == Metric.TRAIN_LOSS) {
            tuned.stream().filter(LOSS_SCALES::contains).sorted().findFirst().ifPresent(name -> settings.problem(
                    path, ("%s = %s cannot compare trials that differ in %s, which is tuned; "
                            + "write %s").formatted(path, metric.key(), name, task == Task.AUTO
                            ? "data.task = classification | regression" : "another metric, such as "
                            + (task == Task.CLASSIFICATION ? Metric.LOG_LOSS : Metric.RMSE).key())));
        }
    }

    /** Names of the metrics that the task has. */
    static List<String> metricsFor(Task task) {
        return Metric.all().stream().filter(metric -> suits(metric, task)).map(Metric::key).toList();
    }

    private Optional<Metric> metric() {
        return Metric.ofKey(settings.get("objective.metric",
                Kind.choice(Stream.concat(Stream.of("auto"), Metric.keys().stream()).toList())));
    }

    /** Every metric has its direction; writing it out is for readers, and a wrong one a mistake. */
    private Direction direction(String metric) {
        String direction = settings.get("objective.direction", Kind.choice(
                List.of("auto", Kind.key(Direction.MAXIMIZE), Kind.key(Direction.MINIMIZE))));
        String own = Kind.key(measures.direction(metric));
        if (!direction.equals("auto") && !direction.equals(own)) {
            settings.problem(
                    "objective.direction",
                    "objective.direction = %s, but of %s, %s is better; write %s"
                            .formatted(
                                    direction,
                                    metric,
                                    measures.direction(metric) == Direction.MAXIMIZE ? "higher" : "lower",
                                    own));
        }
        settings.keep("objective.direction", own);
        return measures.direction(metric);
    }

    /** The only task that the metric suits. */
    private static Task taskOf(Metric metric) {
        return !metric.suitsRegression() ? Task.CLASSIFICATION
                : !metric.suitsClassification() ? Task.REGRESSION : Task.AUTO;
    }

    /** The only task that the loss suits. */
    private static Task taskOf(String loss) {
        return switch (loss) {
            case "cross-entropy", "focal" -> Task.CLASSIFICATION;
            case "mean-squared", "huber" -> Task.REGRESSION;
            default -> Task.AUTO;
        };
    }

    private static boolean suits(Metric metric, Task task) {
        return switch (task) {
            case AUTO -> true;
            case CLASSIFICATION -> metric.suitsClassification();
            case REGRESSION -> metric.suitsRegression();
        };
    }
}
