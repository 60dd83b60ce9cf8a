package org.whittle.data.source;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.whittle.data.column.ColumnTypes;

/**
 * Finds the first cells that something is wrong with. Only when something is: it reads the table again, once for all.
 */
public final class RowLocator implements CellFinder {

    /** Tells the cells that are looked for. */
    @FunctionalInterface
    public interface Cells extends Serializable {
        boolean sought(Object cell);
    }

    /** The first cell that is sought of a column. */
    public record Sought(String column, Cells cells) implements Serializable {
    }

    /**
     * A cell of a table.
     *
     * @param place for people: "rows.csv:18" for a line of a CSV file, "row 17 of rows.parquet", or "row 17"
     * @param number of the line, or the row
     * @param value {@code null} if it is empty
     */
    public record Found(String place, long number, Object value) {
    }

    /** Where a cell lies: its row in what its partition has of its file, from 0. */
    private record Sighting(String file, long row, Object value) implements Serializable {
    }

    /** A partition's first sighting of each, and its rows by file. */
    @DefaultSerializer(JavaSerializer.class)
    private record Part(List<Sighting> first, TreeMap<String, Long> rows) implements Serializable {
    }

    private final SparkSession spark;
    private final Dataset<Row> table;
    private final Optional<Map<String, String>> csv;

    private RowLocator(Dataset<Row> table, Optional<Map<String, String>> csv) {
        this.spark = table.sparkSession();
        this.table = table;
        this.csv = csv;
    }

    public static RowLocator in(Source source) {
        return new RowLocator(source.table(),
                Optional.of(source.options()).filter(options -> source.format().equals("csv")));
    }

    /** For a table of unknown origin: rows are numbered in the order in which Spark reads them. */
    public static RowLocator in(Dataset<Row> table) {
        return new RowLocator(table, Optional.empty());
    }

    @Override
    public List<Optional<Found>> first(List<Sought> sought) {
        if (sought.isEmpty()) {
            return List.of();
        }
        int file = sought.size();
        Column[] columns = sought.stream().map(Sought::column).map(ColumnTypes::column).toArray(Column[]::new);
        columns = Arrays.copyOf(columns, file + 1);
        columns[file] = functions.input_file_name();
        List<Cells> cells = sought.stream().map(Sought::cells).toList();
        // Spark cuts a file into pieces but keeps their order, so that rows before a piece are those of earlier
        // partitions.
        List<Part> parts = table.select(columns).javaRDD()
                .mapPartitions(rows -> List.of(part(rows, cells, file)).iterator()).collect();
        List<Optional<Found>> found = new ArrayList<>();
        for (int i = 0; i < sought.size(); i++) {
            int one = i;
            found.add(parts.stream().flatMap(part -> Optional.ofNullable(part.first().get(one)).stream())
                    .map(Sighting::file).min(Comparator.naturalOrder()).map(name -> found(parts, one, name)));
        }
        return found;
    }

    private static Part part(Iterator<Row> rows, List<Cells> cells, int file) {
        Sighting[] first = new Sighting[cells.size()];
        TreeMap<String, Long> counted = new TreeMap<>();
        while (rows.hasNext()) {
            Row row = rows.next();
            String name = row.getString(file);
            long index = counted.merge(name, 1L, Long::sum) - 1;
            for (int i = 0; i < first.length; i++) {
                if ((first[i] == null || first[i].file().compareTo(name) > 0) && cells.get(i).sought(row.get(i))) {
                    first[i] = new Sighting(name, index, row.get(i));
                }
            }
        }
        return new Part(Arrays.asList(first), counted);
    }

    private Found found(List<Part> parts, int one, String file) {
        long before = 0;
        for (Part part : parts) {
            Sighting first = part.first().get(one);
            if (first != null && first.file().equals(file)) {
                return found(file, before + first.row(), first.value());
            }
            before += part.rows().getOrDefault(file, 0L);
        }
        throw new IllegalStateException("A cell of %s was found and lost".formatted(file));
    }

    private Found found(String file, long index, Object value) {
        if (file.isEmpty()) {
            return new Found("row " + (index + 1), index + 1, value);
        }
        String path = URI.create(file).getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return csv.filter(options -> !Boolean.parseBoolean(options.get("multiLine")))
                .map(options -> line(file, index, options)).map(line -> new Found(name + ":" + line, line, value))
                .orElseGet(() -> new Found("row %d of %s".formatted(index + 1, name), index + 1, value));
    }

    /**
     * The line of a row: Spark's reader leaves out the header, blank lines and comments, and malformed ones if told.
     */
    private long line(String file, long index, Map<String, String> options) {
        CsvDialect dialect = CsvDialect.of(options, CsvDialect.separator(options, List.of()));
        boolean dropping = options.getOrDefault("mode", "").equalsIgnoreCase("DROPMALFORMED");
        int width = 0;
        Iterator<String> lines = spark.read().text(file).as(Encoders.STRING()).toLocalIterator();
        long left = index + (Boolean.parseBoolean(options.get("header")) ? 1 : 0);
        long line = 0;
        while (lines.hasNext()) {
            line++;
            String text = lines.next();
            if (dialect.passesOver(text)) {
                continue;
            }
            if (dropping) {
                int fields = dialect.split(text).size();
                width = width == 0 ? fields : width;
                if (fields != width) {
                    continue;
                }
            }
            if (left-- == 0) {
                return line;
            }
        }
        return index + 1;
    }
}
