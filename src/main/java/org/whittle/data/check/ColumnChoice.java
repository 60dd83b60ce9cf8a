package org.whittle.data.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SettingLine;
import org.whittle.data.column.SplitPart;
import org.whittle.data.source.RowLocator;
import org.whittle.score.column.Cell;
import org.whittle.score.column.DatePart;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.score.column.Moment;
import org.whittle.score.column.Reading;
import org.whittle.study.ColumnSpec;
import org.whittle.study.DataSpec;
import org.whittle.study.InputProblem;

/**
 * Decides, once a table's columns have been looked at, what becomes of each. Dates become numbers; texts that are
 * numbers in a way that has to be declared are refused with the line that declares it; columns from which nothing can
 * be learned (ids, nothing, one value, a copy) are left out with a note, unless the study file asks for them; one that
 * gives the label away is refused, unless it is asked for.
 *
 * @param total of all tables; training rows decide, before a division by hash all rows
 * @param csv whether the tables' types were guessed from texts
 * @param suspects one for each of the tables
 */
public record ColumnChoice(DataSpec spec, TableProfile total, boolean csv, List<Suspects> suspects, Findings findings) {

    /**
     * A column of text with at least this share of numbers, or dates, is taken for one of those with a few texts in it.
     */
    private static final double MOSTLY = 0.9;
    /** Of fewer values, many different ones are no wonder. */
    private static final int ID_ROWS = 30;
    /** Share of different texts from which on they are as good as all different. */
    private static final double ID_TEXTS = 0.9;
    /** The same for texts that look like nothing but ids. */
    private static final double ID_CODES = 0.5;
    /** Of fewer rows, two columns may be alike by chance. */
    private static final int LEAK_ROWS = 20;
    /**
     * Rows for each value that another name of the label has at least; where all rows differ, every column names them.
     */
    private static final int LABEL_ROWS = 5;

    /** @param columns as they were profiled */
    public List<InputColumn> choose(List<InputColumn> columns) {
        List<InputColumn> chosen = new ArrayList<>();
        List<InputColumn> ids = new ArrayList<>();
        Notes notes = new Notes();
        Map<Long, String> contents = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            InputColumn column = columns.get(i);
            ColumnProfile profile = total.features().get(i);
            if (spec.asksFor(column.name())) {
                chosen.addAll(read(column, profile));
                continue;
            }
            if (isEmpty(column, profile)) {
                notes.add(column, "is empty", true);
                continue;
            }
            profile.traits().filter(traits -> traits.rows() > 1).ifPresent(traits -> {
                String other = contents.putIfAbsent(traits.content(), column.name());
                if (traits.isConstant()) {
                    notes.add(column, "has one value in all rows", false);
                } else if (other != null) {
                    notes.add(column, "is a copy of column '%s'".formatted(other), false);
                }
            });
            if (givesLabelAway(profile)) {
                findings.problem(
                        InputProblem.of(("Column '%s' tells the label '%s' of every row, as the label by another name "
                                                + "does; add %s, or, if it is known when predictions are made, %s")
                                        .formatted(
                                                column.name(),
                                                spec.label(),
                                                SettingLine.ignore(column.name()),
                                                use(column)))
                                .at(column.name(), 0)
                                .mendedBy("data.ignore", SettingLine.ignore(column.name())));
            }
            Optional<String> id = id(column, profile);
            if (id.isPresent()) {
                ids.add(column);
                notes.add(column, id.get(), true);
            } else {
                chosen.addAll(read(column, profile));
            }
        }
        if (chosen.isEmpty() && !ids.isEmpty()) {
            // There is nothing else to learn from.
            return ids;
        }
        notes.tell(findings);
        if (chosen.isEmpty() && findings.sound()) {
            findings.problem(InputProblem.of("No column is left to learn from: %s".formatted(findings.notes().stream()
                    .map(InputProblem::text).collect(Collectors.joining(" ")))).mendedBy("data.ignore", ""));
        }
        return chosen;
    }

    private boolean isEmpty(InputColumn column, ColumnProfile profile) {
        long rows = total.rows(SplitPart.TRAINING);
        return rows > 0 && profile.missing() == rows && column.kind() != Kind.VECTOR;
    }

    /** Why a column seems to tell rows apart, if it does. */
    private Optional<String> id(InputColumn column, ColumnProfile profile) {
        if (column.kind() == Kind.NUMBER && profile.traits().isPresent() && profile.traits().get().rows() >= ID_ROWS
                && profile.traits().get().numbersRows()) {
            return Optional.of("numbers the rows, as ids do");
        }
        if (column.kind() != Kind.TEXT || profile.looks().isEmpty()) {
            return Optional.empty();
        }
        TextLooks looks = profile.looks().get();
        double share = looks.distinct();
        boolean words = looks.moments().moments() + looks.plainNumbers() < MOSTLY * looks.present()
                && looks.moments().others() < MOSTLY * looks.present()
                && looks.numbers().most() < MOSTLY * looks.present();
        boolean codes = looks.codes() >= MOSTLY * looks.present();
        return looks.present() >= ID_ROWS && (codes ? share >= ID_CODES : words && share >= ID_TEXTS)
                ? Optional.of(codes ? "holds ids or hashes" : "holds hardly two texts that are alike")
                : Optional.empty();
    }

    private boolean givesLabelAway(ColumnProfile profile) {
        return profile.traits().filter(traits -> traits.rows() >= LEAK_ROWS && (traits.content() == total.labelContent()
                || traits.namesLabel() && traits.values() <= traits.rows() / LABEL_ROWS)).isPresent();
    }

    /** What becomes of a column that is used. */
    private List<InputColumn> read(InputColumn column, ColumnProfile profile) {
        ColumnSpec own = spec.cells().column(column.name());
        if (profile.looks().isEmpty()) {
            return List.of(column);
        }
        TextLooks looks = profile.looks().get();
        if (column.isMoment() || own.type() == ColumnSpec.Type.DATE || own.type() == ColumnSpec.Type.TIMESTAMP) {
            if (looks.moments().moments() < looks.present() || looks.otherThanMoments() > 0) {
                stray(column, looks.moments().moments(), looks, "date", looks.notMoments().rows(),
                        cell -> Moment.read(cell, own.format()).isEmpty());
            }
            return dates(column, own, looks);
        }
        return text(column, own, looks);
    }

    private List<InputColumn> text(InputColumn column, ColumnSpec own, TextLooks looks) {
        double most = MOSTLY * looks.present();
        long dates = looks.moments().moments();
        if (dates > 0 && dates >= most) {
            if (dates < looks.present() || looks.otherThanMoments() > 0) {
                stray(column, dates, looks, "date", looks.notMoments().rows(), cell -> Moment.read(cell, "").isEmpty());
            }
            return dates(column, own, looks);
        }
        if (looks.moments().others() > 0 && looks.moments().others() >= most) {
            String format = looks.moments().otherFormat();
            refuse(column, cell -> true, "holds dates", "%s { type = %s, format = \"%s\" }".formatted(
                    SettingLine.column(column.name()), format.contains("H") ? "timestamp" : "date", format), "");
        } else if (looks.plainNumbers() > 0 && looks.plainNumbers() == looks.present()
                && (!csv || looks.otherThanNumbers() == 0)) {
            if (csv) {
                return List.of(column.as(Kind.NUMBER, column.reading().withType("double")));
            }
            refuse(
                    column,
                    cell -> true,
                    "holds texts that are all numbers",
                    SettingLine.type(column.name(), "number"),
                    "");
        } else if (looks.plainNumbers() > 0 && looks.plainNumbers() >= most) {
            stray(column, looks.plainNumbers(), looks, "number", looks.notNumbers().rows(),
                    cell -> Cell.number(cell).isEmpty());
        } else if (looks.numbers().most() > 0 && looks.numbers().most() >= most) {
            numbers(column, looks);
        }
        return List.of(column);
    }

    private void numbers(InputColumn column, TextLooks looks) {
        String name = column.name();
        Optional<String> line = looks.numbers().setting(name, looks.present());
        if (line.isEmpty()) {
            refuse(column, cell -> Cell.number(cell).isEmpty(), "holds numbers of different units (%s)".formatted(
                    String.join(", ", looks.numbers().affixes())), SettingLine.type(name, "category"), "");
            return;
        }
        refuse(column, cell -> Cell.number(cell).isEmpty(), "holds numbers written as text", line.get(),
                looks.numbers().otherSetting(name));
    }

    /** Refuses a column with the line that reads it, and shows a text of it. */
    private void refuse(InputColumn column, RowLocator.Cells cells, String what, String line, String other) {
        once(column, cells, found -> InputProblem.of(
                        "Column '%s' %s, such as '%s' (%s); add %s%s, or, for categories, %s"
                                .formatted(
                                        column.name(),
                                        what,
                                        found.value(),
                                        found.place(),
                                        line,
                                        other,
                                        SettingLine.type(column.name(), "category")))
                .mendedBy(SettingLine.column(column.name()), line));
    }

    /** Looks for a cell in all parts of the table, and complains of the first. */
    private void once(InputColumn column, RowLocator.Cells cells, Function<RowLocator.Found, InputProblem> complaint) {
        Reading reading = column.reading();
        boolean[] told = new boolean[1];
        suspects.forEach(each -> each.addIfAny(column, cell -> reading.value(cell) != null
                && cells.sought(reading.value(cell)), found -> {
                    if (told[0]) {
                        return Optional.empty();
                    }
                    told[0] = true;
                    return Optional.of(complaint.apply(found));
                }));
    }

    private void stray(InputColumn column, long fitting, TextLooks looks, String kind, SortedMap<String, Long> strays,
                       RowLocator.Cells cells) {
        String category = SettingLine.type(column.name(), "category");
        String line = strays.isEmpty() ? category : SettingLine.missing(column.name(), strays.keySet());
        once(column, cells, found -> InputProblem.of(
                        ("%s, column '%s': '%s' is no %s, but %d of %d values are; mend it, or " + "add %s%s")
                                .formatted(
                                        found.place(),
                                        column.name(),
                                        found.value(),
                                        kind,
                                        fitting,
                                        looks.present(),
                                        line,
                                        strays.isEmpty() ? "" : " if it stands for a missing value, or " + category))
                .mendedBy(SettingLine.column(column.name()), line));
    }

    /** The numbers of a date or time: those that are asked for, or those that differ. */
    private List<InputColumn> dates(InputColumn column, ColumnSpec own, TextLooks looks) {
        List<DatePart> parts = own.features().isEmpty() ? looks.moments().varying() : own.features();
        return parts.stream().map(part -> new InputColumn("%s (%s)".formatted(column.name(), switch (part) {
            case YEAR -> "year";
            case MONTH -> "month";
            case WEEKDAY -> "weekday";
            case HOUR -> "hour";
            case DAYS -> "days";
        }), Kind.NUMBER, 1, column.reading().withMoment(column.name(), new Moment(own.format(), part)))).toList();
    }

    static String use(InputColumn column) {
        return SettingLine.type(column.name(), switch (column.kind()) {
            case NUMBER, CODE, VECTOR -> "number";
            case BOOLEAN -> "boolean";
            case TEXT -> column.isMoment() ? "date" : "category";
        });
    }
}
