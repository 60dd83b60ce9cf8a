package org.whittle.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whittle.goal.Diagnostics;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;

/**
 * What a study's baseline reaches on validation rows, and what MLlib does beside it.
 *
 * @param rows of the training and the validation split; empty if a trainer has rows of its own
 * @param models the baseline first
 */
public record BaselineResult(String study, Objective objective, Optional<Rows> rows, List<Model> models) {

    /**
     * @param training rows of the first fold, if there are several; likewise validation and features
     * @param features of a row
     * @param folds over which metrics are means; 1 without cross-validation
     */
    public record Rows(int training, int validation, int features, int folds) {
    }

    /**
     * A model that was trained.
     *
     * @param name for people
     * @param metrics on validation rows, by name; of the baseline at the epoch that speaks for it; none if it failed
     * @param epoch of the baseline; 0 of other models
     * @param seconds that training and measuring took
     * @param trouble why it has no metrics; empty if it has
     */
    public record Model(String name, SortedMap<String, Double> metrics, int epoch, double seconds, String trouble) {

        public Model {
            metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        }

        private double of(String metric) {
            return metrics.getOrDefault(metric, Double.NaN);
        }
    }

    public BaselineResult {
        models = List.copyOf(models);
    }

    /** Whether the baseline has a result. */
    public boolean trained() {
        return models.get(0).trouble().isEmpty();
    }

    /**
     * What models are compared by: the objective; accuracy or RMSE if that is a metric which only networks have, such
     * as the validation loss.
     */
    public Objective yardstick() {
        boolean common = models.stream().allMatch(model -> model.metrics().containsKey(objective.metric()));
        return common ? objective : Stream.of(Metric.ACCURACY, Metric.RMSE)
                .filter(metric -> models.stream().anyMatch(model -> model.metrics().containsKey(metric.key())))
                .findFirst().map(metric -> new Objective(metric.key(), metric.direction())).orElse(objective);
    }

    /** By how much the other model is better than the baseline; empty if it is not, or there is nothing to compare. */
    public Optional<Double> ahead() {
        Objective by = yardstick();
        return models.stream().skip(1).filter(other -> trained())
                .filter(other -> by.isBetter(other.of(by.metric()), models.get(0).of(by.metric())))
                .map(other -> Math.abs(other.of(by.metric()) - models.get(0).of(by.metric()))).findFirst();
    }

    /** Names of what was measured, the yardstick first; losses in training aside, which only networks have. */
    private List<String> metrics() {
        List<String> names = new ArrayList<>();
        models.forEach(model -> model.metrics().keySet().stream().filter(name -> !names.contains(name))
                .forEach(names::add));
        names.removeAll(List.of(Metric.TRAIN_LOSS.key(), Metric.VALIDATION_LOSS.key()));
        names.removeAll(Diagnostics.of(objective.metric()));
        Collections.sort(names);
        if (names.remove(yardstick().metric())) {
            names.add(0, yardstick().metric());
        }
        return names;
    }

    /** As a table for a terminal. */
    public String text() {
        StringBuilder text = new StringBuilder();
        rows.ifPresent(r -> text.append(String.format(Locale.ROOT,
                "%s: %,d training and %,d validation rows of %,d features%s%n", study, r.training(), r.validation(),
                r.features(), r.folds() > 1 ? ", means over %d folds".formatted(r.folds()) : "")));
        List<String> metrics = metrics();
        int width = metrics.stream().mapToInt(String::length).max().orElse(0);
        width = Math.max(width, "validation".length());
        line(text, width, "validation", models.stream().map(Model::name).toList());
        for (String metric : metrics) {
            line(text, width, metric, models.stream().map(model -> number(model.of(metric))).toList());
        }
        line(text, width, "seconds", models.stream().map(m -> String.format(Locale.ROOT, "%.1f", m.seconds()))
                .toList());
        models.stream().filter(model -> model.epoch() > 0).forEach(model ->
                text.append(String.format(Locale.ROOT, "The %s was best in epoch %d.%n", model.name(), model.epoch())));
        models.stream().filter(model -> !model.trouble().isEmpty()).forEach(model ->
                text.append(String.format(Locale.ROOT, "The %s has no result: %s%n", model.name(), model.trouble())));
        ahead().ifPresent(by -> text.append(String.format(Locale.ROOT, "The %s is ahead by %s of %s, untuned: "
                + "a network may not be what these rows need.%n", models.get(1).name(), number(by),
                yardstick().metric())));
        return text.append(String.format(Locale.ROOT, "No test row was read.%n")).toString();
    }

    private static void line(StringBuilder text, int width, String name, List<String> values) {
        text.append(String.format(Locale.ROOT, "%-" + width + "s", name));
        values.forEach(value -> text.append(String.format(Locale.ROOT, "  %-22s", value)));
        text.setLength(text.toString().stripTrailing().length());
        text.append(System.lineSeparator());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, Math.abs(value) < 1e4 ? "%.4f" : "%.6g", value);
    }

    /** The same for programs: plain lists, maps, texts and numbers, in the order to be written. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("study", study);
        fields.put("objective", objective.metric());
        fields.put("direction", objective.direction().name().toLowerCase(Locale.ROOT));
        fields.put("trainingRows", rows.map(Rows::training).orElse(null));
        fields.put("validationRows", rows.map(Rows::validation).orElse(null));
        fields.put("features", rows.map(Rows::features).orElse(null));
        fields.put("folds", rows.map(Rows::folds).orElse(null));
        fields.put("models", models.stream().map(BaselineResult::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Model model) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", model.name());
        fields.put("validation", model.metrics());
        fields.put("epoch", model.epoch() == 0 ? null : model.epoch());
        fields.put("seconds", model.seconds());
        fields.put("trouble", model.trouble().isEmpty() ? null : model.trouble());
        return fields;
    }
}
