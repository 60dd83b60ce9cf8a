package org.whittle.data.check;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SettingLine;
import org.whittle.data.column.SplitPart;
import org.whittle.score.column.Cell;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.Reading;
import org.whittle.study.DataSpec;
import org.whittle.study.InputProblem;

/**
 * Decides what is learned, and finds labels that it cannot be learned from.
 *
 * <p>{@code data.task = auto}, decided by the labels of training rows (before a division by hash: of all rows): texts
 * and booleans are classes; so are whole numbers if there are at most {@value #AUTO_CLASSES} of them; all other numbers
 * are a regression's target.
 *
 * @param label the column
 * @param spec whether rows without a label are left out, and what is to be learned
 * @param profiles one for each of the tables
 * @param total all profiles together
 * @param suspects where labels go, one for each of the tables
 * @param findings where everything else goes
 */
public record LabelCheck(InputColumn label, DataSpec spec, List<TableProfile> profiles, TableProfile total,
                  List<Suspects> suspects, Findings findings) {

    /** Most whole numbers that are taken for classes unasked. */
    public static final int AUTO_CLASSES = 20;
    /** Most classes: one output of the network each. */
    private static final int CLASSES = 1_000;

    private static final String LEAVE_OUT = "data.unlabelled = leave-out";

    /** Looks for rows that have no label, or one that is not of the column's kind. */
    public void checkRows() {
        Reading reading = label.reading();
        for (int i = 0; i < profiles.size() && !spec.cells().leaveOutUnlabelled(); i++) {
            long missing = profiles.get(i).label().missing();
            if (missing > 0) {
                suspects.get(i)
                        .add(
                                label,
                                cell -> reading.value(cell) == null,
                                found -> problem(
                                        ("%s, label column '%s': the label is missing%s; write one, or leave the row "
                                                + "out: %s")
                                                .formatted(
                                                        found.place(),
                                                        name(),
                                                        missing == 1
                                                                ? ""
                                                                : " (as in %d rows more)".formatted(missing - 1),
                                                        LEAVE_OUT),
                                        "data.unlabelled",
                                        LEAVE_OUT));
            }
        }
        require(label.kind(), "mend it, or leave the row out");
    }

    /** Whether it is a classification. */
    public boolean isClassification() {
        LabelProfile labels = total.label();
        return switch (spec.task()) {
            case CLASSIFICATION -> true;
            case REGRESSION -> false;
            case AUTO -> !numeric() || !labels.fractional(SplitPart.TRAINING)
                    && labels.labels(SplitPart.TRAINING).size() <= AUTO_CLASSES;
        };
    }

    /** Whether the labels are numbers; of a CSV file's also if Spark took them for texts, for some that are missing. */
    private boolean numeric() {
        return label.kind() == InputColumn.Kind.NUMBER || label.kind() == InputColumn.Kind.TEXT
                && spec.format().equals("csv") && total.label().notNumbers() == 0;
    }

    /** Looks for labels that are no finite numbers. */
    public void checkNumbers() {
        if (label.kind() == InputColumn.Kind.BOOLEAN) {
            findings.problem(problem(
                    "The label column '%s' holds booleans; set data.task = classification".formatted(name()),
                    "data.task",
                    classification()));
            return;
        }
        if (writtenAsText()) {
            return;
        }
        require(InputColumn.Kind.NUMBER, label.kind() == InputColumn.Kind.NUMBER ? "mend it, or leave the row out"
                : "write a number, or set data.task = classification");
    }

    /** The classes of a classification: numerically sorted if all are numbers, else by text. */
    public List<String> classes() {
        LabelProfile labels = total.label();
        List<String> trained = labels.labels(SplitPart.TRAINING);
        int distinct = trained.size();
        if (spec.task() == DataSpec.Task.AUTO && distinct > AUTO_CLASSES && writtenAsText()) {
            return trained;
        }
        boolean numeric = labels.notNumbers() == 0;
        boolean rare = distinct > 2 && 2L * distinct > total.rows(SplitPart.TRAINING);
        if ((labels.overflowed() || rare) && labels.notNumbers() < distinct / 2
                && require(InputColumn.Kind.NUMBER, "the others are: mend it, or leave the row out")) {
            // Numbers, but for a few texts: the texts are what is wrong.
            return trained;
        }
        if (labels.overflowed() || distinct > CLASSES || rare && numeric) {
            findings.problem(problem("The label column '%s' has %s different labels in %d rows, too many for classes; "
                    .formatted(name(), labels.overflowed() ? "more than " + distinct : distinct, total.rows())
                    + (numeric ? "this looks like a regression: set data.task = regression"
                    : "name another column in data.label"), "data.task",
                    numeric ? SettingLine.all("data.task = regression", "objective.metric = auto") : ""));
            return trained;
        }
        if (distinct < 2) {
            findings.problem(problem(
                    distinct == 0
                            ? "The label column '%s' is empty: name another column in data.label".formatted(name())
                            : "The label column '%s' holds nothing but '%s'; a classification needs two classes"
                                            .formatted(name(), trained.get(0))
                                    + ": name another column in data.label",
                    "data.label",
                    ""));
            return trained;
        }
        trained.stream().filter(text -> labels.rows(text) == 1).forEach(text -> checkAlone(text, numeric));
        Comparator<String> byText = Comparator.naturalOrder();
        return trained.stream().sorted(numeric
                ? Comparator.<String>comparingDouble(text -> Cell.number(text).orElseThrow()).thenComparing(byText)
                : byText).toList();
    }

    /**
     * Complains of labels that are numbers once their decimal sign, thousands, currency or unit are declared.
     *
     * @return whether they are: all of those that are no plain numbers
     */
    private boolean writtenAsText() {
        LabelProfile labels = total.label();
        Optional<String> line = labels.looks().setting(name(), labels.notNumbers());
        if (labels.notNumbers() == 0 || labels.looks().most() < labels.notNumbers() || line.isEmpty()) {
            return false;
        }
        Reading reading = label.reading();
        for (int i = 0; i < profiles.size(); i++) {
            if (profiles.get(i).label().notNumbers() > 0) {
                suspects.get(i)
                        .add(
                                label,
                                cell -> reading.value(cell) != null
                                        && Cell.number(reading.value(cell)).isEmpty(),
                                found -> problem(
                                        ("The label column '%s' holds numbers written as text, such as '%s' (%s); add "
                                                + "%s%s, or, for classes, ")
                                                        .formatted(
                                                                name(),
                                                                found.value(),
                                                                found.place(),
                                                                line.get(),
                                                                labels.looks().otherSetting(name()))
                                                + "data.task = classification",
                                        SettingLine.column(name()),
                                        line.get()));
                break;
            }
        }
        return true;
    }

    /** The line that leaves out the rows of a class. */
    public static String withoutClasses(String column, List<String> classes) {
        return SettingLine.all(SettingLine.missing(column, classes), LEAVE_OUT);
    }

    private void checkAlone(String text, boolean numeric) {
        Reading reading = label.reading();
        for (int i = 0; i < profiles.size(); i++) {
            if (profiles.get(i).label().labels(SplitPart.TRAINING).contains(text)) {
                suspects.get(i)
                        .add(
                                label,
                                cell -> reading.value(cell) != null
                                        && Cell.text(reading.value(cell)).equals(text),
                                found -> problem(
                                        ("%s, label "
                                                        + "column '%s': the class '%s' has this one row; add rows of "
                                                        + "it, or leave the row out%s")
                                                .formatted(
                                                        found.place(),
                                                        name(),
                                                        text,
                                                        numeric ? ", or set data.task = regression" : ""),
                                        SettingLine.column(name()),
                                        withoutClasses(name(), List.of(text))));
                return;
            }
        }
    }

    /** @return whether something is wrong */
    private boolean require(InputColumn.Kind wanted, String instead) {
        Reading reading = label.reading();
        boolean wrong = false;
        for (int i = 0; i < profiles.size(); i++) {
            LabelProfile labels = profiles.get(i).label();
            if (labels.unusable(wanted) > 0) {
                wrong = true;
                SortedMap<String, Long> strays = labels.strays();
                boolean words = wanted == InputColumn.Kind.NUMBER && labels.notNumbers() > 0
                        && (strays.isEmpty() || labels.notNumbers() == total.rows());
                String remedy = words ? classification() : strays.isEmpty() ? ""
                        : withoutClasses(name(), List.copyOf(strays.keySet()));
                suspects.get(i)
                        .add(
                                label,
                                cell -> Cell.problem(reading.value(cell), wanted)
                                        .isPresent(),
                                found -> problem(
                                        "%s, label column '%s': the label '%s' is no %s; %s"
                                                .formatted(
                                                        found.place(),
                                                        name(),
                                                        found.value(),
                                                        wanted == InputColumn.Kind.BOOLEAN
                                                                ? "boolean"
                                                                : "finite 32-bit number",
                                                        instead),
                                        words ? "data.task" : SettingLine.column(name()),
                                        remedy));
            }
        }
        return wrong;
    }

    private static String classification() {
        return SettingLine.all("data.task = classification", "objective.metric = auto");
    }

    private String name() {
        return label.name();
    }

    private InputProblem problem(String text, String setting, String write) {
        return InputProblem.of(text).at(name(), 0).mendedBy(setting, write);
    }
}
