package org.whittle.data.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Reads CSV files as text once, before Spark's reader does, and counts what that would pass over. In pieces and in
 * parallel; only files with line ends within quotes, or of an encoding that is not of single bytes, are read as a
 * whole, a file a task.
 *
 * @param files what was counted of each, by its path, in their order
 * @param whole whether files were read as a whole: then so must Spark
 */
record CsvScan(SortedMap<String, CsvCounts> files, boolean whole) {

    /**
     * Counts files of a dialect.
     *
     * @param head the first lines of some file
     */
    static CsvScan of(CsvFiles source, CsvDialect dialect, Map<String, String> options, List<String> head) {
        Charset charset = charset(options);
        boolean single = charset.newEncoder().maxBytesPerChar() == 1 || charset.equals(StandardCharsets.UTF_8);
        if (Boolean.parseBoolean(options.get("multiLine")) || !single) {
            return new CsvScan(source.whole(dialect, charset), true);
        }
        String header = head.stream().filter(line -> dialect.header() && !dialect.passesOver(line)).findFirst()
                .orElse("");
        CsvScan scan = new CsvScan(source.inPieces(dialect, charset.name(), header), false);
        boolean text = scan.files.values().stream().allMatch(counts -> counts.zeros.count() == 0);
        boolean open = scan.files.values().stream().anyMatch(counts -> counts.open.count() > 0);
        return text && open ? scan.withEncodings(new CsvScan(source.whole(dialect, charset), true)) : scan;
    }

    /**
     * Files that Spark reads, a piece a task.
     *
     * @param path as Spark's reader takes it
     */
    record OnSpark(SparkSession spark, String path) implements CsvFiles {

        @Override
        public List<String> head() {
            return Arrays.stream((Row[]) spark.read().text(path).head(HEAD)).map(row -> row.getString(0)).toList();
        }

        @Override
        public SortedMap<String, CsvCounts> inPieces(CsvDialect dialect, String charset, String header) {
            return CsvScan.inPieces(spark, path, dialect, charset, header);
        }

        @Override
        public SortedMap<String, CsvCounts> whole(CsvDialect dialect, Charset charset) {
            return CsvScan.whole(spark, path, dialect, charset);
        }
    }

    static Charset charset(Map<String, String> options) {
        String name = options.getOrDefault("encoding", options.getOrDefault("charset", "UTF-8"));
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    private static SortedMap<String, CsvCounts> inPieces(
            SparkSession spark, String path, CsvDialect dialect, String charset, String header) {
        Dataset<Row> lines = spark.read().text(path).select(functions.col("value").cast("binary"),
                functions.col("_metadata.file_path"), functions.col("_metadata.file_block_start"));
        List<Tuple2<String, Tuple2<Long, CsvCounts>>> pieces =
                lines.javaRDD().mapPartitions(rows -> pieces(rows, dialect, Charset.forName(charset), header))
                        .collect();
        TreeMap<String, TreeMap<Long, CsvCounts>> byFile = new TreeMap<>();
        pieces.forEach(piece -> byFile.computeIfAbsent(piece._1(), file -> new TreeMap<>())
                .put(piece._2()._1(), piece._2()._2()));
        SortedMap<String, CsvCounts> files = new TreeMap<>();
        byFile.forEach((file, parts) -> files.put(file, parts.values().stream().reduce((all, next) -> {
            all.append(next);
            return all;
        }).orElseThrow()));
        return files;
    }

    private static Iterator<Tuple2<String, Tuple2<Long, CsvCounts>>> pieces(Iterator<Row> rows, CsvDialect dialect,
                                                                            Charset charset, String header) {
        byte[] repeated = header.getBytes(charset);
        TreeMap<String, Tuple2<Long, CsvReader>> readers = new TreeMap<>();
        while (rows.hasNext()) {
            Row row = rows.next();
            String file = row.getString(1);
            long start = row.getLong(2);
            CsvReader reader = readers.computeIfAbsent(file + "@" + start, key -> new Tuple2<>(start,
                    new CsvReader(dialect, start == 0)))._2();
            byte[] line = row.<byte[]>getAs(0);
            reader.line(line, charset, start == 0, repeated);
        }
        return readers.entrySet().stream().map(entry -> new Tuple2<>(entry.getKey().substring(0,
                entry.getKey().lastIndexOf('@')), new Tuple2<>(entry.getValue()._1(), entry.getValue()._2().counts())))
                .iterator();
    }

    private static SortedMap<String, CsvCounts> whole(SparkSession spark, String path, CsvDialect dialect,
                                                    Charset charset) {
        List<String> files = List.of(spark.read().text(path).inputFiles());
        SerializableConfiguration hadoop = new SerializableConfiguration(
                spark.sessionState().newHadoopConfWithOptions(new scala.collection.immutable.HashMap<>()));
        String encoding = charset.name();
        SortedMap<String, CsvCounts> counts = new TreeMap<>();
        new JavaSparkContext(spark.sparkContext()).parallelize(files, Math.max(1, files.size()))
                .map(file -> new Tuple2<>(file, counts(file, dialect, encoding, hadoop.value()))).collect()
                .forEach(file -> counts.put(file._1(), file._2()));
        return counts;
    }

    private static CsvCounts counts(String file, CsvDialect dialect, String encoding, Configuration hadoop)
            throws IOException {
        Path path = new Path(java.net.URI.create(file));
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
        try (InputStream raw = path.getFileSystem(hadoop).open(path);
             InputStream stream = codec == null ? raw : codec.createInputStream(raw);
             BufferedReader text = new BufferedReader(new InputStreamReader(stream, encoding))) {
            return counts(text, dialect);
        }
    }

    /** Counts a text, from its first sign on. */
    static CsvCounts counts(BufferedReader text, CsvDialect dialect) throws IOException {
        CsvReader reader = new CsvReader(dialect, true);
        StringBuilder head = new StringBuilder();
        boolean inHead = true;
        boolean first = true;
        for (int sign = text.read(); sign >= 0; sign = text.read()) {
            if (first && sign == '\uFEFF') {
                first = false;
                continue;
            }
            first = false;
            if (sign == '\n' || sign == '\r') {
                if (sign == '\r') {
                    text.mark(1);
                    if (text.read() != '\n') {
                        text.reset();
                    }
                }
                boolean ended = reader.endLine();
                if (inHead && ended && !dialect.passesOver(head.toString())) {
                    inHead = false;
                } else if (inHead && ended) {
                    head.setLength(0);
                } else if (inHead) {
                    head.append('\n');
                }
            } else {
                reader.accept(sign);
                if (inHead) {
                    head.append((char) sign);
                }
            }
        }
        reader.end();
        reader.counts().head = head.toString();
        return reader.counts();
    }

    /** What only bytes show is known from the pieces. */
    private CsvScan withEncodings(CsvScan records) {
        files.forEach((file, counts) -> {
            CsvCounts own = records.files.get(file);
            if (own != null) {
                own.undecoded.append(counts.undecoded, 0);
            }
        });
        return records;
    }
}
