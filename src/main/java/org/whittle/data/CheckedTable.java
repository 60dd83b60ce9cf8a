package org.whittle.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.whittle.study.DataSpec;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.InvalidInputException;

/**
 * Rows that were read once and found usable, and what is to be learned from them.
 *
 * @param columns with the lengths of vectors; the label is TEXT for a classification, NUMBER for a regression
 * @param classes in their order; empty for a regression
 * @param profile of all rows; before a division by hash they count as training rows
 */
record CheckedTable(DataSpec spec, List<Source> sources, Columns columns, List<String> classes, TableProfile profile) {

    /** @throws InvalidInputException if rows or settings are wrong */
    static CheckedTable check(List<Source> sources, DataSpec spec) {
        Columns columns = Columns.resolve(sources.get(0).table().schema(), spec);
        sources.forEach(source -> columns.requireIn(source.table().schema(), source.setting(), source.path()));
        List<TableProfile> profiles = sources.stream().map(source -> profile(source, columns, spec)).toList();
        TableProfile total = profiles.stream().reduce(TableProfile.empty(columns.features()), TableProfile::add);
        for (int i = 0; i < sources.size(); i++) {
            requireRows(sources.get(i), profiles.get(i));
        }
        requireKnownParts(sources.get(0), columns, spec, total);

        LabelCheck label = new LabelCheck(columns.label().name(), columns.label().kind(), sources, profiles, total);
        label.requireUsable();
        List<InputColumn> features = FeatureCheck.withLengths(columns.features(), total);
        for (int i = 0; i < sources.size(); i++) {
            FeatureCheck check = new FeatureCheck(features, profiles.get(i), RowLocator.in(sources.get(i)));
            check.requireUsable();
            check.requireLengths();
            check.requireNoStrayText(spec.categorical());
        }
        Columns known = columns.withFeatures(features);
        if (label.isClassification(spec.task())) {
            return new CheckedTable(spec, sources, known.withLabel(InputColumn.Kind.TEXT), label.classes(), total);
        }
        label.requireNumbers();
        return new CheckedTable(spec, sources, known.withLabel(InputColumn.Kind.NUMBER), List.of(), total);
    }

    /**
     * Label, features and split of all rows, in canonical order.
     *
     * @throws InvalidInputException if there are too few rows for three splits
     */
    Dataset<Row> divide(long seed) {
        CanonicalRows canonical = new CanonicalRows(columns, seed);
        if (spec.split() instanceof Split.ByHash shares) {
            return canonical.byHash(sources.get(0).table(), quotas(shares));
        }
        return spec.split() instanceof Split.ByColumn values
                ? canonical.byColumn(sources.get(0).table(), parts(values)) : canonical.bySource(sources);
    }

    private Map<String, SplitQuota> quotas(Split.ByHash shares) {
        Map.of("training", shares.training(), "validation", shares.validation(), "test", shares.test())
                .forEach((part, share) -> {
                    if (!(share > 0)) {
                        throw new InvalidInputException("data.split.hash.%s = %s leaves that split without rows; write a share "
                                .formatted(part, share) + "above 0");
                    }
                });
        Map<String, SplitQuota> quotas = new TreeMap<>();
        if (!shares.stratified() || classes.isEmpty()) {
            quotas.put(CanonicalRows.ALL, SplitQuota.of(profile.rows(), shares));
        } else {
            classes.forEach(name -> quotas.put(name, SplitQuota.of(profile.label().rows(name), shares)));
        }
        quotas.forEach((stratum, quota) -> {
            if (!quota.suffices() && stratum.equals(CanonicalRows.ALL)) {
                throw new InvalidInputException("%s has %d row%s, too few for training, validation and test rows; write the "
                        .formatted(spec.path(), profile.rows(), profile.rows() == 1 ? "" : "s") + "path of a larger table");
            }
            if (!quota.suffices()) {
                throw new InvalidInputException(("The class '%s' of label column '%s' has %d rows, too few for training, "
                        + "validation and test rows; add rows of it, leave it out, or set data.split.hash.stratified = false")
                        .formatted(stratum, columns.label().name(), profile.label().rows(stratum)));
            }
        });
        return quotas;
    }

    private static TableProfile profile(Source source, Columns columns, DataSpec spec) {
        boolean inferred = source.format().equals("csv") && Boolean.parseBoolean(source.options().get("inferSchema"));
        Function<Row, Optional<SplitPart>> part;
        if (spec.split() instanceof Split.ByColumn values) {
            Map<String, SplitPart> parts = parts(values);
            int position = columns.splitPosition();
            part = row -> Cell.text(row, position).map(parts::get);
        } else {
            SplitPart all = source.part().orElse(SplitPart.TRAINING);
            part = row -> Optional.of(all);
        }
        try {
            return TableProfile.of(source.table().select(columns.selection()), columns.features(), inferred, part);
        } catch (Exception e) {
            throw TableReader.unreadable(source.path(), e);
        }
    }

    private static Map<String, SplitPart> parts(Split.ByColumn values) {
        return Map.of(values.training(), SplitPart.TRAINING, values.validation(), SplitPart.VALIDATION,
                values.test(), SplitPart.TEST);
    }

    private static void requireRows(Source source, TableProfile profile) {
        if (profile.rows() == 0) {
            throw new InvalidInputException("%s = %s has no rows; write the path of a table that has"
                    .formatted(source.setting(), source.path()));
        }
    }

    private static void requireKnownParts(Source source, Columns columns, DataSpec spec, TableProfile total) {
        if (!(spec.split() instanceof Split.ByColumn values)) {
            return;
        }
        Map<String, SplitPart> parts = parts(values);
        if (total.rowsOfNoPart() > 0) {
            Column[] split = {InputColumn.column(values.column())};
            RowLocator.Found found = RowLocator.in(source)
                    .first(split, row -> Cell.text(row, 0).map(parts::get).isEmpty()).orElseThrow();
            throw new InvalidInputException("%s, split column '%s': %s is none of %s; write one of these, or set %s"
                    .formatted(found.place(), values.column(),
                            Cell.text(found.row(), 0).map("'%s'"::formatted).orElse("a missing value"),
                            List.of(values.training(), values.validation(), values.test()).stream()
                                    .map("'%s'"::formatted).collect(Collectors.joining(", ")),
                            "data.split.column.training, .validation and .test to the column's values"));
        }
        parts.forEach((value, part) -> {
            if (total.rows(part) == 0) {
                throw new InvalidInputException("No row of %s has '%s' in its split column '%s', so there are no %s rows; set "
                        .formatted(spec.path(), value, values.column(), part.title())
                        + "data.split.column.%s to a value of the column".formatted(part.title()));
            }
        });
    }
}
