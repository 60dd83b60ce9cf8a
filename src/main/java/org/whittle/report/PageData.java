package org.whittle.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Goal;
import org.whittle.goal.Objective;
import org.whittle.goal.Threshold;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.study.Trial;

/** What the page's charts are drawn from. */
record PageData(Overview overview) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    String json() {
        Objective objective = overview.spec().objective();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("metric", objective.metric());
        tree.put("maximize", objective.direction() == Direction.MAXIMIZE);
        tree.put("goals", overview.spec().objectives().several()
                ? overview.spec().objectives().goals().stream().map(PageData::goal).toList() : List.of());
        tree.put("front", overview.front().map(front -> front.trials().stream()
                .map(p -> p.standing().trial().value()).toList()).orElse(List.of()));
        tree.put("best", overview.best().map(t -> t.id().value()).orElse(null));
        tree.put("bestName", overview.best().map(t -> "%s (trial %s)".formatted(
                overview.winner().isPresent() ? "winner" : "best so far", t.id())).orElse(null));
        List<String> varying = overview.varyingParameters();
        tree.put("parameters", overview.spec().space().dimensions().stream()
                .filter(d -> varying.contains(d.name())).map(d -> parameter(d.parameter())).toList());
        tree.put("trials", overview.trials().stream().map(this::trial).toList());
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Maps of text and numbers are always JSON", e);
        }
    }

    private Map<String, Object> trial(Trial trial) {
        Objective objective = overview.spec().objective();
        List<List<Object>> curve = new ArrayList<>();
        for (EpochRecord epoch : trial.curve().epochs()) {
            double value = objective.of(epoch);
            if (Double.isFinite(value)) {
                curve.add(List.of(epoch.epoch(), value));
            }
        }
        double value = trial.value(overview.spec().objectives());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", trial.id().value());
        tree.put("bracket", trial.bracket());
        tree.put("origin", trial.origin());
        tree.put("state", trial.state().name().toLowerCase(Locale.ROOT));
        tree.put("value", Double.isFinite(value) ? value : null);
        tree.put("epoch", trial.standing(overview.spec().objectives()).epoch());
        if (overview.spec().objectives().several()) {
            tree.put("values", trial.standing(overview.spec().objectives()).values().stream()
                    .map(v -> Double.isFinite(v) ? v : null).toList());
        }
        tree.put("curve", curve);
        tree.put("configuration", trial.configuration().values());
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
