package org.whittle.run;

import com.typesafe.config.ConfigUtil;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.whittle.config.StudySource;
import org.whittle.study.InvalidInputException;

/**
 * Puts a study together in Java. It is checked when it is {@linkplain Specification#read read} or run, as a study file
 * is.
 *
 * <p>The methods cover what every study says; {@link #set} says anything else that a study file can.
 */
public final class SpecificationBuilder {

    private final Map<String, Object> settings = new TreeMap<>();
    private final Map<String, Map<String, Object>> space = new LinkedHashMap<>();

    SpecificationBuilder(String name) {
        settings.put("study.name", name);
    }

    /** What every random choice follows from; 42 if nothing is said. */
    public SpecificationBuilder seed(long seed) {
        return set("study.seed", seed);
    }

    /**
     * A setting by its path, such as {@code search.eta}.
     *
     * @param value a number, a truth value, a text, or a list or map of these
     */
    public SpecificationBuilder set(String path, Object value) {
        settings.put(path, value);
        return this;
    }

    /** The column to predict. */
    public SpecificationBuilder label(String column) {
        return set("data.label", column);
    }

    /** What trials are compared by, for instance {@code accuracy}; its direction is the metric's own. */
    public SpecificationBuilder objective(String metric) {
        return set("objective.metric", metric);
    }

    /** Tunes a real hyperparameter between two values. */
    public SpecificationBuilder real(String parameter, double low, double high) {
        return domain(parameter, Map.of("type", "real", "low", low, "high", high));
    }

    /** Tunes a real hyperparameter between two values greater than 0, with equal chance for equal ratios. */
    public SpecificationBuilder logarithmic(String parameter, double low, double high) {
        return domain(parameter, Map.of("type", "real", "low", low, "high", high, "log", true));
    }

    /** Tunes a whole hyperparameter between two values, both included. */
    public SpecificationBuilder integer(String parameter, int low, int high) {
        return domain(parameter, Map.of("type", "int", "low", low, "high", high));
    }

    /**
     * Tunes a hyperparameter among values.
     *
     * @param values numbers, truth values or texts
     */
    public SpecificationBuilder choice(String parameter, Object... values) {
        return domain(parameter, Map.of("type", "choice", "values", Arrays.asList(values)));
    }

    /**
     * A parameter exists only where this is true.
     *
     * @param condition such as {@code optimizer = sgd}
     */
    public SpecificationBuilder when(String parameter, String condition) {
        space.computeIfAbsent(parameter, name -> new TreeMap<>()).put("when", condition);
        return this;
    }

    /** A relation that all configurations must satisfy, such as {@code layers * units <= 256}. */
    public SpecificationBuilder constraint(String... relations) {
        return set("constraints", List.of(relations));
    }

    /** A value of the baseline's, trial 0. */
    public SpecificationBuilder baseline(String parameter, Object value) {
        return set(path("baseline", parameter), value);
    }

    /**
     * The study. Its rows are in {@code data.path}, or a {@code Dataset} that is {@linkplain Tuning#data given}.
     *
     * @throws InvalidInputException if a setting is set to {@code null}; what else is wrong is found when the study is
     *     read
     */
    public Specification build() {
        Map<String, Object> all = new TreeMap<>(settings);
        space.forEach((parameter, domain) -> all.put(path("space", parameter), domain));
        all.forEach((path, value) -> {
            if (value == null) {
                throw new InvalidInputException("%s is null; leave it out, or write \"none\" to turn it off"
                        .formatted(path));
            }
        });
        return Specification.of(new StudySource.OfSettings(String.valueOf(settings.get("study.name")), all));
    }

    private SpecificationBuilder domain(String parameter, Map<String, Object> domain) {
        space.computeIfAbsent(parameter, name -> new TreeMap<>()).putAll(domain);
        return this;
    }

    /** Names may hold points: {@code units.1}. */
    private static String path(String group, String name) {
        return ConfigUtil.joinPath(group, name);
    }
}
