package org.whittle.score.column;

import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A row as a map from columns' names to cells, read as the columns have it. One row at a time: it is read anew by every
 * {@link #read}.
 *
 * <p>Cells are numbers of any type, texts, booleans, dates and times (of {@code java.time}, {@code java.sql} or
 * {@link Date}), vectors (arrays of doubles or floats, or lists of numbers), or {@code null} for a missing value.
 */
public final class NamedCells implements InputValues {

    private static final int MOST_NAMES = 20;

    private final List<InputColumn> columns;
    private final List<String> sources;
    private final double[] numbers;
    private final String[] categories;
    private final double[][] vectors;
    private final boolean[] missing;

    /** @param columns that the preprocessing takes, in its order */
    public NamedCells(List<InputColumn> columns) {
        this.columns = columns;
        this.sources = columns.stream().map(InputColumn::source).distinct().toList();
        this.numbers = new double[columns.size()];
        this.categories = new String[columns.size()];
        this.vectors = new double[columns.size()][];
        this.missing = new boolean[columns.size()];
    }

    /**
     * Reads a row.
     *
     * @param problems told of everything for which the row cannot be used: half a sentence each. Its values must not be
     *     asked for then
     */
    public void read(Map<String, ?> row, List<String> problems) {
        List<String> absent = sources.stream().filter(name -> !row.containsKey(name)).toList();
        if (!absent.isEmpty()) {
            List<String> there = row.keySet().stream().map(String::valueOf).sorted().toList();
            problems.add("there is no '%s' (it has %s); a missing value is null".formatted(some(absent, "', '"),
                    there.isEmpty() ? "nothing" : some(there, ", ")));
        }
        for (int i = 0; i < columns.size(); i++) {
            InputColumn column = columns.get(i);
            if (row.containsKey(column.source())) {
                read(i, column, plain(row.get(column.source()))).filter(wrong -> !problems.contains(wrong))
                        .ifPresent(problems::add);
            }
        }
    }

    private Optional<String> read(int i, InputColumn column, Object cell) {
        Object value = column.kind() == InputColumn.Kind.VECTOR ? cell : column.reading().value(cell);
        Optional<Cell.Problem> problem = Cell.problem(value, column.kind());
        if (problem.isPresent()) {
            return Optional.of("'%s' is %s".formatted(column.source(), complaint(problem.get(), column, cell)));
        }
        missing[i] = value == null;
        if (value == null) {
            return Optional.empty();
        }
        switch (column.kind()) {
            case NUMBER -> numbers[i] = column.reading().number(cell);
            case BOOLEAN -> numbers[i] = column.reading().truth(cell);
            case TEXT, CODE -> categories[i] = column.reading().category(cell);
            case VECTOR -> {
                vectors[i] = Cell.vector(value);
                if (vectors[i].length != column.length()) {
                    return Optional.of("'%s' has %d elements instead of %d".formatted(column.source(),
                            vectors[i].length, column.length()));
                }
            }
            default -> throw new IllegalStateException("No column is a " + column.kind());
        }
        return Optional.empty();
    }

    private static String complaint(Cell.Problem problem, InputColumn column, Object cell) {
        String text = "'%s'".formatted(cell);
        return switch (problem) {
            case NOT_FINITE -> "%s, which is not finite, or no 32-bit float".formatted(
                    column.kind() == InputColumn.Kind.VECTOR ? "a vector with an element" : text);
            case NOT_A_NUMBER -> "%s, which is no %s".formatted(text,
                    column.reading().moment() != null ? "date" : "number");
            case NOT_A_BOOLEAN -> "%s, which is no boolean (true, false, yes, no, 1, 0)".formatted(text);
            case INCOMPLETE_VECTOR -> cell == null ? "missing, but a vector never is"
                    : "no vector of numbers (an array of doubles or floats, or a list of numbers)";
        };
    }

    /** As tables have it: texts are strings, moments with a zone are taken as they are written. */
    private static Object plain(Object cell) {
        if (cell instanceof CharSequence || cell instanceof Character || cell instanceof Enum<?>) {
            return cell.toString();
        }
        if (cell instanceof OffsetDateTime time) {
            return time.toLocalDateTime();
        }
        if (cell instanceof ZonedDateTime time) {
            return time.toLocalDateTime();
        }
        boolean plain = cell instanceof java.sql.Date || cell instanceof java.sql.Timestamp;
        return cell instanceof Date date && !plain ? date.toInstant() : cell;
    }

    private static String some(List<String> names, String between) {
        return names.size() <= MOST_NAMES ? String.join(between, names)
                : names.stream().limit(MOST_NAMES).collect(Collectors.joining(between)) + between
                        + "… (%d)".formatted(names.size());
    }

    @Override
    public boolean isMissing(int column) {
        return missing[column];
    }

    @Override
    public double number(int column) {
        return numbers[column];
    }

    @Override
    public String category(int column) {
        return categories[column];
    }

    @Override
    public double[] vector(int column) {
        return vectors[column];
    }
}
