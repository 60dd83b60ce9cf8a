package org.whittle.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as CSV (RFC 4180, but for lines that end as they do elsewhere): numbers in full, nothing for no value, and
 * quotes for an empty text, which is one.
 */
final class CsvText {

    private CsvText() {
    }

    static <T> String of(Table<T> table) {
        StringBuilder text = new StringBuilder();
        line(text, table.columns().stream().map(column -> (Object) column.name()).toList());
        for (T thing : table.things()) {
            line(text, table.columns().stream().map(column -> column.value().apply(thing)).toList());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<Object> cells) {
        text.append(cells.stream().map(CsvText::cell).collect(Collectors.joining(","))).append('\n');
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        return text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
