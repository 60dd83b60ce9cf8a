package org.whittle.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.whittle.data.PreparedData;
import org.whittle.net.LearningTask;
import org.whittle.work.Rows;

/**
 * Whether the tensors of a table hold what a {@link PlainTable} says: as many rows, and each row's features and label,
 * in any order. Asks for {@code data.scaling = none}. The numbers of dates are not looked at, and neither is what
 * stands for a missing number.
 */
final class TableTruth {

    /** As {@code data.missing} has them. */
    private static final Set<String> MISSING = Set.of("NA", "N/A", "null", "?", "-");
    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y");
    private static final Set<String> FALSE = Set.of("false", "f", "no", "n");
    private static final Pattern ELEMENT = Pattern.compile("(.*)\\[(\\d+)]");

    private final PlainTable plain;
    private final PreparedData prepared;
    private final Set<String> columns;

    private TableTruth(PlainTable plain, PreparedData prepared) {
        this.plain = plain;
        this.prepared = prepared;
        this.columns = plain.rows().get(0).keySet();
    }

    /** What differs, if anything does. */
    static Optional<String> difference(PlainTable plain, PreparedData prepared) throws IOException {
        return new TableTruth(plain, prepared).difference();
    }

    private Optional<String> difference() throws IOException {
        List<Rows> parts = List.of(prepared.training().training(), prepared.training().validation(),
                prepared.lockBox().open());
        int count = parts.stream().mapToInt(Rows::count).sum();
        if (count != plain.rows().size()) {
            return Optional.of("%d rows instead of %d".formatted(count, plain.rows().size()));
        }
        Map<Integer, Function<Map<String, Object>, Optional<Float>>> known = new LinkedHashMap<>();
        List<String> names = prepared.summary().features();
        for (int i = 0; i < names.size(); i++) {
            int feature = i;
            value(names.get(i)).ifPresent(value -> known.put(feature, value));
        }
        Map<List<Object>, Integer> found = new HashMap<>();
        for (Rows part : parts) {
            float[] features = part.features();
            for (int row = 0; row < part.count(); row++) {
                List<Object> key = new ArrayList<>(List.of(label(part.targets()[row])));
                for (int feature : known.keySet()) {
                    key.add(features[row * part.width() + feature]);
                }
                found.merge(key, 1, Integer::sum);
            }
        }
        for (Map<String, Object> row : plain.rows()) {
            List<Object> key = new ArrayList<>(List.of(labelOf(row)));
            boolean whole = true;
            for (Function<Map<String, Object>, Optional<Float>> value : known.values()) {
                Optional<Float> cell = value.apply(row);
                whole &= cell.isPresent();
                cell.ifPresent(key::add);
            }
            if (whole && found.merge(key, -1, Integer::sum) < 0) {
                return Optional.of("no row %s of %s, from %s"
                        .formatted(key, known.keySet().stream().map(names::get).toList(), row));
            }
        }
        return Optional.empty();
    }

    private Object label(double target) {
        return prepared.summary().task() instanceof LearningTask.Classification classes
                ? classes.classes().get((int) target) : (Object) target;
    }

    private Object labelOf(Map<String, Object> row) {
        Object cell = row.get(prepared.summary().label());
        return prepared.summary().task() instanceof LearningTask.Classification
                ? text(cell)
                : number(cell).orElse(Double.NaN);
    }

    /** How a feature follows from a row's cells; empty if that is not looked at. */
    private Optional<Function<Map<String, Object>, Optional<Float>>> value(String feature) {
        if (columns.contains(feature)) {
            return Optional.of(row -> isMissing(row.get(feature)) ? Optional.empty()
                    : number(row.get(feature)).map(Double::floatValue));
        }
        Matcher element = ELEMENT.matcher(feature);
        if (element.matches() && columns.contains(element.group(1))) {
            int index = Integer.parseInt(element.group(2));
            return Optional.of(row -> {
                List<?> elements = (List<?>) row.get(element.group(1));
                return index < elements.size() ? number(elements.get(index)).map(Double::floatValue) : Optional.of(0f);
            });
        }
        for (String column : columns) {
            if (feature.startsWith(column + "=") && !feature.endsWith("=(other)")) {
                String category = feature.substring(column.length() + 1);
                return Optional.of(row -> Optional.of(
                        !isMissing(row.get(column)) && text(row.get(column)).equals(category) ? 1f : 0f));
            }
            if (feature.equals(column + " (missing)")) {
                return Optional.of(row -> Optional.of(isMissing(row.get(column)) ? 1f : 0f));
            }
        }
        return Optional.empty();
    }

    private static boolean isMissing(Object cell) {
        return cell == null || cell instanceof String text && (text.isEmpty() || MISSING.contains(text.strip()));
    }

    private static String text(Object cell) {
        if (cell instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
            return Long.toString(number.longValue());
        }
        return String.valueOf(cell);
    }

    private static Optional<Double> number(Object cell) {
        if (cell instanceof Number number) {
            return Optional.of(number.doubleValue());
        }
        String text = String.valueOf(cell).strip();
        if (TRUE.contains(text.toLowerCase(java.util.Locale.ROOT))) {
            return Optional.of(1.0);
        }
        if (FALSE.contains(text.toLowerCase(java.util.Locale.ROOT))) {
            return Optional.of(0.0);
        }
        try {
            return Optional.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
