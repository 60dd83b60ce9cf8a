package org.whittle.fuzz;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A table's cells, read in another way than Whittle reads them: CSV by RFC 4180 character by character, JSON by
 * Jackson, libsvm by hand, Parquet and ORC by Spark's readers of single rows, which share no code with those of
 * batches.
 *
 * @param rows by name; a cell is a text, a number, a boolean, a list of numbers, or {@code null}
 */
record PlainTable(List<Map<String, Object>> rows) {

    static PlainTable read(SparkSession spark, String format, Path file) throws IOException {
        return switch (format) {
            case "csv" -> csv(Files.readString(file), ',');
            case "tsv" -> csv(Files.readString(file), '\t');
            case "json" -> json(Files.readAllLines(file));
            case "svm" -> svm(Files.readAllLines(file));
            default -> byRows(spark, format, file);
        };
    }

    private static PlainTable csv(String text, char separator) {
        List<List<String>> records = records(text.startsWith("\uFEFF") ? text.substring(1) : text, separator);
        List<String> names = named(records.get(0));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (List<String> record : records.subList(1, records.size())) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                row.put(names.get(i), i < record.size() && !record.get(i).isEmpty() ? record.get(i) : null);
            }
            rows.add(row);
        }
        return new PlainTable(rows);
    }

    /** Records of RFC 4180 that are not blank, their fields without the blanks around them. */
    static List<List<String>> records(String text, char separator) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean anything = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '\n';
            if (quoted && i < text.length()) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append(text.charAt(++i));
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.toString().isBlank()) {
                quoted = true;
                anything = true;
                field.setLength(0);
            } else if (c == separator) {
                record.add(field.toString().strip());
                field.setLength(0);
                anything = true;
            } else if (c == '\n' || c == '\r') {
                record.add(field.toString().strip());
                if (anything || !field.toString().isBlank()) {
                    records.add(record);
                }
                record = new ArrayList<>();
                field.setLength(0);
                anything = false;
            } else {
                field.append(c);
            }
        }
        return records;
    }

    /** A name that is there already, or none, gets a number. */
    private static List<String> named(List<String> header) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i).isEmpty() ? "_c" + i : header.get(i);
            String given = name;
            for (int n = 2; !seen.add(given); n++) {
                given = name + "_" + n;
            }
            names.add(given);
        }
        return names;
    }

    private static PlainTable json(List<String> lines) throws IOException {
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String line : lines) {
            if (line.isBlank()) {
                continue;
            }
            Map<String, Object> row = new LinkedHashMap<>();
            JsonNode object = mapper.readTree(line);
            object.fields().forEachRemaining(field -> row.put(field.getKey(), cell(field.getValue())));
            rows.add(row);
        }
        return new PlainTable(rows);
    }

    private static Object cell(JsonNode value) {
        if (value.isArray()) {
            List<Object> elements = new ArrayList<>();
            value.forEach(element -> elements.add(cell(element)));
            return elements;
        }
        return value.isNull() ? null : value.isNumber() ? (Object) value.doubleValue()
                : value.isBoolean() ? (Object) value.booleanValue() : value.asText();
    }

    private static PlainTable svm(List<String> lines) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String line : lines) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] parts = text.split("\\s+");
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("label", Double.parseDouble(parts[0]));
            List<Object> features = new ArrayList<>();
            for (int i = 1; i < parts.length; i++) {
                String[] entry = parts[i].split(":");
                int index = Integer.parseInt(entry[0]);
                while (features.size() < index) {
                    features.add(0.0);
                }
                features.set(index - 1, Double.parseDouble(entry[1]));
            }
            row.put("features", features);
            rows.add(row);
        }
        return new PlainTable(rows);
    }

    private static PlainTable byRows(SparkSession spark, String format, Path file) {
        String batches = "spark.sql.%s.enableVectorizedReader".formatted(format);
        spark.conf().set(batches, "false");
        try {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (Row row : spark.read().format(format).load(file.toString()).collectAsList()) {
                Map<String, Object> cells = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    Object cell = row.get(i);
                    cells.put(row.schema().fieldNames()[i],
                            cell instanceof Seq<?> elements ? JavaConverters.seqAsJavaList(elements) : cell);
                }
                rows.add(cells);
            }
            return new PlainTable(rows);
        } finally {
            spark.conf().unset(batches);
        }
    }
}
