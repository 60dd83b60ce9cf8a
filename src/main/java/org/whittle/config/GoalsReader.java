package org.whittle.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.Settings;
import org.whittle.goal.Direction;
import org.whittle.goal.Goal;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;
import org.whittle.goal.Threshold;

/**
 * Reads the list {@code objectives}. A goal is a group, such as {@code { metric = accuracy, direction = maximize }} or
 * {@code { metric = accuracy, above = 0.97 }}, or in short the words {@code accuracy}, {@code maximize accuracy} or
 * {@code accuracy above 0.97}.
 */
final class GoalsReader {

    private static final String PATH = "objectives";
    private static final Pattern WORDS = Pattern.compile(
            "(?:(?<direction>maximize|minimize)\\s+)?(?<metric>\\S+)(?:\\s+(?<bound>above|below)\\s+(?<value>\\S+))?");
    private static final List<String> KEYS = List.of("metric", "direction", "above", "below");
    private static final String EXAMPLE =
            "such as { metric = accuracy, direction = maximize } or { metric = accuracy, above = 0.97 }";

    private final Settings settings;
    private final Measures measures;

    GoalsReader(Settings settings, Measures measures) {
        this.settings = settings;
        this.measures = measures;
    }

    /** Whether the study file names objectives instead of one. */
    boolean written() {
        return settings.written(PATH).filter(v -> !(v instanceof ConfigList list && list.isEmpty())).isPresent();
    }

    /** The metrics that the goals name and that are measured on rows, as far as they can be read. */
    List<Metric> metrics() {
        return entries().stream().flatMap(e -> fields(e).stream()).flatMap(f -> Stream.ofNullable(f.get("metric")))
                .flatMap(v -> Kind.scalar(v).flatMap(Metric::ofKey).stream()).toList();
    }

    /** All goals, in order; what is wrong is noted. */
    List<Goal> read() {
        if (settings.written("objective").isPresent()) {
            settings.problem(
                    PATH,
                    "objectives and objective are both set; write one of them, and objective = null where "
                            + "another file sets it");
        }
        List<Goal> goals = new ArrayList<>();
        for (ConfigValue entry : entries()) {
            goal(entry).ifPresent(goals::add);
        }
        if (goals.size() == entries().size()) {
            check(goals);
        }
        settings.keep(PATH, goals.stream().map(GoalsReader::recorded).toList());
        return goals;
    }

    private void check(List<Goal> goals) {
        if (goals.stream().noneMatch(Objective.class::isInstance)) {
            settings.problem(PATH, "objectives has only bounds; write what to maximize or minimize within them too");
        } else if (measures.isCost(goals.get(0).metric())) {
            settings.problem(
                    PATH,
                    ("objectives begins with %s, which says nothing about predictions; begin with a metric of "
                                    + "them: patience, stop.target and progress go by the first")
                            .formatted(goals.get(0).metric()));
        }
        List<String> optimized = goals.stream().filter(Objective.class::isInstance).map(Goal::metric).toList();
        optimized.stream().filter(m -> optimized.indexOf(m) != optimized.lastIndexOf(m)).findFirst().ifPresent(
                m -> settings.problem(PATH, "objectives has %s twice; write it once".formatted(m)));
    }

    private List<ConfigValue> entries() {
        return settings.written(PATH).map(v -> v instanceof ConfigList list ? List.<ConfigValue>copyOf(list)
                : List.of(v)).orElse(List.of());
    }

    /** A goal's fields by name, whichever way it is written. */
    private static Optional<Map<String, ConfigValue>> fields(ConfigValue entry) {
        if (entry instanceof ConfigObject group) {
            return Optional.of(new TreeMap<>(group));
        }
        Matcher words = WORDS.matcher(Kind.scalar(entry).orElse("").strip());
        if (!words.matches()) {
            return Optional.empty();
        }
        Map<String, ConfigValue> fields = new TreeMap<>();
        put(fields, "metric", words.group("metric"), entry);
        put(fields, "direction", words.group("direction"), entry);
        if (words.group("bound") != null) {
            put(fields, words.group("bound"), words.group("value"), entry);
        }
        return Optional.of(fields);
    }

    private static void put(Map<String, ConfigValue> fields, String key, String text, ConfigValue entry) {
        if (text != null) {
            fields.put(key, ConfigValueFactory.fromAnyRef(text).withOrigin(entry.origin()));
        }
    }

    private Optional<Goal> goal(ConfigValue entry) {
        Optional<Map<String, ConfigValue>> read = fields(entry);
        if (read.isEmpty()) {
            settings.problem(
                    PATH, entry, "objectives: %s is not an objective; write %s".formatted(Kind.show(entry), EXAMPLE));
            return Optional.empty();
        }
        Map<String, ConfigValue> fields = read.get();
        for (Map.Entry<String, ConfigValue> field : fields.entrySet()) {
            String key = field.getKey();
            if (!KEYS.contains(key)) {
                settings.problem(
                        PATH,
                        field.getValue(),
                        "objectives: %s is not part of an objective; write %s"
                                .formatted(key, Nearest.to(key, KEYS).orElse("any of " + String.join(", ", KEYS))));
                return Optional.empty();
            }
        }
        if (fields.get("metric") == null) {
            settings.problem(PATH, entry, "objectives: an objective has no metric; write " + EXAMPLE);
            return Optional.empty();
        }
        return settings.read(PATH, fields.get("metric"), Kind.choice(measures.goals()))
                .flatMap(m -> goal(entry, m, fields));
    }

    private Optional<Goal> goal(ConfigValue entry, String metric, Map<String, ConfigValue> fields) {
        Direction own = measures.direction(metric);
        if (fields.get("direction") != null) {
            Optional<Direction> direction =
                    settings.read(PATH, fields.get("direction"), Kind.constant(Direction.class));
            if (direction.isPresent() && direction.get() != own) {
                settings.problem(PATH, entry, "objectives: of %s, %s is better; write %s".formatted(metric, better(own),
                        Kind.key(own)));
                return Optional.empty();
            }
        }
        List<String> bounds = Stream.of("above", "below").filter(fields::containsKey).toList();
        if (bounds.isEmpty()) {
            return Optional.of(new Objective(metric, own));
        }
        String bound = own == Direction.MAXIMIZE ? "above" : "below";
        if (!bounds.equals(List.of(bound))) {
            settings.problem(
                    PATH,
                    entry,
                    "objectives: of %s, %s is better; its bound is %s".formatted(metric, better(own), bound));
            return Optional.empty();
        }
        if (fields.get("direction") != null) {
            settings.problem(
                    PATH,
                    entry,
                    ("objectives: %s has a direction and a bound; write two, one with each, if it is "
                                    + "to be optimized beyond the bound")
                            .formatted(metric));
            return Optional.empty();
        }
        return settings.read(PATH, fields.get(bound), measures.values(metric))
                .map(value -> new Threshold(metric, own, value));
    }

    private static String better(Direction direction) {
        return direction == Direction.MAXIMIZE ? "higher" : "lower";
    }

    private static Map<String, Object> recorded(Goal goal) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("metric", goal.metric());
        if (goal instanceof Threshold threshold) {
            record.put(goal.direction() == Direction.MAXIMIZE ? "above" : "below", threshold.bound());
        } else {
            record.put("direction", Kind.key(goal.direction()));
        }
        return record;
    }
}
