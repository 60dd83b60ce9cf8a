package org.whittle.data.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a CSV file marks fields and records: RFC 4180 unless options say otherwise.
 *
 * @param separator between fields
 * @param quote around fields that hold separators, quotes or line ends; 0: there are no quotes
 * @param escape before a quote within quotes: the quote itself by the standard
 * @param comment begins lines to pass over; 0: there are none
 * @param header whether the first record names the columns
 */
record CsvDialect(char separator, char quote, char escape, char comment, boolean header) implements Serializable {

    private static final String SEPARATORS = ",;\t|";
    /** Records that a separator is guessed by. */
    private static final int GUESSED_BY = 20;

    /** @param options of Spark's reader, names without regard to letter case */
    static CsvDialect of(Map<String, String> options, char separator) {
        return new CsvDialect(
                separator,
                sign(options.getOrDefault("quote", "\"")),
                sign(options.getOrDefault("escape", "\"")),
                sign(options.getOrDefault("comment", "")),
                Boolean.parseBoolean(options.get("header")));
    }

    /**
     * The separator that cuts the lines into equally many fields, a comma if several or none do. A table has two
     * columns at least.
     */
    static char separator(Map<String, String> options, List<String> lines) {
        String own = options.getOrDefault("sep", options.getOrDefault("delimiter", ""));
        if (!own.isEmpty()) {
            return own.equals("\\t") ? '\t' : own.charAt(0);
        }
        for (boolean strict : new boolean[] {true, false}) {
            for (char candidate : SEPARATORS.toCharArray()) {
                CsvDialect dialect = of(options, candidate);
                List<Integer> widths = lines.stream().filter(line -> !dialect.passesOver(line)).limit(GUESSED_BY)
                        .map(line -> dialect.split(line).size()).toList();
                boolean fits = !widths.isEmpty() && widths.get(0) > 1
                        && (!strict || widths.stream().distinct().count() == 1);
                if (fits) {
                    return candidate;
                }
            }
        }
        return ',';
    }

    /** Whether a line holds no record. */
    boolean passesOver(String line) {
        return line.isBlank() || comment != 0 && line.charAt(0) == comment;
    }

    /** The fields of a record, without the blanks around them. */
    List<String> split(String record) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < record.length(); i++) {
            char c = record.charAt(i);
            boolean next = i + 1 < record.length();
            if (quoted && c == escape && next && (record.charAt(i + 1) == quote || escape != quote)) {
                field.append(record.charAt(++i));
            } else if (c == quote && quote != 0 && (quoted || field.toString().isBlank())) {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields;
    }

    private static char sign(String text) {
        return text.isEmpty() ? 0 : text.charAt(0);
    }
}
