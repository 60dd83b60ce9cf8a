package org.whittle.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Front;
import org.whittle.goal.Goal;
import org.whittle.goal.Objective;
import org.whittle.goal.Threshold;
import org.whittle.goal.TrialId;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.study.Fit;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.Trial;
import org.whittle.work.Execution;
import org.whittle.work.TrialOutcome;

/** What the page's views are drawn from. Reasons are written once each: thousands of trials share a few. */
final class PageData {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Nobody sees more digits of a curve or of seconds. */
    private static final MathContext DRAWN = new MathContext(6);

    private final Overview overview;
    private final Optional<Importance.OfBudget> importance;
    private final Optional<PredictedRows> predicted;
    private final Map<String, Integer> reasons = new LinkedHashMap<>();
    private final Map<TrialId, List<List<Object>>> logs = new TreeMap<>();
    private final Map<TrialId, Integer> ranks = new TreeMap<>();
    private final Map<TrialId, Fit> fits;

    PageData(Overview overview, Optional<Importance.OfBudget> importance, Optional<PredictedRows> predicted) {
        this.overview = overview;
        this.predicted = predicted;
        this.importance = importance;
        this.fits = overview.fits(overview.trials());
        overview.state().rungs().forEach(this::log);
        overview.ranked().stream().filter(Trial::isComparable).forEach(t -> ranks.put(t.id(), ranks.size() + 1));
    }

    String json() {
        try {
            return MAPPER.writeValueAsString(tree());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Maps of text and numbers are always JSON", e);
        }
    }

    private Map<String, Object> tree() {
        Objective objective = overview.spec().objective();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("metric", objective.metric());
        tree.put("maximize", objective.direction() == Direction.MAXIMIZE);
        tree.put("goals", overview.spec().objectives().several()
                ? overview.spec().objectives().goals().stream().map(PageData::goal).toList() : List.of());
        Optional<Front> front = overview.front();
        tree.put("front", front.map(f -> f.trials().stream().map(p -> p.standing().trial().value()).toList())
                .orElse(List.of()));
        tree.put("reference", front.map(Front::reference).orElse(List.of()));
        tree.put("best", overview.best().map(t -> t.id().value()).orElse(null));
        tree.put("bestName", overview.best().map(t -> "%s (trial %s)".formatted(
                overview.winner().isPresent() ? "winner" : "best so far", t.id())).orElse(null));
        List<String> varying = overview.varyingParameters();
        tree.put("parameters", overview.spec().space().dimensions().stream()
                .filter(d -> varying.contains(d.name())).map(d -> parameter(d.parameter())).toList());
        tree.put("importance", importance.map(PageData::importance).orElse(null));
        tree.put("trials", overview.trials().stream().map(this::trial).toList());
        tree.put("rungs", overview.state().rungs().stream().map(PageData::rung).toList());
        predicted.ifPresent(rows -> tree.put("predicted", rows.tree()));
        tree.put("reasons", List.copyOf(reasons.keySet()));
        return tree;
    }

    private Map<String, Object> trial(Trial trial) {
        Objective objective = overview.spec().objective();
        double value = trial.value(overview.spec().objectives());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", trial.id().value());
        tree.put("bracket", trial.bracket());
        tree.put("origin", trial.origin());
        tree.put("state", trial.state().name().toLowerCase(Locale.ROOT));
        tree.put("reason", trial.reason());
        tree.put("rank", ranks.get(trial.id()));
        tree.put("value", Double.isFinite(value) ? value : null);
        tree.put("epoch", trial.standing(overview.spec().objectives()).epoch());
        tree.put("epochs", trial.epochs());
        tree.put("seconds", drawn(trial.seconds()));
        if (overview.spec().objectives().several()) {
            tree.put("values", trial.standing(overview.spec().objectives()).values().stream()
                    .map(v -> Double.isFinite(v) ? v : null).toList());
        }
        List<EpochRecord> epochs = trial.curve().epochs();
        tree.put("first", epochs.isEmpty() ? 1 : epochs.get(0).epoch());
        tree.put("curve", curve(epochs, objective));
        tree.put("configuration", trial.configuration().values());
        trial.parent().ifPresent(parent -> {
            tree.put("parent", parent.trial().value());
            tree.put("parentEpoch", parent.epoch());
        });
        Optional.ofNullable(fits.get(trial.id())).ifPresent(fit -> tree.put("fit", fit.key()));
        tree.put("log", logs.getOrDefault(trial.id(), List.of()));
        return tree;
    }

    /** A value an epoch, from the first on; {@code null} where there is none. */
    private static List<Object> curve(List<EpochRecord> epochs, Objective objective) {
        List<Object> curve = new ArrayList<>();
        for (EpochRecord epoch : epochs) {
            while (curve.size() < epoch.epoch() - epochs.get(0).epoch()) {
                curve.add(null);
            }
            curve.add(drawn(objective.of(epoch)));
        }
        return curve;
    }

    static Object drawn(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(DRAWN).doubleValue() : null;
    }

    /** Where each trial of a rung was trained, whether it went on, and why. */
    private void log(RungFinished rung) {
        for (int i = 0; i < rung.outcomes().size(); i++) {
            TrialOutcome outcome = rung.outcomes().get(i);
            boolean completed = outcome instanceof TrialOutcome.Completed;
            String reason = outcome instanceof TrialOutcome.Diverged diverged ? diverged.reason()
                    : outcome instanceof TrialOutcome.Failed failed ? failed.reason()
                    : rung.decisions().get(i).reason();
            Execution execution = outcome.execution();
            List<Object> line = new ArrayList<>(List.of(rung.bracket(), rung.rung(), rung.epochs(),
                    completed ? rung.decisions().get(i).verdict().name().toLowerCase(Locale.ROOT)
                            : outcome instanceof TrialOutcome.Diverged ? "diverged" : "failed",
                    reasons.computeIfAbsent(reason, text -> reasons.size()), execution.host(), execution.device(),
                    execution.cohort(), execution.attempt()));
            line.add(drawn(execution.seconds()));
            logs.computeIfAbsent(outcome.trial(), id -> new ArrayList<>()).add(line);
        }
    }

    /** A rung with its cohorts: name, host, device, seconds (its members' shares of its time, together), trials. */
    private static Map<String, Object> rung(RungFinished rung) {
        Map<String, List<TrialOutcome>> cohorts = new LinkedHashMap<>();
        rung.ofTasks().forEach(outcome -> cohorts.computeIfAbsent(
                outcome.execution().cohort(), name -> new ArrayList<>()).add(outcome));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("bracket", rung.bracket());
        tree.put("rung", rung.rung());
        tree.put("seconds", drawn(rung.seconds()));
        tree.put("idle", drawn(rung.idleSeconds()));
        tree.put("cohorts", cohorts.entrySet().stream().map(cohort -> {
            Execution first = cohort.getValue().get(0).execution();
            double seconds = 0;
            for (TrialOutcome member : cohort.getValue()) {
                seconds += member.execution().seconds();
            }
            return List.of(cohort.getKey(), first.host(), first.device(), drawn(seconds),
                    cohort.getValue().stream().map(member -> member.trial().value()).distinct().toList());
        }).toList());
        return tree;
    }

    private static Map<String, Object> importance(Importance.OfBudget budget) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("epochs", budget.epochs());
        tree.put("trials", budget.trials());
        tree.put("parts", budget.parts());
        return tree;
    }

    private static Map<String, Object> goal(Goal goal) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("metric", goal.metric());
        tree.put("maximize", goal.direction() == Direction.MAXIMIZE);
        tree.put("bound", goal instanceof Threshold threshold ? threshold.bound() : null);
        return tree;
    }

    private static Map<String, Object> parameter(Parameter<?> parameter) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", parameter.name());
        if (parameter instanceof RealParameter real) {
            range(tree, real.low(), real.high(), real.scale());
        } else if (parameter instanceof IntegerParameter integer) {
            range(tree, integer.low(), integer.high(), integer.scale());
            tree.put("whole", true);
        } else if (parameter instanceof ChoiceParameter choice) {
            tree.put("values", choice.values().stream().map(Object::toString).toList());
        }
        return tree;
    }

    private static void range(Map<String, Object> tree, double low, double high, Scale scale) {
        tree.put("low", low);
        tree.put("high", high);
        tree.put("log", scale == Scale.LOG);
    }
}
