package org.whittle.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SettingLine;
import org.whittle.study.InputProblem;

/**
 * A table of CSV files, by RFC 4180: quotes are doubled, and line ends within quotes belong to their value.
 *
 * <p>Whatever Spark's reader would do without a word is found by a {@link CsvScan} before: lines with more or fewer
 * values than the header, quotes that nothing closes, other encodings, headers that differ, names that are there twice.
 * The separator is the one that cuts the first lines alike; files are read as a whole, rather than in pieces, only if a
 * value holds a line end.
 *
 * @param options all that Spark's reader is told
 * @param forms columns whose values numbers would not keep
 */
public record CsvTable(Dataset<Row> table, Map<String, String> options, CsvForms forms) {

    /** Spark's own limit of columns, unless the header has more. */
    private static final int COLUMNS = 20_480;

    /**
     * @param options of Spark's reader, names without regard to letter case
     * @param own those of them that the user wrote
     * @param findings told of what is wrong with the files
     */
    public static CsvTable open(SparkSession spark, String path, Map<String, String> options, Map<String, String> own,
                         Findings findings) {
        Found found = find(path, options, own, new CsvScan.OnSpark(spark, path), findings);
        Dataset<Row> table = spark.read().options(found.options).format("csv").load(path);
        String[] columns = found.names(table.columns()).toArray(String[]::new);
        Dataset<Row> named = Arrays.equals(columns, table.columns()) ? table : table.toDF(columns);
        return new CsvTable(named, found.options, found.forms(List.of(columns)));
    }

    /**
     * What files turned out to be.
     *
     * @param options all that Spark's reader is to be told
     * @param header names of the columns, each once; none if no record names them
     */
    record Found(Map<String, String> options, List<String> header, CsvScan scan) {

        /** Names of columns that Spark's reader calls otherwise. */
        List<String> names(String[] columns) {
            List<String> names = new ArrayList<>(List.of(columns));
            for (int i = 0; header.size() <= columns.length && i < header.size(); i++) {
                names.set(i, header.get(i));
            }
            return names;
        }

        /** @param columns all of them, by their names */
        CsvForms forms(List<String> columns) {
            return CsvTable.forms(scan, columns.toArray(String[]::new));
        }
    }

    /** Looks through files before they are read, and tells what is wrong with them. */
    static Found find(String path, Map<String, String> options, Map<String, String> own, CsvFiles files,
                      Findings findings) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(options);
        List<String> head = files.head();
        char separator = CsvDialect.separator(all, head);
        if (separator != ',' && !all.containsKey("delimiter")) {
            all.put("sep", String.valueOf(separator));
        }
        CsvDialect dialect = CsvDialect.of(all, separator);
        CsvScan scan = CsvScan.of(files, dialect, all, head);
        if (scan.whole()) {
            all.put("multiLine", "true");
        }
        if (new CsvTable(null, all, CsvForms.NONE).check(scan, dialect, own, findings)) {
            // It is refused; what is wrong with the other lines can still be told.
            all.put("mode", "DROPMALFORMED");
        }
        findings.throwIfAny(scan.files().values().stream().anyMatch(counts -> counts.zeros.count() > 0));
        List<String> names = scan.files().values().stream()
                .map(counts -> counts.head)
                .filter(h -> !h.isEmpty())
                .findFirst()
                .filter(first -> dialect.header())
                .map(dialect::split)
                .orElse(List.of());
        if (names.size() >= COLUMNS) {
            all.putIfAbsent("maxColumns", String.valueOf(names.size() + 1));
        }
        return new Found(all, distinct(names, path, findings), scan);
    }

    private static CsvForms forms(CsvScan scan, String[] columns) {
        CsvForms[] all = {CsvForms.NONE};
        scan.files().forEach((file, counts) -> {
            Map<String, CsvForms.LeadingZeros> zeros = new TreeMap<>();
            counts.leadingZeros
                    .headMap(columns.length)
                    .forEach((column, lines) -> zeros.put(
                            columns[column],
                            new CsvForms.LeadingZeros(
                                    "%s:%d".formatted(name(file), lines.first()), lines.first(), lines.count())));
            all[0] = all[0].and(new CsvForms(zeros, names(counts.signed, columns), names(counts.padded, columns)));
        });
        return all[0];
    }

    private static Set<String> names(BitSet these, String[] columns) {
        return these.stream().filter(i -> i < columns.length).mapToObj(i -> columns[i])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }

    /** The header's names; one that is there already, or empty, gets a number. */
    private static List<String> distinct(List<String> names, String path, Findings findings) {
        Set<String> taken = new HashSet<>(names);
        Set<String> seen = new HashSet<>();
        List<String> distinct = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String given = name.isEmpty() ? "_c" + i : name;
            for (int n = 2; !seen.add(given); n++) {
                String numbered = (name.isEmpty() ? "_c" + i : name) + "_" + n;
                given = taken.contains(numbered) ? given : numbered;
            }
            if (!given.equals(name)) {
                findings.named(
                        given,
                        (name.isEmpty()
                                        ? "%s: column %d has no name; it is called '%s'"
                                        : "%s: column %d has a name that is there already; it is called '%s'")
                                .formatted(path, i + 1, given));
            }
            distinct.add(given);
        }
        return distinct;
    }

    /** @return whether there are lines that are no rows of the table, and that is a problem */
    private boolean check(CsvScan scan, CsvDialect dialect, Map<String, String> own, Findings findings) {
        boolean[] ragged = new boolean[1];
        Set<String> heads = new TreeSet<>();
        scan.files().forEach((file, counts) -> {
            String name = name(file);
            if (counts.zeros.count() > 0) {
                findings.problem(problem(
                        name,
                        counts.zeros,
                        "is not text of single bytes but, as it seems, UTF-16",
                        "encoding",
                        SettingLine.all(
                                SettingLine.option("encoding", "UTF-16"), SettingLine.option("multiLine", "true"))));
                return;
            }
            if (counts.undecoded.count() > 0) {
                findings.problem(problem(
                        name,
                        counts.undecoded,
                        "is not UTF-8",
                        "encoding",
                        SettingLine.option("encoding", "windows-1252")));
            }
            if (counts.open.count() > 0) {
                findings.problem(problem(
                        name,
                        counts.open,
                        "begins a value with a quote that nothing closes",
                        "quote",
                        SettingLine.option("quote", "")));
            } else if (counts.strays.count() > 0 && !containsKey(own, "unescapedQuoteHandling")) {
                boolean backslash = counts.backslashes > 0 && dialect.escape() == dialect.quote();
                findings.problem(problem(
                        name,
                        counts.strays,
                        "has a quote within a quoted value that is not doubled",
                        backslash ? "escape" : "unescapedQuoteHandling",
                        backslash
                                ? SettingLine.option("escape", "\\")
                                : SettingLine.option("unescapedQuoteHandling", "STOP_AT_DELIMITER")));
            } else {
                ragged[0] |= checkWidths(name, counts, dialect, findings);
            }
            if (counts.headers.count() > 0) {
                ragged[0] |= noRow(name, counts.headers, "repeats the header", findings);
            }
            if (dialect.header() && !counts.head.isEmpty()) {
                heads.add(String.join("\u0000", dialect.split(counts.head)));
                if (heads.size() == 2) {
                    findings.problem(InputProblem.of("%s has the header %s, unlike %s; write files with one header"
                                    .formatted(
                                            name,
                                            counts.head.strip(),
                                            name(scan.files().firstKey())))
                            .mendedBy("data.path", ""));
                }
            }
        });
        return ragged[0];
    }

    private boolean checkWidths(String file, CsvCounts counts, CsvDialect dialect, Findings findings) {
        if (counts.head.isEmpty()) {
            return false;
        }
        int expected = dialect.split(counts.head).size();
        CsvCounts.Lines ragged = new CsvCounts.Lines();
        int[] width = new int[1];
        counts.widths.forEach((fields, lines) -> {
            if (fields != expected) {
                width[0] = ragged.count() == 0 || lines.first() < ragged.first() ? fields : width[0];
                ragged.merge(lines);
            }
        });
        if (ragged.count() == 0) {
            return false;
        }
        String what = "has %d value%s where the %s has %d".formatted(width[0], width[0] == 1 ? "" : "s",
                dialect.header() ? "header" : "first line", expected);
        return noRow(file, ragged, what, findings);
    }

    /** @return whether that is a problem: if the user says what becomes of such lines, it is none */
    private boolean noRow(String file, CsvCounts.Lines lines, String what, Findings findings) {
        boolean strict = options.getOrDefault("mode", "PERMISSIVE").equalsIgnoreCase("FAILFAST");
        InputProblem problem =
                problem(file, lines, what, "mode", strict ? SettingLine.option("mode", "DROPMALFORMED") : "");
        if (strict) {
            findings.problem(problem);
        } else {
            findings.note(problem);
        }
        return strict;
    }

    private static InputProblem problem(String file, CsvCounts.Lines lines, String what, String option, String write) {
        String more = lines.count() == 1 ? "" : lines.count() == 2 ? " (and so does 1 line more)"
                : " (and so do %d lines more)".formatted(lines.count() - 1);
        return InputProblem.of("%s:%d %s%s; %s".formatted(file, lines.first(), what, more,
                write.isEmpty() ? "data.options.mode says what becomes of it" : "mend it, or add " + write))
                .at("", lines.first()).mendedBy("data.options." + option, write);
    }

    private static boolean containsKey(Map<String, String> own, String name) {
        return own.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }
}
