package org.whittle.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Front;
import org.whittle.goal.Objective;
import org.whittle.goal.ParetoPlace;
import org.whittle.goal.TrialId;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Dimension;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.study.Fit;
import org.whittle.study.FoldCurves;
import org.whittle.study.Trial;
import org.whittle.work.Execution;

/** {@code trials.parquet}: a row a trial. */
final class TrialTable {

    private TrialTable() {
    }

    static Table<Trial> of(Overview overview) {
        Objective objective = overview.spec().objective();
        Map<TrialId, Integer> ranks = new HashMap<>();
        overview.ranked().stream().filter(Trial::isComparable).forEach(t -> ranks.put(t.id(), ranks.size() + 1));

        List<Column<Trial>> columns = new ArrayList<>();
        columns.add(new Column<>("trial", Type.INTEGER, t -> t.id().value()));
        columns.add(new Column<>("bracket", Type.INTEGER, Trial::bracket));
        columns.add(new Column<>("rung", Type.INTEGER, t -> t.rung() < 0 ? null : t.rung()));
        columns.add(new Column<>("state", Type.TEXT, t -> t.state().name().toLowerCase(Locale.ROOT)));
        columns.add(new Column<>("reason", Type.TEXT, Trial::reason));
        columns.add(new Column<>("origin", Type.TEXT, Trial::origin));
        columns.add(new Column<>("fingerprint", Type.TEXT, t -> t.configuration().fingerprint()));
        columns.add(new Column<>("rank", Type.INTEGER, t -> ranks.get(t.id())));
        columns.add(new Column<>("objective", Type.DOUBLE,
                t -> t.isComparable() ? t.value(overview.spec().objectives()) : null));
        columns.add(new Column<>("epoch", Type.INTEGER, t -> t.isComparable()
                ? t.representative(overview.spec().objectives()).map(EpochRecord::epoch).orElse(null) : null));
        overview.front().ifPresent(front -> columns.addAll(goals(overview, front)));
        columns.add(new Column<>("epochs", Type.INTEGER, Trial::epochs));
        columns.add(new Column<>("best_epoch", Type.INTEGER,
                t -> t.curve().best(objective).map(EpochRecord::epoch).orElse(null)));
        columns.add(new Column<>("stopped_early", Type.BOOLEAN, Trial::stoppedEarly));
        columns.add(new Column<>("parent", Type.INTEGER, t -> t.parent().map(p -> p.trial().value()).orElse(null)));
        columns.add(new Column<>("parent_epoch", Type.INTEGER, t -> t.parent().map(Trial.Parent::epoch).orElse(null)));
        columns.addAll(parameters(overview.spec().space().dimensions()));
        columns.addAll(metrics("last_", overview.metrics(), t -> t.curve().last()));
        columns.addAll(metrics("best_", overview.metrics(), t -> t.curve().best(objective)));
        columns.add(new Column<>("seconds", Type.DOUBLE, Trial::seconds));
        columns.add(new Column<>("training_seconds", Type.DOUBLE,
                t -> t.executions().stream().mapToDouble(Execution::trainingSeconds).sum()));
        columns.add(new Column<>("host", Type.TEXT, t -> last(t).map(Execution::host).orElse(null)));
        columns.add(new Column<>("device", Type.TEXT, t -> last(t).map(Execution::device).orElse(null)));
        columns.add(new Column<>("cohort", Type.TEXT, t -> last(t).map(Execution::cohort).orElse(null)));
        columns.add(new Column<>("attempts", Type.INTEGER,
                t -> t.executions().stream().mapToInt(e -> e.attempt() + 1).sum()));
        if (overview.spec().scheduler().folds() > 1) {
            columns.addAll(folds(overview));
        }
        if (overview.spec().trainer().isEmpty()) {
            Map<TrialId, Fit> fits = overview.fits(overview.trials());
            columns.add(new Column<>("fit", Type.TEXT,
                    t -> Optional.ofNullable(fits.get(t.id())).map(Fit::key).orElse(null)));
        }
        return new Table<>("trials", columns, overview.trials());
    }

    /** With cross-validation: the objective is a mean over so many folds, with this standard error. */
    private static List<Column<Trial>> folds(Overview overview) {
        FoldCurves curves = overview.state().foldCurves(overview.spec().objectives());
        return List.of(
                new Column<>("folds", Type.INTEGER, t -> curves.folds(t.id())),
                new Column<>("objective_standard_error", Type.DOUBLE, t -> {
                    double error = t.isComparable() ? curves.standardError(t.id(),
                            t.standing(overview.spec().objectives()).epoch()) : Double.NaN;
                    return Double.isNaN(error) ? null : error;
                }));
    }

    /** With several goals: their metrics, and the trial's place by them. */
    private static List<Column<Trial>> goals(Overview overview, Front front) {
        Map<TrialId, ParetoPlace> places = new HashMap<>();
        front.places().forEach(p -> places.put(p.standing().trial(), p));
        List<Column<Trial>> columns = new ArrayList<>();
        for (String metric : overview.goalMetrics()) {
            columns.add(new Column<>("objective_" + Table.columnName(metric), Type.DOUBLE,
                    t -> t.isComparable() ? overview.value(t, metric) : null));
        }
        columns.add(new Column<>("pareto_front", Type.INTEGER, t -> place(places, t, ParetoPlace::front)));
        columns.add(new Column<>("crowding", Type.DOUBLE, t -> place(places, t, ParetoPlace::crowding)));
        columns.add(new Column<>("violation", Type.DOUBLE, t -> place(places, t, ParetoPlace::violation)));
        return columns;
    }

    private static Object place(Map<TrialId, ParetoPlace> places, Trial trial, Function<ParetoPlace, Object> part) {
        return Optional.ofNullable(places.get(trial.id())).map(part).orElse(null);
    }

    private static List<Column<Trial>> parameters(List<Dimension> dimensions) {
        List<Column<Trial>> columns = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Dimension dimension : dimensions) {
            String name = "params_" + Table.columnName(dimension.name());
            // Spark does not tell upper case from lower; units.1 and units-1 would be one column as well.
            while (!taken.add(name.toLowerCase(Locale.ROOT))) {
                name += "_";
            }
            Type type = type(dimension.parameter());
            columns.add(new Column<>(name, type, t -> t.configuration().value(dimension.name())
                    .map(value -> cell(value, type)).orElse(null)));
        }
        return columns;
    }

    private static Type type(Parameter<?> parameter) {
        if (parameter instanceof RealParameter) {
            return Type.DOUBLE;
        }
        if (parameter instanceof IntegerParameter) {
            return Type.INTEGER;
        }
        Set<Class<?>> kinds = ((ChoiceParameter) parameter).values().stream().map(Object::getClass)
                .collect(Collectors.toSet());
        if (kinds.equals(Set.of(Boolean.class))) {
            return Type.BOOLEAN;
        }
        if (kinds.equals(Set.of(Integer.class))) {
            return Type.INTEGER;
        }
        return Set.of(Integer.class, Double.class).containsAll(kinds) ? Type.DOUBLE : Type.TEXT;
    }

    private static Object cell(Object value, Type type) {
        return type == Type.DOUBLE ? ((Number) value).doubleValue()
                : type == Type.TEXT ? value.toString() : value;
    }

    private static List<Column<Trial>> metrics(String prefix, List<String> metrics,
                                               Function<Trial, Optional<EpochRecord>> epoch) {
        return metrics.stream().map(metric -> new Column<Trial>(prefix + Table.columnName(metric), Type.DOUBLE,
                t -> epoch.apply(t).map(e -> e.metrics().get(metric)).orElse(null))).toList();
    }

    private static Optional<Execution> last(Trial trial) {
        List<Execution> executions = trial.executions();
        return executions.isEmpty() ? Optional.empty() : Optional.of(executions.get(executions.size() - 1));
    }
}
