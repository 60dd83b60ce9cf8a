package org.whittle.data;

import java.net.URI;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/** Finds the first row that something is wrong with. Only when something is: it reads the table again. */
final class RowLocator {

    /**
     * A row of a table.
     *
     * @param place for people: "rows.csv:18" for a line of a CSV file, "row 17 of rows.parquet", or "row 17"
     * @param row the selected columns' values, and the file's path
     */
    record Found(String place, Row row) {
    }

    private final SparkSession spark;
    private final Dataset<Row> table;
    private final Optional<Map<String, String>> csv;

    private RowLocator(Dataset<Row> table, Optional<Map<String, String>> csv) {
        this.spark = table.sparkSession();
        this.table = table;
        this.csv = csv;
    }

    static RowLocator in(Source source) {
        return new RowLocator(source.table(),
                Optional.of(source.options()).filter(options -> source.format().equals("csv")));
    }

    /** For a table of unknown origin: rows are numbered in the order in which Spark reads them. */
    static RowLocator in(Dataset<Row> table) {
        return new RowLocator(table, Optional.empty());
    }

    /**
     * The first bad row of the first file, by name, that has any.
     *
     * @param columns what {@code bad} sees of a row
     */
    Optional<Found> first(Column[] columns, Function<Row, Boolean> bad) {
        Column[] withFile = java.util.Arrays.copyOf(columns, columns.length + 1);
        withFile[columns.length] = functions.input_file_name();
        int file = columns.length;
        Dataset<Row> rows = table.select(withFile);
        return rows.javaRDD().filter(bad).map(row -> row.getString(file)).distinct().collect().stream()
                .min(Comparator.naturalOrder()).map(name -> {
                    // Spark cuts a file into pieces but keeps their order, so that the index is the row's in its file.
                    JavaPairRDD<Row, Long> indexed =
                            rows.javaRDD().filter(row -> row.getString(file).equals(name)).zipWithIndex();
                    Tuple2<Row, Long> first = indexed.filter(row -> bad.call(row._1()))
                            .min(new ByIndex());
                    return new Found(place(name, first._2()), first._1());
                });
    }

    private String place(String file, long index) {
        if (file.isEmpty()) {
            return "row " + (index + 1);
        }
        String path = URI.create(file).getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return csv.filter(options -> !Boolean.parseBoolean(options.get("multiLine")))
                .map(options -> name + ":" + line(file, index, options))
                .orElseGet(() -> "row %d of %s".formatted(index + 1, name));
    }

    /** The line of a row: Spark's reader leaves out the header, blank lines and comments. */
    private long line(String file, long index, Map<String, String> options) {
        String comment = options.getOrDefault("comment", "");
        Iterator<String> lines = spark.read().text(file).as(Encoders.STRING()).toLocalIterator();
        long left = index + (Boolean.parseBoolean(options.get("header")) ? 1 : 0);
        long line = 0;
        while (lines.hasNext()) {
            line++;
            String text = lines.next();
            boolean row = !text.isBlank() && (comment.isEmpty() || !text.startsWith(comment));
            if (row && left-- == 0) {
                return line;
            }
        }
        return index + 1;
    }

    private static final class ByIndex implements Comparator<Tuple2<Row, Long>>, java.io.Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Tuple2<Row, Long> a, Tuple2<Row, Long> b) {
            return Long.compare(a._2(), b._2());
        }
    }
}
