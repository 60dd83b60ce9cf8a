package org.whittle.data.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SettingLine;
import org.whittle.data.source.RowLocator;
import org.whittle.data.source.Source;
import org.whittle.score.column.Cell;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.study.DataFormat;
import org.whittle.study.DataSpec;
import org.whittle.study.ImageSpec;
import org.whittle.study.InputProblem;

/**
 * Looks whether a table's features are the pixels of images: as many as the shape has, all of them numbers, none
 * missing, and in the order of an image as far as their names tell. None is left out: a pixel that is the same in all
 * rows keeps the others in their places.
 *
 * @param profile of all tables
 * @param suspects one for each of the tables
 */
public record ImageCheck(DataSpec spec, TableProfile profile, List<Suspects> suspects, Findings findings) {

    private static final String SETTING = "data.image.shape";
    /** Names that a message shows. */
    private static final int SHOWN = 5;

    /**
     * @param columns in their order, with the lengths of vectors
     * @param all whether these are all features that the table has
     */
    public void check(List<InputColumn> columns, boolean all) {
        checkKinds(columns);
        long numbers = columns.stream().mapToLong(InputColumn::length).sum();
        boolean vector = columns.stream().anyMatch(column -> column.kind() == Kind.VECTOR);
        if (vector && columns.size() > 1) {
            problem("%s: an image is one column of numbers, or a column for each of them, but the features are %s; %s"
                    .formatted(line(), names(columns), "name the image's in data.features"), "data.features", "");
        } else if (all && numbers != spec.image().numbers()) {
            problem("%s needs %d numbers a row, but %s; write %s".formatted(line(), spec.image().numbers(),
                    vector ? "those of column '%s' have %d".formatted(columns.get(0).name(), numbers)
                            : "there are %d feature columns (%s)%s".formatted(numbers, names(columns),
                                    strangers(columns)),
                    likely(numbers).map(shape -> shape + ", or leave out what is no pixel with data.ignore")
                            .orElse("the images' shape, or leave out what is no pixel with data.ignore")),
                    SETTING, likely(numbers).map(shape -> SETTING + " = " + shape).orElse(""));
        } else if (!vector && spec.features().isEmpty()) {
            new PixelNames(columns.stream().map(InputColumn::name).toList(), spec.image()).problem().ifPresent(wrong ->
                    problem("%s: %s".formatted(line(), wrong.text()), wrong.setting(), wrong.write()));
        }
        checkMissing(columns);
        checkVaries(columns);
    }

    /**
     * Looks whether images of a format that tells their shape have that of the training rows' and of the study file.
     */
    public static void checkShape(Source source, Source first, DataSpec spec, Findings findings) {
        String shape = source.image().text();
        if (!source.image().equals(first.image())) {
            findings.problem(InputProblem.of("%s = %s holds images of %s, but data.path those of %s; write those"
                            .formatted(
                                    source.setting(),
                                    source.path(),
                                    shape,
                                    first.image().text()))
                    .mendedBy(source.setting(), ""));
        } else if (spec.image().isPresent() && !spec.image().equals(source.image())) {
            findings.problem(InputProblem.of("%s = %s, but %s holds images of %s; leave it out, or write %s".formatted(
                            SETTING, spec.image().text(), source.path(), shape, shape))
                    .mendedBy(SETTING, SETTING + " = " + shape));
        }
        if (!List.of(source.table().columns()).contains(spec.label())) {
            findings.problem(InputProblem.of(
                            "%s = %s: %s; %s"
                                    .formatted(
                                            source.setting(),
                                            source.path(),
                                            spec.pictures().inColumn()
                                                    ? "there is no column '%s'".formatted(spec.label())
                                                    : "no column '%s' is made of it".formatted(spec.label()),
                                            List.of(source.table().columns()).contains("label")
                                                    ? "its labels are called label: leave data.label out"
                                                    : spec.pictures().inColumn()
                                                            ? "write the column of the labels in data.label"
                                                            : source.format().equals(DataFormat.IMAGES)
                                                                    ? "its pictures lie in no folders, which would be "
                                                                            + "their classes"
                                                                    : "its labels are not beside it: name their file "
                                                                            + "in data.options.labels"))
                    .mendedBy("data.label", ""));
        }
        spec.splitColumn()
                .filter(column -> !spec.pictures().inColumn()
                        || !List.of(source.table().columns()).contains(column))
                .ifPresent(column -> findings.problem(InputProblem.of(
                                "data.split.by = column: images have no column '%s'; divide them by hash or path"
                                        .formatted(column))
                        .mendedBy("data.split.by", "data.split.by = hash")));
        List.of(spec.features(), spec.ignore(), spec.categorical()).stream().filter(names -> !names.isEmpty()).forEach(
                names -> findings.problem(InputProblem.of(("%s: images have no columns to choose from; leave out "
                        + "data.features, data.ignore and data.categorical").formatted(String.join(", ", names)))
                        .mendedBy("data.features", "")));
    }

    private String line() {
        return "%s = %s".formatted(SETTING, spec.image().text());
    }

    private void problem(String text, String setting, String write) {
        findings.problem(InputProblem.of(text).mendedBy(setting, write));
    }

    private void checkKinds(List<InputColumn> columns) {
        List<InputColumn> others = columns.stream().filter(column -> column.kind() != Kind.NUMBER
                && column.kind() != Kind.VECTOR).toList();
        if (others.isEmpty()) {
            return;
        }
        InputColumn first = others.get(0);
        String more = others.size() == 1 ? ""
                : " (%d more columns hold none either)".formatted(others.size() - 1);
        String ignore = SettingLine.ignore(others.stream().map(InputColumn::name).toList());
        String end = "leave out what is no pixel: %s".formatted(
                SettingLine.ignore(others.stream().limit(SHOWN).map(InputColumn::name).toList()));
        if (first.kind() == Kind.TEXT && !first.isMoment()) {
            once(first, cell -> first.reading().value(cell) != null
                    && Cell.number(first.reading().value(cell)).isEmpty(), found -> InputProblem.of(
                    "%s, column '%s': '%s' is no number, and a pixel is one%s; mend it, or %s"
                            .formatted(found.place(), first.name(), found.value(), more, end))
                    .mendedBy("data.ignore", ignore));
        } else {
            findings.problem(InputProblem.of("%s: column '%s' holds %s, and a pixel is a number%s; %s".formatted(line(),
                            first.name(), first.kind() == Kind.CODE ? "categories" : first.holds(), more, end))
                    .at(first.name(), 0).mendedBy("data.ignore", ignore));
        }
    }

    /** Looks for a cell in all parts of the table, and complains of the first. */
    private void once(InputColumn column, RowLocator.Cells cells, Function<RowLocator.Found, InputProblem> complaint) {
        boolean[] told = new boolean[1];
        suspects.forEach(each -> each.addIfAny(column, cells, found -> {
            boolean again = told[0];
            told[0] = true;
            return again ? Optional.empty() : Optional.of(complaint.apply(found));
        }));
    }

    private void checkMissing(List<InputColumn> columns) {
        List<InputColumn> incomplete = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).kind() == Kind.NUMBER && profile.features().get(i).missing() > 0)
                .mapToObj(columns::get).toList();
        if (incomplete.isEmpty()) {
            return;
        }
        InputColumn first = incomplete.get(0);
        once(first, cell -> first.reading().value(cell) == null, found -> InputProblem.of(
                "%s, column '%s': a pixel is missing%s; write all pixels of an image, or leave the row out"
                        .formatted(found.place(), first.name(), incomplete.size() == 1 ? ""
                                : " (%d columns lack some)".formatted(incomplete.size())))
                .mendedBy(SETTING, ""));
    }

    private void checkVaries(List<InputColumn> columns) {
        boolean same = !columns.isEmpty() && profile.features().stream().allMatch(column ->
                column.traits().filter(traits -> traits.rows() > 1 && traits.isConstant()).isPresent());
        if (same) {
            problem("%s: all images are the same, so that nothing can be learned from them; write another data.path"
                    .formatted(line()), "data.path", "");
        }
    }

    /** Columns whose names are not like most others'. */
    private static String strangers(List<InputColumn> columns) {
        var alike = columns.stream().collect(Collectors.groupingBy(column -> PixelNames.pattern(column.name()),
                Collectors.toList()));
        List<InputColumn> most = alike.values().stream().max(Comparator.comparing(List::size)).orElse(List.of());
        List<InputColumn> others = new ArrayList<>(columns);
        others.removeAll(most);
        return others.isEmpty() || others.size() > most.size() ? ""
                : ", of which %s may be none".formatted(names(others));
    }

    private static String names(List<InputColumn> columns) {
        return columns.size() <= SHOWN ? columns.stream().map(InputColumn::name).collect(Collectors.joining(", "))
                : "%s, %s, … %s".formatted(columns.get(0).name(), columns.get(1).name(),
                        columns.get(columns.size() - 1).name());
    }

    /** The shape of square images, grey or of three colours, that so many numbers are. */
    private static Optional<String> likely(long numbers) {
        return IntStream.of(1, 3).filter(channels -> numbers % channels == 0).mapToObj(channels -> {
            int side = (int) Math.round(Math.sqrt((double) numbers / channels));
            return new ImageSpec(side, side, channels);
        }).filter(shape -> shape.numbers() == numbers && numbers > 1).map(ImageSpec::text).findFirst();
    }
}
