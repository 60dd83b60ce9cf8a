package org.whittle.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.study.DataSpec;
import org.whittle.study.InvalidInputException;

/**
 * The columns that a study uses, as the training rows' table has them.
 *
 * @param label NUMBER, BOOLEAN or TEXT
 * @param features at least one, in the table's order, or in that of {@code data.features}
 * @param split the column that divides the rows, if one does
 */
record Columns(InputColumn label, List<InputColumn> features, Optional<String> split) implements Serializable {

    Columns {
        features = List.copyOf(features);
    }

    /** @throws InvalidInputException with a line for every column that is unknown or of no use */
    static Columns resolve(StructType schema, DataSpec spec) {
        List<String> problems = new ArrayList<>();
        List<String> names = List.of(schema.fieldNames());
        unknown("data.label", List.of(spec.label()), names, problems);
        unknown("data.split.column.name", spec.splitColumn().stream().toList(), names, problems);
        unknown("data.features", spec.features(), names, problems);
        unknown("data.ignore", spec.ignore(), names, problems);
        unknown("data.categorical", spec.categorical(), names, problems);
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }

        Set<String> chosen = new LinkedHashSet<>(spec.features().isEmpty() ? names : spec.features());
        chosen.remove(spec.label());
        spec.splitColumn().ifPresent(chosen::remove);
        spec.ignore().forEach(chosen::remove);
        List<InputColumn> features = new ArrayList<>();
        for (String name : chosen) {
            DataType type = type(schema, name);
            boolean categorical = spec.categorical().contains(name);
            InputColumn.kindOf(type, categorical).ifPresentOrElse(
                    kind -> features.add(new InputColumn(name, kind, 1)),
                    () -> problems.add("Column '%s' holds values of type %s, which %s; derive numbers or text from it, or "
                            .formatted(name, type.simpleString(), categorical ? "cannot be categories"
                                    : "a network cannot take") + "add it to data.ignore"));
        }
        Optional<InputColumn.Kind> label = InputColumn.kindOf(type(schema, spec.label()), false)
                .filter(kind -> kind != InputColumn.Kind.VECTOR);
        if (label.isEmpty()) {
            problems.add("The label column '%s' holds values of type %s; name a column of numbers, texts or booleans in "
                    .formatted(spec.label(), type(schema, spec.label()).simpleString()) + "data.label");
        }
        if (chosen.isEmpty()) {
            problems.add("No column is left to learn from; the table has %s: take some out of data.ignore"
                    .formatted(String.join(", ", names)));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }
        return new Columns(new InputColumn(spec.label(), label.get(), 1), features, spec.splitColumn());
    }

    /** @throws InvalidInputException if a table of other rows lacks a column that is used, or has it with another type */
    void requireIn(StructType schema, String setting, String path) {
        List<String> problems = new ArrayList<>();
        List<String> names = List.of(schema.fieldNames());
        used().forEach(column -> {
            if (!names.contains(column.name())) {
                problems.add("%s = %s has no column '%s', which the training rows have%s".formatted(setting, path,
                        column.name(), proposal(column.name(), names)));
            } else if (!column.accepts(type(schema, column.name()))) {
                problems.add("%s = %s: %s".formatted(setting, path, column.mismatch(type(schema, column.name()))));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }
    }

    /** Label and features. */
    Stream<InputColumn> used() {
        return Stream.concat(Stream.of(label), features.stream());
    }

    /** What is read of a table: label, features, and the column that divides the rows, if one does. */
    Column[] selection() {
        return Stream.concat(used().map(InputColumn::column),
                split.map(InputColumn::column).stream()).toArray(Column[]::new);
    }

    /** Where the column that divides the rows is in {@link #selection}. */
    int splitPosition() {
        return features.size() + 1;
    }

    Columns withFeatures(List<InputColumn> others) {
        return new Columns(label, others, split);
    }

    Columns withLabel(InputColumn.Kind kind) {
        return new Columns(new InputColumn(label.name(), kind, 1), features, split);
    }

    /** A column's type. Spark resolves names without regard to letter case; a study file does not. */
    static DataType type(StructType schema, String name) {
        StructField field = schema.apply(name);
        return field.dataType();
    }

    /** "; did you mean …" or what there is, to end a message with. */
    static String proposal(String written, List<String> names) {
        return NearestName.to(written, names).map(name -> "; did you mean '%s'?".formatted(name))
                .orElseGet(() -> "; there are " + (names.size() <= 20 ? String.join(", ", names)
                        : String.join(", ", names.subList(0, 20)) + ", … (%d columns)".formatted(names.size())));
    }

    private static void unknown(String setting, List<String> written, List<String> names, List<String> problems) {
        written.stream().filter(name -> !names.contains(name)).forEach(name -> problems.add(
                "%s: the table has no column '%s'%s".formatted(setting, name, proposal(name, names))));
    }
}
