package org.whittle.data;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.whittle.study.DataSpec;
import org.whittle.study.InvalidInputException;

/**
 * Decides what is learned, and refuses labels that it cannot be learned from.
 *
 * <p>{@code data.task = auto}, decided by the labels of training rows (before a division by hash: of all rows): texts and
 * booleans are classes; so are whole numbers if there are at most {@value #AUTO_CLASSES} of them; all other numbers are a
 * regression's target.
 *
 * @param name of the label column
 * @param sources the tables
 * @param profiles one for each source
 * @param total all profiles together
 */
record LabelCheck(String name, InputColumn.Kind kind, List<Source> sources, List<TableProfile> profiles,
                  TableProfile total) {

    /** Most whole numbers that are taken for classes unasked. */
    static final int AUTO_CLASSES = 20;
    /** Most classes: one output of the network each. */
    private static final int CLASSES = 1_000;

    /** @throws InvalidInputException if a row has no label, or one that is not of the column's kind */
    void requireUsable() {
        for (int i = 0; i < sources.size(); i++) {
            long missing = profiles.get(i).label().missing();
            if (missing > 0) {
                throw new InvalidInputException("%s, label column '%s': the label is missing%s; write one, or leave the row "
                        .formatted(first(i, row -> row.isNullAt(0)).place(), name, missing == 1 ? ""
                                : " (as in %d rows more)".formatted(missing - 1)) + "out");
            }
        }
        require(kind, "mend it, or leave the row out");
    }

    /** Whether it is a classification. */
    boolean isClassification(DataSpec.Task task) {
        LabelProfile label = total.label();
        return switch (task) {
            case CLASSIFICATION -> true;
            case REGRESSION -> false;
            case AUTO -> kind != InputColumn.Kind.NUMBER || !label.fractional(SplitPart.TRAINING)
                    && label.labels(SplitPart.TRAINING).size() <= AUTO_CLASSES;
        };
    }

    /** @throws InvalidInputException if a label is no finite number */
    void requireNumbers() {
        if (kind == InputColumn.Kind.BOOLEAN) {
            throw new InvalidInputException("The label column '%s' holds booleans; set data.task = classification"
                    .formatted(name));
        }
        require(InputColumn.Kind.NUMBER, kind == InputColumn.Kind.NUMBER ? "mend it, or leave the row out"
                : "write a number, or set data.task = classification");
    }

    /**
     * The classes of a classification: numerically sorted if all are numbers, else by text.
     *
     * @throws InvalidInputException if there are too many or too few, or one has a single row
     */
    List<String> classes() {
        LabelProfile label = total.label();
        List<String> labels = label.labels(SplitPart.TRAINING);
        int distinct = labels.size();
        boolean numeric = label.notNumbers() == 0;
        boolean rare = distinct > 2 && 2L * distinct > total.rows(SplitPart.TRAINING);
        if ((label.overflowed() || rare) && label.notNumbers() < distinct / 2) {
            // Numbers, but for a few texts: the texts are what is wrong.
            require(InputColumn.Kind.NUMBER, "the others are: mend it, or leave the row out");
        }
        if (label.overflowed() || distinct > CLASSES || rare && numeric) {
            throw new InvalidInputException("The label column '%s' has %s different labels in %d rows, too many for classes; "
                    .formatted(name, label.overflowed() ? "more than " + distinct : distinct, total.rows())
                    + (numeric ? "this looks like a regression: set data.task = regression"
                    : "name another column in data.label"));
        }
        if (distinct < 2) {
            throw new InvalidInputException("The label column '%s' holds nothing but '%s'; a classification needs two classes"
                    .formatted(name, labels.get(0)) + ": name another column in data.label");
        }
        labels.stream().filter(text -> label.rows(text) == 1).findFirst().ifPresent(text -> {
            throw new InvalidInputException(("%s, label column '%s': the class '%s' has this one row; add rows of it, or "
                    + "leave the row out%s").formatted(place(text), name, text,
                    numeric ? ", or set data.task = regression" : ""));
        });
        Comparator<String> byText = Comparator.naturalOrder();
        return labels.stream().sorted(numeric
                ? Comparator.<String>comparingDouble(text -> Cell.number(text).orElseThrow()).thenComparing(byText)
                : byText).toList();
    }

    private String place(String label) {
        for (int i = 0; i < sources.size(); i++) {
            if (profiles.get(i).label().labels(SplitPart.TRAINING).contains(label)) {
                return first(i, row -> Cell.text(row, 0).equals(Optional.of(label))).place();
            }
        }
        throw new IllegalStateException("No table has the label '%s'".formatted(label));
    }

    private void require(InputColumn.Kind wanted, String instead) {
        for (int i = 0; i < sources.size(); i++) {
            if (profiles.get(i).label().unusable(wanted) > 0) {
                RowLocator.Found found = first(i, row -> Cell.problem(row.get(0), wanted).isPresent());
                throw new InvalidInputException("%s, label column '%s': the label '%s' is no %s; %s".formatted(found.place(),
                        name, found.row().get(0),
                        wanted == InputColumn.Kind.BOOLEAN ? "boolean" : "finite 32-bit number", instead));
            }
        }
    }

    private RowLocator.Found first(int source, Function<Row, Boolean> bad) {
        Column[] label = {new InputColumn(name, kind, 1).column()};
        return RowLocator.in(sources.get(source)).first(label, bad).orElseThrow(() -> new IllegalStateException(
                "The label column '%s' is not the same when read again".formatted(name)));
    }
}
