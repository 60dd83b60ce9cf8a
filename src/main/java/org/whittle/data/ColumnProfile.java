package org.whittle.data;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.study.ColumnSpec;

/** What a feature column holds, counted. */
final class ColumnProfile implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Lengths beyond this many are not told apart: one too many is enough. */
    private static final int LENGTHS = 100;

    private final InputColumn.Kind kind;
    private final Reading reading;
    private final Traits traits;
    private final TextLooks looks;
    private final long[] missing = new long[SplitPart.ALL.size()];
    private final EnumMap<Cell.Problem, Long> problems = new EnumMap<>(Cell.Problem.class);
    private final TreeMap<Integer, Long> lengths = new TreeMap<>();
    private final Moments moments = new Moments();
    private final Strays strays = new Strays();
    private double least = Double.POSITIVE_INFINITY;

    ColumnProfile(InputColumn column) {
        this(column, ColumnSpec.AUTO, false);
    }

    private ColumnProfile(InputColumn column, ColumnSpec spec, boolean first) {
        this.kind = column.kind();
        this.reading = column.reading();
        this.traits = first && kind != InputColumn.Kind.VECTOR ? new Traits() : null;
        this.looks = first && kind == InputColumn.Kind.TEXT && spec.type() != ColumnSpec.Type.CATEGORY
                ? new TextLooks(spec.format(), spec.type() == ColumnSpec.Type.AUTO && !column.isMoment()) : null;
    }

    /**
     * Of a column of which nothing is known but what the study file says.
     *
     * @param category whether it is a category whatever it looks like
     */
    static ColumnProfile unknown(InputColumn column, ColumnSpec spec, boolean category) {
        return new ColumnProfile(column, category ? new ColumnSpec(ColumnSpec.Type.CATEGORY, ".", "", "", "", "", List.of(),
                List.of()) : spec, true);
    }

    /** Whether a cell that is a number is taken as it is. */
    boolean takesNumbers() {
        return reading.takesNumbers();
    }

    /** What a cell holds: {@code null} if its value is missing. */
    Object value(Object cell) {
        return cell instanceof Number && reading.takesNumbers() ? cell : reading.value(cell);
    }

    /**
     * Adds what a cell holds to what the column has in common with others.
     *
     * @param number of the value; NaN if it is none
     * @param hash of the value
     * @param row a number that tells its row from others
     * @param label hash of the row's label
     */
    void look(Object value, double number, long hash, long row, long label) {
        if (traits != null) {
            traits.add(number, hash, row, label);
        }
        if (looks != null && value != null) {
            looks.add(value, hash);
        }
    }

    /** @param value of the cell */
    void add(Object value, SplitPart part) {
        if (looks != null && value != null && part != SplitPart.TRAINING) {
            looks.check(value);
        }
        Optional<Cell.Problem> wrong = Cell.problem(value, kind);
        if (wrong.isPresent()) {
            problems.merge(wrong.get(), 1L, Long::sum);
            if (value != null && kind != InputColumn.Kind.VECTOR) {
                strays.add(value.toString());
            }
        }
        if (value == null) {
            missing[part.ordinal()]++;
        } else if (kind == InputColumn.Kind.VECTOR) {
            int length = Cell.length(value);
            if (lengths.size() < LENGTHS || lengths.containsKey(length)) {
                lengths.merge(length, 1L, Long::sum);
            }
        } else if (part == SplitPart.TRAINING && (kind == InputColumn.Kind.NUMBER || kind == InputColumn.Kind.BOOLEAN)) {
            OptionalDouble number = Cell.number(value);
            if (number.isPresent()) {
                moments.add(number.getAsDouble());
                least = Math.min(least, number.getAsDouble());
            }
        }
    }

    /** A number of a column of numbers, or 0 or 1 of one of booleans: as {@link #add}, without an object made of it. */
    void addNumber(double value, SplitPart part) {
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
            add((Double) value, part);
        } else if (part == SplitPart.TRAINING) {
            moments.add(value);
            least = Math.min(least, value);
        }
    }

    /** A cell without a value, of any column but one of vectors. */
    void addMissing(SplitPart part) {
        missing[part.ordinal()]++;
    }

    InputColumn.Kind kind() {
        return kind;
    }

    void add(ColumnProfile other) {
        for (int i = 0; i < missing.length; i++) {
            missing[i] += other.missing[i];
        }
        other.problems.forEach((problem, count) -> problems.merge(problem, count, Long::sum));
        other.lengths.forEach((length, count) -> lengths.merge(length, count, Long::sum));
        moments.add(other.moments);
        strays.add(other.strays);
        least = Math.min(least, other.least);
        if (traits != null && other.traits != null) {
            traits.add(other.traits);
        }
        if (looks != null && other.looks != null) {
            looks.add(other.looks);
        }
    }

    /** What training rows have in common with other columns; empty if nobody looked, or it is a vector. */
    Optional<Traits> traits() {
        return Optional.ofNullable(traits);
    }

    /** What training rows' texts look like; empty if nobody looked, or it holds no texts. */
    Optional<TextLooks> looks() {
        return Optional.ofNullable(looks);
    }

    /** The least number of training rows; positive infinity if there is none. */
    double least() {
        return least;
    }

    long missing(SplitPart part) {
        return missing[part.ordinal()];
    }

    long missing() {
        return SplitPart.ALL.stream().mapToLong(this::missing).sum();
    }

    /** Mean of a column of numbers or booleans over the training rows that have a value. */
    double mean() {
        return moments.mean();
    }

    /** Standard deviation of the same numbers. */
    double deviation() {
        return moments.deviation();
    }

    /** Cells that cannot be used, by reason. */
    Map<Cell.Problem, Long> problems() {
        return problems;
    }

    /** Rows by the length of their vector. */
    Map<Integer, Long> lengths() {
        return lengths;
    }

    /** The cells that cannot be used, unless they are many. */
    SortedMap<String, Long> strays() {
        return strays.rows();
    }
}
