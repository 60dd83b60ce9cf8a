package org.whittle.data.column;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.score.column.InputColumn;
import org.whittle.study.ColumnSpec;
import org.whittle.study.DataSpec;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;
import org.whittle.text.Nearest;

/**
 * The columns that a study uses, as the training rows' table has them.
 *
 * @param label NUMBER, BOOLEAN or TEXT
 * @param features at least one, in the table's order, or in that of {@code data.features}
 * @param split the column that divides the rows, if one does
 * @param weight the column that says what a row counts, if one does
 */
public record Columns(InputColumn label, List<InputColumn> features, Optional<String> split, Optional<String> weight)
        implements Serializable {

    public Columns {
        features = List.copyOf(features);
    }

    /** @throws InvalidInputException with a line for every column that is unknown or of no use */
    public static Columns resolve(StructType schema, DataSpec spec) {
        Findings findings = new Findings();
        Columns columns = resolve(schema, spec, findings);
        findings.throwIfAny();
        return columns;
    }

    /**
     * The columns that can be used, as far as they are there.
     *
     * @param findings told of every column that is unknown or of no use
     * @throws InvalidInputException if no label, or no feature, is left to go on with
     */
    public static Columns resolve(StructType schema, DataSpec spec, Findings findings) {
        List<String> names = List.of(schema.fieldNames());
        unknown("data.label", List.of(spec.label()), names, findings);
        unknown("data.split.column.name", spec.splitColumn().stream().toList(), names, findings);
        unknown("data.split.time.column", spec.timeColumn().stream().toList(), names, findings);
        unknown("data.weight", spec.weightColumn().stream().toList(), names, findings);
        unknown("data.split.group", spec.groupColumn().stream().toList(), names, findings);
        boolean lost = !findings.sound();
        unknown("data.features", spec.features(), names, findings);
        unknown("data.ignore", spec.ignore(), names, findings);
        unknown("data.categorical", spec.categorical(), names, findings);
        unknown("data.columns", List.copyOf(spec.cells().columns().keySet()), names, findings);
        spec.inputs().groups().forEach((group, columns) -> unknown("data.groups." + group, columns, names, findings));
        findings.throwIfAny(lost);

        Set<String> there = new HashSet<>(names);
        Set<String> categories = new HashSet<>(spec.categorical());
        Set<String> chosen = new LinkedHashSet<>(spec.features().isEmpty() ? names : spec.features());
        chosen.retainAll(there);
        chosen.remove(spec.label());
        spec.splitColumn().ifPresent(chosen::remove);
        spec.groupColumn().ifPresent(chosen::remove);
        spec.weightColumn().ifPresent(chosen::remove);
        spec.timeColumn().ifPresent(chosen::remove);
        spec.ignore().forEach(chosen::remove);
        List<InputColumn> features = new ArrayList<>();
        for (String name : chosen) {
            DataType type = type(schema, name);
            boolean categorical = categories.contains(name)
                    || spec.cells().column(name).type() == ColumnSpec.Type.CATEGORY;
            ColumnTypes.declared(name, type, categorical, spec.cells())
                    .ifPresentOrElse(
                            features::add,
                            () -> findings.problem(
                                    InputProblem.of(("Column '%s' holds values of type %s, which %s; derive numbers or "
                                                            + "text from it, or add it to data.ignore: %s")
                                                    .formatted(
                                                            name,
                                                            type.simpleString(),
                                                            categorical
                                                                    ? "cannot be categories"
                                                                    : "a network cannot take",
                                                            SettingLine.ignore(name)))
                                            .at(name, 0)
                                            .mendedBy("data.ignore", without(spec, name))));
        }
        Optional<InputColumn.Kind> label = ColumnTypes.kindOf(type(schema, spec.label()), false)
                .filter(kind -> kind != InputColumn.Kind.VECTOR && !ColumnTypes.isMoment(type(schema, spec.label())));
        if (label.isEmpty()) {
            findings.problem(
                    InputProblem.of(("The label column '%s' holds values of type %s; name a column of numbers, texts "
                                            + "or booleans in data.label")
                                    .formatted(
                                            spec.label(),
                                            type(schema, spec.label()).simpleString()))
                            .at(spec.label(), 0)
                            .mendedBy("data.label", ""));
        }
        if (chosen.isEmpty() && there.containsAll(spec.features())) {
            findings.problem(noneLeft(names));
        }
        findings.throwIfAny(label.isEmpty() || features.isEmpty());
        return new Columns(
                ColumnTypes.label(spec.label(), label.get(), type(schema, spec.label()), spec.cells()),
                features,
                spec.splitColumn(),
                spec.weightColumn());
    }

    static InputProblem noneLeft(List<String> names) {
        return InputProblem.of("No column is left to learn from; the table has %s: take some out of data.ignore"
                .formatted(String.join(", ", names))).mendedBy("data.ignore", "");
    }

    /** The line that leaves a column out, wherever the study file asks for it. */
    private static String without(DataSpec spec, String name) {
        List<String> lines = new ArrayList<>();
        if (spec.features().contains(name)) {
            lines.add("data.features = " + list(spec.features(), name));
        } else {
            lines.add(SettingLine.ignore(name));
        }
        if (spec.categorical().contains(name)) {
            lines.add("data.categorical = " + list(spec.categorical(), name));
        }
        if (spec.cells().columns().containsKey(name)) {
            lines.add(SettingLine.column(name) + " = null");
        }
        return SettingLine.all(lines.toArray(String[]::new));
    }

    /** A list of a study file without one of its names. */
    private static String list(List<String> names, String without) {
        return names.stream().filter(name -> !name.equals(without)).map(SettingLine::value)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Looks whether a table of other rows lacks a column that is used, or has it with another type. */
    public void checkIn(StructType schema, String setting, String path, Findings findings) {
        List<String> names = List.of(schema.fieldNames());
        Set<String> there = new HashSet<>(names);
        weight.filter(column -> !there.contains(column)).ifPresent(column -> findings.problem(InputProblem.of(
                "%s = %s has no column '%s', which the training rows have%s".formatted(setting, path, column,
                        proposal(column, names))).at(column, 0).mendedBy(setting, "data.weight = none")));
        used().forEach(column -> {
            String wrong = !there.contains(column.name())
                    ? "has no column '%s', which the training rows have%s"
                            .formatted(column.name(), proposal(column.name(), names))
                    : ColumnTypes.accepts(column, type(schema, column.name()))
                            ? ""
                            : ": " + ColumnTypes.mismatch(column, type(schema, column.name()));
            if (!wrong.isEmpty()) {
                findings.problem(
                        InputProblem.of("%s = %s%s%s".formatted(setting, path, wrong.startsWith(":") ? "" : " ", wrong))
                                .at(column.name(), 0)
                                .mendedBy(setting, column.equals(label) ? "" : SettingLine.ignore(column.name())));
            }
        });
    }

    /** Label and features. */
    public Stream<InputColumn> used() {
        return Stream.concat(Stream.of(label), features.stream());
    }

    /** Where the column that divides the rows is, behind label and features. */
    public int splitPosition() {
        return features.size() + 1;
    }

    public Columns withFeatures(List<InputColumn> others) {
        return new Columns(label, others, split, weight);
    }

    public Columns withLabel(InputColumn.Kind kind) {
        return new Columns(new InputColumn(label.name(), kind, 1, label.reading()), features, split,
                weight);
    }

    /** A column's type. Spark resolves names without regard to letter case; a study file does not. */
    public static DataType type(StructType schema, String name) {
        StructField field = schema.apply(name);
        return field.dataType();
    }

    /** "; did you mean …" or what there is, to end a message with. */
    public static String proposal(String written, List<String> names) {
        return Nearest.typed(written, names).map(name -> "; did you mean '%s'?".formatted(name))
                .orElseGet(() -> "; there are " + (names.size() <= 20 ? String.join(", ", names)
                        : String.join(", ", names.subList(0, 20)) + ", … (%d columns)".formatted(names.size())));
    }

    private static void unknown(String setting, List<String> written, List<String> names, Findings findings) {
        Set<String> there = new HashSet<>(names);
        written.stream()
                .filter(name -> !there.contains(name))
                .forEach(name -> findings.problem(InputProblem.of(
                                "%s: the table has no column '%s'%s".formatted(setting, name, proposal(name, names)))
                        .at(name, 0)
                        .mendedBy(
                                setting,
                                switch (setting) {
                                    case "data.columns" -> SettingLine.column(name) + " = null";
                                    case "data.label",
                                            "data.split.column.name",
                                            "data.split.time.column",
                                            "data.split.group",
                                            "data.weight" -> Nearest.typed(name, names)
                                            .map(near -> setting + " = " + SettingLine.value(near))
                                            .orElse("");
                                    default -> setting + " = "
                                            + written.stream()
                                                    .filter(there::contains)
                                                    .map(SettingLine::value)
                                                    .collect(Collectors.joining(", ", "[", "]"));
                                })));
    }
}
