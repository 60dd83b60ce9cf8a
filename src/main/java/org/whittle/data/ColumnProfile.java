package org.whittle.data;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a feature column holds, counted. */
final class ColumnProfile implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Lengths beyond this many are not told apart: one too many is enough. */
    private static final int LENGTHS = 100;

    private final InputColumn.Kind kind;
    private final boolean numbersInText;
    private final long[] missing = new long[SplitPart.ALL.size()];
    private final EnumMap<Cell.Problem, Long> problems = new EnumMap<>(Cell.Problem.class);
    private final TreeMap<Integer, Long> lengths = new TreeMap<>();
    private final Moments moments = new Moments();
    private final Strays strays = new Strays();
    private long numbers;

    /** @param numbersInText whether to count the texts that read as numbers */
    ColumnProfile(InputColumn.Kind kind, boolean numbersInText) {
        this.kind = kind;
        this.numbersInText = numbersInText && kind == InputColumn.Kind.TEXT;
    }

    void add(Object value, SplitPart part) {
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
            Cell.number(value).ifPresent(moments::add);
        } else if (numbersInText) {
            if (Cell.number(value).isPresent()) {
                numbers++;
            } else {
                strays.add(value.toString());
            }
        }
    }

    /** A number of a column of numbers, or 0 or 1 of one of booleans: as {@link #add}, without an object made of it. */
    void addNumber(double value, SplitPart part) {
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
            add((Double) value, part);
        } else if (part == SplitPart.TRAINING) {
            moments.add(value);
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
        numbers += other.numbers;
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

    /** The cells that cannot be used, or are no numbers in a column of texts, unless they are many. */
    SortedMap<String, Long> strays() {
        return strays.rows();
    }

    /** Texts that read as numbers. */
    long numbers() {
        return numbers;
    }
}
