package org.whittle.config;

import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.Settings;
import org.whittle.goal.Direction;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.Gate;
import org.whittle.study.StopRules;

/** Reads {@code stop} and {@code gate}: when the search ends, and what its model must reach. */
final class EndReader {

    private final Settings settings;
    private final Measures measures;

    EndReader(Settings settings, Measures measures) {
        this.settings = settings;
        this.measures = measures;
    }

    /** @param maxEpochs R, which the baseline takes in any case */
    StopRules stop(Objectives objectives, int maxEpochs) {
        Optional<Integer> trials = settings.get("stop.trials", Kind.optional(Kind.integer(1, Integer.MAX_VALUE)));
        Optional<Long> epochs = settings.get("stop.epochs", Kind.optional(Kind.large(1)));
        epochs.filter(most -> most < maxEpochs)
                .ifPresent(most -> settings.objection(
                        "stop.epochs",
                        ("stop.epochs = %d is below "
                                        + "search.max-epochs = %d, which the baseline takes alone; write stop.epochs "
                                        + "= %d or more, or "
                                        + "search.max-epochs = %d")
                                .formatted(most, maxEpochs, maxEpochs, most)));
        Optional<Duration> wallTime = settings.get("stop.wall-time", Kind.optional(Kind.duration()));
        Optional<Double> target = settings.get("stop.target",
                Kind.optional(measures.values(objectives.first().metric())));
        Optional<Integer> judged = settings.get("stop.plateau.trials",
                Kind.optional(Kind.integer(1, Integer.MAX_VALUE)));
        double epsilon = settings.get("stop.plateau.epsilon", Kind.real(0, Double.POSITIVE_INFINITY));
        if (objectives.several() && epsilon > 0) {
            settings.problem(
                    "stop.plateau.epsilon",
                    "stop.plateau.epsilon = %s does not apply to several objectives, where a "
                                    .formatted(Kind.plain(epsilon))
                            + "trial that joins the front is a gain; leave it out");
        }
        Optional<Double> regret = settings.get("stop.regret.below", Kind.optional(Kind.positive()));
        if (objectives.several() && regret.isPresent()) {
            settings.problem("stop.regret.below", ("stop.regret.below = %s does not apply to several objectives; "
                    + "write stop.plateau.trials = 60").formatted(Kind.plain(regret.get())));
        }
        Optional<Double> gain = settings.get("stop.marginal.gain", Kind.optional(Kind.positive()));
        StopRules.Cost per = settings.get("stop.marginal.per", Kind.cost());
        if (objectives.several() && gain.isPresent()) {
            settings.problem("stop.marginal.gain", ("stop.marginal.gain = %s does not apply to several objectives; "
                    + "write stop.plateau.trials = 60").formatted(Kind.plain(gain.get())));
        }
        return new StopRules(trials.map(OptionalInt::of).orElse(OptionalInt.empty()),
                epochs.map(OptionalLong::of).orElse(OptionalLong.empty()), wallTime,
                target.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                judged.map(n -> new StopRules.Plateau(n, epsilon)),
                regret.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                gain.map(least -> new StopRules.Marginal(least, per)),
                settings.get("stop.finalists", Kind.integer(0, Integer.MAX_VALUE)));
    }

    Gate gate(Task task, Objective objective) {
        boolean betterThanBaseline = settings.get("gate.better-than-baseline", Kind.flag());
        List<String> measured = measures.ofTest(task);
        if (betterThanBaseline && !measured.contains(objective.metric())) {
            settings.problem(
                    "gate.better-than-baseline",
                    ("gate.better-than-baseline compares the objective on test rows, "
                                    + "where %s is not measured; write objective.metric = %s")
                            .formatted(objective.metric(), String.join(" | ", measured)));
        }
        return new Gate(thresholds("gate.above", Direction.MAXIMIZE, measured),
                thresholds("gate.below", Direction.MINIMIZE, measured), betterThanBaseline,
                settings.get("gate.worse-than-baseline", Kind.constant(Gate.WorseThanBaseline.class)));
    }

    private SortedMap<String, Double> thresholds(String group, Direction direction, List<String> measured) {
        SortedMap<String, Double> thresholds = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> member
                : settings.group(group).map(settings::members).orElse(List.of())) {
            String path = group + "." + ConfigUtil.joinPath(member.getKey());
            String metric = member.getKey();
            if (!measured.contains(metric)) {
                settings.problem(
                        path,
                        member.getValue(),
                        "%s is not a metric of the test rows; write %s"
                                .formatted(
                                        path,
                                        Nearest.to(metric, measured)
                                                .map(near -> group + "." + near)
                                                .orElse(String.join(" | ", measured))));
                continue;
            }
            if (measures.direction(metric) != direction) {
                settings.problem(path, member.getValue(), "%s: of %s, %s is better; write gate.%s.%s".formatted(path,
                        metric, direction == Direction.MAXIMIZE ? "lower" : "higher",
                        direction == Direction.MAXIMIZE ? "below" : "above", metric));
            }
            settings.read(path, member.getValue(), measures.values(metric)).ifPresent(value -> {
                settings.keep(path, value);
                thresholds.put(metric, value);
            });
        }
        return thresholds;
    }

    /** Values that the metric can take. */
    static Kind<Double> valuesOf(Metric metric) {
        return metric.least() == 0 && metric.most() == 1 ? Kind.ratio() : Kind.real(metric.least(), metric.most());
    }
}
