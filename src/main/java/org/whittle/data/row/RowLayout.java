package org.whittle.data.row;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.whittle.data.column.Columns;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;

/**
 * Where a row's label and input columns lie among its numbers and its texts. A number or boolean takes one number, a
 * vector as many as it is long, a category one text; the label, which comes first if there is one, is a number or a
 * text; what the row counts, if a column says so, is the last number.
 */
public final class RowLayout implements Serializable {

    private static final long serialVersionUID = 1L;

    private final List<InputColumn> columns;
    private final boolean classes;
    private final int[] at;
    private final Kind[] kinds;
    private final int numbers;
    private final int texts;
    private final int first;
    private final boolean plain;
    private final boolean weighted;

    public RowLayout(Columns used) {
        this(used.features(), used.label().kind() == Kind.TEXT, used.label().kind() != Kind.TEXT,
                used.weight().isPresent());
    }

    /** Of rows without labels. */
    public RowLayout(List<InputColumn> columns) {
        this(columns, false, false, false);
    }

    private RowLayout(List<InputColumn> columns, boolean classes, boolean targets, boolean weighted) {
        this.columns = columns;
        this.classes = classes;
        this.at = new int[columns.size()];
        this.kinds = columns.stream().map(InputColumn::kind).toArray(Kind[]::new);
        first = targets ? 1 : 0;
        int number = first;
        int text = classes ? 1 : 0;
        for (int i = 0; i < at.length; i++) {
            InputColumn column = columns.get(i);
            boolean category = column.kind() == Kind.TEXT || column.kind() == Kind.CODE;
            at[i] = category ? text : number;
            text += category ? 1 : 0;
            number += category ? 0 : column.kind() == Kind.VECTOR ? column.length() : 1;
        }
        this.weighted = weighted;
        this.numbers = number + (weighted ? 1 : 0);
        this.texts = text;
        this.plain = !weighted && Arrays.stream(kinds).allMatch(kind -> kind == Kind.NUMBER || kind == Kind.BOOLEAN);
    }

    /** The input columns, without the label. */
    public List<InputColumn> columns() {
        return columns;
    }

    /** Whether the label is a class. */
    public boolean classes() {
        return classes;
    }

    /** Whether a row's last number is what it counts. */
    public boolean weighted() {
        return weighted;
    }

    /** Numbers of a row. */
    public int numbers() {
        return numbers;
    }

    /** Texts of a row. */
    public int texts() {
        return texts;
    }

    public Kind kind(int column) {
        return kinds[column];
    }

    /**
     * Whether there are as many numbers behind a row's target, if it has one, as there are columns: a number or boolean
     * each, and nothing else.
     */
    boolean isPlain() {
        return plain;
    }

    /** Where the first column's numbers begin. */
    int firstNumber() {
        return first;
    }

    /** Where a column lies among a row's numbers or texts. */
    public int at(int column) {
        return at[column];
    }

    /** About what a row takes in memory. */
    public long bytes() {
        return 16L + 8L * numbers + 16L * texts;
    }
}
