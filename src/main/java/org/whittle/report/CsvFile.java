package org.whittle.report;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * A table as the bytes of one CSV file, as RFC 4180 has it but for its ends of lines, which are those of this machine's
 * tools: a line of names, quotes where a text has commas, quotes or lines, nothing where there is no value.
 */
final class CsvFile {

    private CsvFile() {
    }

    static <T> byte[] of(Table<T> table) {
        StringBuilder lines = new StringBuilder(table.columns().stream().map(Table.Column::name).map(CsvFile::cell)
                .collect(Collectors.joining(","))).append('\n');
        for (T thing : table.things()) {
            lines.append(table.columns().stream().map(column -> column.value().apply(thing)).map(CsvFile::cell)
                    .collect(Collectors.joining(","))).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        // An empty text is none of the values that are missing.
        return text.isEmpty() || text.chars().anyMatch(c -> ",\"\n\r".indexOf(c) >= 0)
                ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
