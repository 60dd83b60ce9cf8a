package org.whittle.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.whittle.data.check.ColumnChoice;
import org.whittle.data.check.FeatureCheck;
import org.whittle.data.check.ImageCheck;
import org.whittle.data.check.LabelCheck;
import org.whittle.data.check.Suspects;
import org.whittle.data.check.TableProfile;
import org.whittle.data.column.Columns;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SettingLine;
import org.whittle.data.column.SplitPart;
import org.whittle.data.image.IdxImages;
import org.whittle.data.row.CanonicalRows;
import org.whittle.data.row.FoldSplit;
import org.whittle.data.row.GroupSplit;
import org.whittle.data.row.HashSplit;
import org.whittle.data.row.RowBlock;
import org.whittle.data.row.SplitQuota;
import org.whittle.data.row.TimeAxis;
import org.whittle.data.row.TimeSplit;
import org.whittle.data.source.CsvForms;
import org.whittle.data.source.RowLocator;
import org.whittle.data.source.Source;
import org.whittle.data.source.TableReader;
import org.whittle.score.column.Cell;
import org.whittle.score.column.InputColumn;
import org.whittle.study.DataSpec;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;

/**
 * Rows that were read once and found usable, and what is to be learned from them.
 *
 * @param columns with the lengths of vectors; the label is TEXT for a classification, NUMBER for a regression
 * @param classes in their order; empty for a regression
 * @param profile of all rows; before a division by hash or time they count as training rows
 * @param time by which rows are divided, if they are
 */
record CheckedTable(DataSpec spec, List<Source> sources, Columns columns, List<String> classes, TableProfile profile,
                    Optional<TimeAxis> time) {

    /** @throws InvalidInputException with everything that is wrong with rows or settings */
    static CheckedTable check(List<Source> sources, DataSpec spec) {
        return check(sources, spec, new Findings());
    }

    /**
     * @param findings told of everything that is wrong or worth a note
     * @throws InvalidInputException if something is wrong
     */
    static CheckedTable check(List<Source> sources, DataSpec spec, Findings findings) {
        if (sources.get(0).image().isPresent()) {
            sources.forEach(source -> ImageCheck.checkShape(source, sources.get(0), spec, findings));
            findings.throwIfAny();
            return checkTables(sources, spec.withImages(sources.get(0).image(), IdxImages.IMAGE), findings);
        }
        return checkTables(sources, spec, findings);
    }

    private static CheckedTable checkTables(List<Source> sources, DataSpec spec, Findings findings) {
        Columns columns = Columns.resolve(sources.get(0).table().schema(), spec, findings);
        sources.stream().skip(1).forEach(source ->
                columns.checkIn(source.table().schema(), source.setting(), source.path(), findings));
        if (sources.size() > 1) {
            findings.throwIfAny();
        }
        List<TableProfile> profiles = sources.stream().map(source -> profile(source, columns, spec)).toList();
        TableProfile total =
                profiles.stream().reduce(TableProfile.unknown(columns.features(), spec), TableProfile::add);
        for (int i = 0; i < sources.size(); i++) {
            checkRows(sources.get(i), profiles.get(i), findings);
        }
        findings.throwIfAny(total.rows() == 0);
        List<Suspects> suspects = sources.stream().map(source -> new Suspects()).toList();
        checkParts(sources.get(0), spec, total, findings);

        LabelCheck label = new LabelCheck(columns.label(), spec, profiles, total, suspects, findings);
        label.checkRows();
        List<String> classes = List.of();
        if (label.isClassification()) {
            classes = label.classes();
        } else {
            label.checkNumbers();
        }
        List<InputColumn> all = FeatureCheck.withLengths(columns.features(), total);
        for (int i = 0; i < sources.size(); i++) {
            FeatureCheck check = new FeatureCheck(all, profiles.get(i), suspects.get(i));
            check.checkCells();
            check.checkLengths();
        }
        List<InputColumn> features = all;
        if (spec.image().isPresent()) {
            new ImageCheck(spec, total, suspects, findings).check(all, findings.sound());
        } else {
            features = new ColumnChoice(spec, total, sources.get(0).format().equals("csv"), suspects, findings)
                    .choose(all);
            noteCodes(sources.get(0), features, spec, findings);
        }
        for (int i = 0; i < sources.size(); i++) {
            suspects.get(i).tell(RowLocator.in(sources.get(i)), findings);
        }
        checkGroups(spec, features, findings);
        columns.weight().ifPresent(column -> sources.forEach(source -> WeightCheck.check(source, column, findings)));
        Columns known = columns.withFeatures(features).withLabel(label.isClassification() ? InputColumn.Kind.TEXT
                : InputColumn.Kind.NUMBER);
        Optional<TimeAxis> time = spec.split() instanceof Split.ByTime byTime
                ? TimeCheck.axis(sources.get(0), spec, byTime, findings) : Optional.empty();
        CheckedTable table = new CheckedTable(spec, sources, known, classes, total, time);
        table.checkQuotas(findings);
        findings.throwIfAny();
        return table;
    }

    /** A group of columns all of which were left out cannot be switched on. */
    private static void checkGroups(DataSpec spec, List<InputColumn> features, Findings findings) {
        Set<String> sources = features.stream().map(InputColumn::source).collect(Collectors.toSet());
        spec.inputs().groups().forEach((name, columns) -> {
            if (findings.sound() && columns.stream().noneMatch(sources::contains)) {
                String setting = "data.groups." + name;
                findings.problem(
                        InputProblem.of("%s: of its columns (%s) none is a feature; name others, or leave it out"
                                        .formatted(setting, String.join(", ", columns)))
                                .mendedBy(setting, setting + " = null"));
            }
        });
    }

    /** All rows in canonical order; those that are to be divided by hash are in no part yet. */
    JavaRDD<RowBlock> canonical(long seed) {
        CanonicalRows canonical = CanonicalRows.of(columns, spec.cells().leaveOutUnlabelled(), seed,
                profile.rows()).inGroups(spec.groupColumn()).inOrderOf(time);
        if (spec.split() instanceof Split.ByHash || spec.split() instanceof Split.ByTime) {
            return canonical.of(sources.get(0));
        }
        return spec.split() instanceof Split.ByColumn values
                ? canonical.byColumn(sources.get(0), parts(values)) : canonical.bySource(sources);
    }

    /**
     * The same rows, each in its part: those that are divided by hash by their rank within their class, or among all;
     * those that are divided by time without those in gaps.
     *
     * @param canonical rows that are kept: they are counted first
     */
    JavaRDD<RowBlock> divided(JavaRDD<RowBlock> canonical) {
        if (spec.split() instanceof Split.ByTime byTime) {
            return TimeSplit.of(time.orElseThrow(), byTime).of(canonical, byTime, spec.folds().k())
                    .orElseThrow(() -> TimeCheck.tooFew(byTime, spec.folds().k()));
        }
        if (!(spec.split() instanceof Split.ByHash shares)) {
            return canonical;
        }
        return spec.groupColumn().isPresent() ? new GroupSplit(isStratified(), 0).of(canonical, shares)
                : new HashSplit(quotas(shares)).of(canonical);
    }

    /** Divided rows, once for each fold. */
    List<JavaRDD<RowBlock>> folds(JavaRDD<RowBlock> divided, long seed) {
        if (spec.split() instanceof Split.ByTime byTime) {
            return TimeSplit.of(time.orElseThrow(), byTime).folds(divided, spec.folds().k())
                    .orElseThrow(() -> TimeCheck.tooFew(byTime, spec.folds().k()));
        }
        return spec.groupColumn().isPresent() ? new GroupSplit(isStratified(), seed).folds(divided, spec.folds())
                : new FoldSplit(spec.folds(), isStratified(), seed).of(divided);
    }

    /** Whether classes are divided each for itself. */
    boolean isStratified() {
        return !classes.isEmpty()
                && time.isEmpty()
                && (!(spec.split() instanceof Split.ByHash shares) || shares.stratified());
    }

    private Map<String, SplitQuota> quotas(Split.ByHash shares) {
        Map<String, SplitQuota> quotas = new TreeMap<>();
        if (!shares.stratified() || classes.isEmpty()) {
            quotas.put(CanonicalRows.ALL, SplitQuota.of(profile.rows(), shares));
        } else {
            classes.forEach(name -> quotas.put(name, SplitQuota.of(profile.label().rows(name), shares)));
        }
        return quotas;
    }

    /** Looks whether there are rows for all three splits. */
    private void checkQuotas(Findings findings) {
        if (!(spec.split() instanceof Split.ByHash shares)) {
            return;
        }
        Map.of("training", shares.training(), "validation", shares.validation(), "test", shares.test())
                .forEach((part, share) -> {
                    if (!(share > 0)) {
                        findings.problem(InputProblem.of(
                                ("data.split.hash.%s = %s leaves that split without rows; write a " + "share above 0")
                                        .formatted(part, share)));
                    }
                });
        List<String> rare = new ArrayList<>();
        quotas(shares).forEach((stratum, quota) -> {
            long rows = stratum.equals(CanonicalRows.ALL)
                    ? profile.rows()
                    : profile.label().rows(stratum);
            if (!quota.suffices() && stratum.equals(CanonicalRows.ALL)) {
                findings.problem(
                        InputProblem.of(("%s has %d row%s, too few for training, validation and test rows; write the "
                                                + "path of a larger table")
                                        .formatted(spec.path(), rows, rows == 1 ? "" : "s"))
                                .mendedBy("data.path", ""));
            } else if (!quota.suffices() && rows > 1) {
                rare.add(stratum);
            }
        });
        if (!rare.isEmpty()) {
            String label = columns.label().name();
            String without = LabelCheck.withoutClasses(label, rare);
            findings.problem(
                    InputProblem.of(("The class '%s' of label column '%s' has %d rows%s, too few for training, "
                                            + "validation and test rows; add rows of it, leave it out: %s, or set "
                                            + "data.split.hash.stratified = false")
                                    .formatted(
                                            rare.get(0),
                                            label,
                                            profile.label().rows(rare.get(0)),
                                            rare.size() == 1
                                                    ? ""
                                                    : " (and %d more classes are as rare)".formatted(rare.size() - 1),
                                            without))
                            .at(label, 0)
                            .mendedBy("data.split.hash.stratified", without));
        }
    }

    private static TableProfile profile(Source source, Columns columns, DataSpec spec) {
        Function<Object, Optional<SplitPart>> part;
        if (spec.split() instanceof Split.ByColumn values) {
            Map<String, SplitPart> parts = parts(values);
            part = cell -> Optional.ofNullable(cell == null ? null : parts.get(Cell.text(cell)));
        } else {
            SplitPart all = source.part().orElse(SplitPart.TRAINING);
            part = cell -> Optional.of(all);
        }
        try {
            return TableProfile.ofUnknown(source.table(), columns, spec, part);
        } catch (Exception e) {
            throw TableReader.unreadable(source.path(), e);
        }
    }

    private static Map<String, SplitPart> parts(Split.ByColumn values) {
        return Map.of(values.training(), SplitPart.TRAINING, values.validation(), SplitPart.VALIDATION,
                values.test(), SplitPart.TEST);
    }

    /** Codes such as 007 are numbers to Spark; whoever means them to be should know. */
    private static void noteCodes(Source source, List<InputColumn> features, DataSpec spec, Findings findings) {
        for (InputColumn column : features) {
            CsvForms.LeadingZeros zeros = source.forms().leadingZeros().get(column.source());
            if (zeros != null && column.kind() == InputColumn.Kind.NUMBER && column.reading().moment() == null
                    && !spec.asksFor(column.source())) {
                String category = SettingLine.type(column.name(), "category");
                findings.note(
                        InputProblem.of(("Column '%s' is read as numbers, but %d of its values begin%s with a zero, as "
                                                + "codes do (%s); add %s to read them as they are written, or %s if "
                                                + "they are numbers")
                                        .formatted(
                                                column.name(),
                                                zeros.count(),
                                                zeros.count() == 1 ? "s" : "",
                                                zeros.place(),
                                                category,
                                                SettingLine.type(column.name(), "number")))
                                .at(column.name(), zeros.line())
                                .mendedBy(SettingLine.column(column.name()), category));
            }
        }
    }

    private static void checkRows(Source source, TableProfile profile, Findings findings) {
        if (profile.rows() == 0) {
            findings.problem(InputProblem.of("%s = %s has no rows; write the path of a table that has"
                    .formatted(source.setting(), source.path())).mendedBy(source.setting(), ""));
        }
    }

    private static void checkParts(Source source, DataSpec spec, TableProfile total, Findings findings) {
        if (!(spec.split() instanceof Split.ByColumn values)) {
            return;
        }
        Map<String, SplitPart> parts = parts(values);
        String column = values.column();
        if (total.rowsOfNoPart() > 0) {
            RowLocator.Cells strange = cell -> cell == null || !parts.containsKey(Cell.text(cell));
            RowLocator.in(source)
                    .first(List.of(new RowLocator.Sought(column, strange)))
                    .get(0)
                    .ifPresent(found ->
                            findings.problem(InputProblem.of(("%s, split column '%s': %s is none of %s; write one "
                                                    + "of these, or set data.split.column.training, .validation and "
                                                    + ".test to the column's values")
                                            .formatted(
                                                    found.place(),
                                                    column,
                                                    found.value() == null
                                                            ? "a missing value"
                                                            : "'%s'".formatted(Cell.text(found.value())),
                                                    Stream.of(values.training(), values.validation(), values.test())
                                                            .map("'%s'"::formatted)
                                                            .collect(Collectors.joining(", "))))
                                    .at(column, found.number())
                                    .mendedBy("data.split.column", "data.split.by = hash")));
        }
        SplitPart.ALL.forEach(part -> {
            if (total.rows(part) == 0) {
                String value = part == SplitPart.TRAINING
                        ? values.training()
                        : part == SplitPart.VALIDATION ? values.validation() : values.test();
                findings.problem(
                        InputProblem.of(("No row of %s has '%s' in its split column '%s', so there are no %s rows; "
                                                + "set data.split.column.%s to a value of the column")
                                        .formatted(spec.path(), value, column, part.title(), part.title()))
                                .at(column, 0)
                                .mendedBy("data.split.column." + part.title(), "data.split.by = hash"));
            }
        });
    }
}
