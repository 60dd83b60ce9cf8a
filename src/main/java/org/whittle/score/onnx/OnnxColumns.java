package org.whittle.score.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.Moment;

/**
 * A table's columns as inputs of a graph, each {@code rows × 1}, or as many as a vector has elements:
 *
 * <pre>
 *   number, boolean   double; NaN where it is missing
 *   category          string, as its column's text; empty where it is missing
 *   date, time        int64: microseconds since 1970-01-01, as they are written; the smallest int64 where it is missing
 *   vector, picture   double
 * </pre>
 */
final class OnnxColumns {

    /** Stands for a missing date or time. */
    static final long NO_MOMENT = Long.MIN_VALUE;

    private static final long MICROSECONDS_A_DAY = 86_400_000_000L;
    /** 400 years of the calendar. */
    private static final long DAYS_AN_ERA = 146_097;
    /** Quotients are cut off at 0: before this many eras no date is asked for. */
    private static final long ERAS = 100;
    /** From 0000-03-01 to 1970-01-01. */
    private static final long DAYS_TO_1970 = 719_468;

    private final OnnxGraph graph;
    private final List<InputColumn> columns;
    private final Map<String, String> inputs = new HashMap<>();
    private final Map<Integer, String> values = new HashMap<>();

    OnnxColumns(OnnxGraph graph, List<InputColumn> columns) {
        this.graph = graph;
        this.columns = columns;
        // As the table has them, whatever steps take first.
        for (InputColumn column : columns) {
            inputs.computeIfAbsent(column.source(), name -> graph.input(name, type(column), column.length()));
        }
    }

    private static int type(InputColumn column) {
        if (column.reading().moment() != null) {
            return OnnxGraph.INT64;
        }
        return isCategory(column) ? OnnxGraph.STRING : OnnxGraph.DOUBLE;
    }

    static boolean isCategory(InputColumn column) {
        return column.kind() == InputColumn.Kind.TEXT || column.kind() == InputColumn.Kind.CODE;
    }

    /** A column of numbers, in 64 bits, NaN where one is missing; or a vector's elements. */
    String numbers(int column) {
        return values.computeIfAbsent(column, own -> {
            InputColumn of = columns.get(own);
            String input = inputs.get(of.source());
            if (of.reading().moment() != null) {
                return moment(of.reading().moment(), input);
            }
            String value = input;
            for (double number : of.kind() == InputColumn.Kind.VECTOR ? new double[0] : missing(of)) {
                value = where(graph.add("Equal", List.of(input, graph.doubles(number))), graph.doubles(Double.NaN),
                        value);
            }
            return value;
        });
    }

    private static double[] missing(InputColumn column) {
        return column.reading().missing().numbers();
    }

    /** A column of categories as numbers: what a map has for its text, or something else. */
    String encoded(int column, List<String> keys, long[] encoded, long otherwise) {
        return graph.add(OnnxGraph.ML, "LabelEncoder", List.of(inputs.get(columns.get(column).source())),
                OnnxGraph.Attribute.of("keys_strings", keys), OnnxGraph.Attribute.of("values_int64s", encoded),
                OnnxGraph.Attribute.of("default_int64", otherwise));
    }

    /** 1 where a column's value is missing, else 0. */
    String isMissing(int column) {
        InputColumn of = columns.get(column);
        if (!isCategory(of)) {
            return graph.cast(graph.add("IsNaN", List.of(numbers(column))), OnnxGraph.DOUBLE);
        }
        List<String> texts = new ArrayList<>(List.of(""));
        of.reading().missing().texts().stream().filter(text -> !text.isEmpty()).distinct().forEach(texts::add);
        long[] ones = new long[texts.size()];
        java.util.Arrays.fill(ones, 1);
        return graph.cast(encoded(column, texts, ones, 0), OnnxGraph.DOUBLE);
    }

    String where(String condition, String then, String otherwise) {
        return graph.add("Where", List.of(condition, then, otherwise));
    }

    /**
     * A number of a date, in whole numbers: civil_from_days of H. Hinnant, "chrono-Compatible Low-Level Date
     * Algorithms".
     */
    private String moment(Moment moment, String microseconds) {
        String none = graph.add("Equal", List.of(microseconds, graph.longs(NO_MOMENT)));
        String there = where(none, graph.longs(0), microseconds);
        long before = DAYS_TO_1970 + ERAS * DAYS_AN_ERA;
        String shifted = plus(there, before * MICROSECONDS_A_DAY);
        String days = over(shifted, MICROSECONDS_A_DAY);
        String ofDay = modulo(shifted, MICROSECONDS_A_DAY);
        String number = switch (moment.part()) {
            case HOUR -> graph.cast(over(ofDay, 3_600_000_000L), OnnxGraph.DOUBLE);
            // 0000-03-01 was a Wednesday.
            case WEEKDAY -> graph.cast(plus(modulo(plus(days, 2), 7), 1), OnnxGraph.DOUBLE);
            case DAYS -> {
                String fraction = graph.add("Div", List.of(
                        graph.add("Mul", List.of(graph.cast(ofDay, OnnxGraph.DOUBLE), graph.doubles(1000))),
                        graph.doubles(86_400e9)));
                yield graph.add("Add", List.of(graph.cast(plus(days, -before), OnnxGraph.DOUBLE), fraction));
            }
            case MONTH -> graph.cast(month(days), OnnxGraph.DOUBLE);
            case YEAR -> graph.cast(year(days), OnnxGraph.DOUBLE);
        };
        return where(none, graph.doubles(Double.NaN), number);
    }

    private String yearOfEra(String days) {
        String ofEra = modulo(days, DAYS_AN_ERA);
        String leap = minus(plus(minus(ofEra, over(ofEra, 1460)), over(ofEra, 36_524)), over(ofEra, 146_096));
        return over(leap, 365);
    }

    /** From 0, for March. */
    private String monthFromMarch(String days) {
        String year = yearOfEra(days);
        String before = minus(plus(times(year, 365), over(year, 4)), over(year, 100));
        return over(plus(times(minus(modulo(days, DAYS_AN_ERA), before), 5), 2), 153);
    }

    private String month(String days) {
        return plus(modulo(plus(monthFromMarch(days), 2), 12), 1);
    }

    private String year(String days) {
        // January and February are of the year that began before.
        String next = over(plus(monthFromMarch(days), 2), 12);
        String ofEras = plus(times(over(days, DAYS_AN_ERA), 400), -400 * ERAS);
        return plus(plus(yearOfEra(days), ofEras), next);
    }

    private String plus(String x, long y) {
        return plus(x, graph.longs(y));
    }

    private String plus(String x, String y) {
        return graph.add("Add", List.of(x, y));
    }

    private String minus(String x, String y) {
        return graph.add("Sub", List.of(x, y));
    }

    private String times(String x, long y) {
        return graph.add("Mul", List.of(x, graph.longs(y)));
    }

    private String over(String x, long y) {
        return graph.add("Div", List.of(x, graph.longs(y)));
    }

    private String modulo(String x, long y) {
        return graph.add("Mod", List.of(x, graph.longs(y)));
    }
}
