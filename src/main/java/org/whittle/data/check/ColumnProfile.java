package org.whittle.data.check;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.data.column.SplitPart;
import org.whittle.data.column.TableCell;
import org.whittle.score.column.Cell;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.Reading;
import org.whittle.study.ColumnSpec;

/** What a feature column holds, counted. Of a hundred thousand columns most are plain numbers: those are kept small. */
final class ColumnProfile implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Lengths beyond this many are not told apart: one too many is enough. */
    private static final int LENGTHS = 100;

    private final InputColumn.Kind kind;
    private final Reading reading;
    private final Traits traits;
    private final TextLooks looks;
    private long missing;
    /** {@code null} as long as there are none, as are those that follow. */
    private EnumMap<Cell.Problem, Long> problems;
    private TreeMap<Integer, Long> lengths;
    private Strays strays;

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
        return new ColumnProfile(
                column,
                category ? new ColumnSpec(ColumnSpec.Type.CATEGORY, ".", "", "", "", "", List.of(), List.of()) : spec,
                true);
    }

    /** Whether cells that are numbers are taken as they are, and hold numbers. */
    boolean takesNumbers() {
        return kind == InputColumn.Kind.NUMBER && reading.takesNumbers();
    }

    /** What a cell holds: {@code null} if its value is missing. */
    Object value(Object cell) {
        return cell instanceof Number && reading.takesNumbers() ? cell : reading.value(cell);
    }

    /**
     * Adds a cell of a row that decides what becomes of the column.
     *
     * @param value of the cell
     * @param row an odd number that tells its row from others
     * @param label hash of the row's label
     */
    void look(Object value, long row, long label) {
        add(value, SplitPart.TRAINING);
        if (traits != null) {
            long hash = Traits.hash(value);
            traits.add(value instanceof Number number ? number.doubleValue() : Double.NaN, hash, row, label);
            if (looks != null && value != null) {
                looks.add(value, hash);
            }
        }
    }

    /**
     * Adds numbers of a column that {@link #takesNumbers takes them}, as {@link #look} and {@link #add} do cell by
     * cell.
     *
     * @param values NaN where one is missing
     * @param gone which those are; {@code null} if none is
     */
    void addNumbers(double[] values, boolean[] gone, LookedRows rows) {
        boolean alike = gone == null;
        for (int i = 0; i < rows.count() && alike; i++) {
            alike = Math.abs(values[i]) <= Float.MAX_VALUE;
        }
        if (rows.allTrain() && traits != null) {
            traits.addAll(values, gone, rows);
        }
        if (alike && (rows.allTrain() || traits == null)) {
            return;
        }
        for (int i = 0; i < rows.count(); i++) {
            SplitPart part = rows.part(i);
            if (part == null) {
                continue;
            }
            boolean none = gone != null && gone[i];
            if (none) {
                missing += part == SplitPart.TRAINING ? 1 : 0;
            } else if (!(Math.abs(values[i]) <= Float.MAX_VALUE)) {
                add((Double) values[i], part);
            }
            if (traits != null && part == SplitPart.TRAINING && !rows.allTrain()) {
                traits.add(values[i], none ? Traits.MISSING : Traits.hash(values[i]), rows.key(i), rows.label(i));
            }
        }
    }

    /** Adds a cell of a row that decides nothing, but must fit. */
    void add(Object value, SplitPart part) {
        if (looks != null && value != null && part != SplitPart.TRAINING) {
            looks.check(value);
        }
        Optional<Cell.Problem> wrong = TableCell.problem(value, kind);
        if (wrong.isPresent()) {
            problems = problems == null ? new EnumMap<>(Cell.Problem.class) : problems;
            problems.merge(wrong.get(), 1L, Long::sum);
            if (value != null && kind != InputColumn.Kind.VECTOR) {
                strays = strays == null ? new Strays() : strays;
                strays.add(value.toString());
            }
        }
        if (value == null) {
            missing += part == SplitPart.TRAINING ? 1 : 0;
        } else if (kind == InputColumn.Kind.VECTOR) {
            lengths = lengths == null ? new TreeMap<>() : lengths;
            int length = TableCell.length(value);
            if (lengths.size() < LENGTHS || lengths.containsKey(length)) {
                lengths.merge(length, 1L, Long::sum);
            }
        }
    }

    void add(ColumnProfile other) {
        missing += other.missing;
        if (other.problems != null) {
            problems = problems == null ? new EnumMap<>(Cell.Problem.class) : problems;
            other.problems.forEach((problem, count) -> problems.merge(problem, count, Long::sum));
        }
        if (other.lengths != null) {
            lengths = lengths == null ? new TreeMap<>() : lengths;
            other.lengths.forEach((length, count) -> lengths.merge(length, count, Long::sum));
        }
        if (other.strays != null) {
            strays = strays == null ? new Strays() : strays;
            strays.add(other.strays);
        }
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

    /** Training rows without a value. */
    long missing() {
        return missing;
    }

    /** Cells that cannot be used, by reason. */
    Map<Cell.Problem, Long> problems() {
        return problems == null ? Map.of() : problems;
    }

    /** Rows by the length of their vector. */
    Map<Integer, Long> lengths() {
        return lengths == null ? Map.of() : lengths;
    }

    /** The cells that cannot be used, unless they are many. */
    SortedMap<String, Long> strays() {
        return strays == null ? new TreeMap<>() : strays.rows();
    }
}
