package org.whittle.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.column.Findings;
import org.whittle.data.image.IdxImages;
import org.whittle.data.image.PictureColumn;
import org.whittle.data.image.PictureFolder;
import org.whittle.study.DataFormat;
import org.whittle.study.ImageSpec;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.PictureSpec;
import org.whittle.work.Fault;
import scala.Tuple2;

/**
 * Reads tables of any format that a study file can name.
 *
 * <p>CSV is read by RFC 4180 with a header, inferred numbers and truth values, blanks around values dropped, and
 * strictly (see {@link CsvTable}). A line of JSON that cannot be parsed is an error rather than missing values. The
 * user's options come after these.
 */
public final class TableReader {

    /** What a path begins with if it is a resource that Whittle ships: the driver reads it, executors need no file. */
    public static final String RESOURCE = "classpath:";

    /** A pattern that no text fits. Spark takes 12:30 for that time today: texts are looked at by Whittle. */
    private static final String NO_TIME = "'\u0001'";

    private static final Map<String, Map<String, String>> DEFAULTS = Map.of(
            "csv", Map.ofEntries(Map.entry("header", "true"), Map.entry("inferSchema", "true"),
                    Map.entry("mode", "FAILFAST"), Map.entry("enforceSchema", "true"), Map.entry("escape", "\""),
                    Map.entry("columnPruning", "false"), Map.entry("ignoreLeadingWhiteSpace", "true"),
                    Map.entry("ignoreTrailingWhiteSpace", "true"), Map.entry("dateFormat", NO_TIME),
                    Map.entry("timestampFormat", NO_TIME), Map.entry("timestampNTZFormat", NO_TIME),
                    // By Spark's own, 12,345 is a whole number of five digits.
                    Map.entry("locale", "de-CH")),
            "json", Map.of("mode", "FAILFAST"));

    /**
     * A table, and all that Spark's reader was told.
     *
     * @param options by name without regard to letter case
     * @param forms as {@link CsvTable} has them
     * @param image shape of the images in the column {@link IdxImages#IMAGE}, where a format says so
     */
    public record Opened(
            Dataset<Row> table, Map<String, String> options, CsvForms forms, ImageSpec image) {

        /** A table of no images, or of which nothing is known. */
        Opened(Dataset<Row> table, Map<String, String> options, CsvForms forms) {
            this(table, options, forms, ImageSpec.NONE);
        }

        /** The same with a column of pictures as images; codes are texts there. */
        private Opened withPictures(SparkSession spark, String path, PictureSpec pictures, Findings findings) {
            Dataset<Row> codes = asText(spark, path, forms.leadingZeros().keySet()::contains);
            Tuple2<Dataset<Row>, ImageSpec> images = PictureColumn.open(codes, path, pictures, findings);
            return new Opened(images._1, options, CsvForms.NONE, images._2);
        }

        /** The same CSV file, some of whose columns are texts whatever they look like. */
        public Dataset<Row> asText(SparkSession spark, String path, Predicate<String> columns) {
            StructField[] fields = table.schema().fields().clone();
            boolean taken = false;
            for (int i = 0; i < fields.length; i++) {
                if (columns.test(fields[i].name()) && !(fields[i].dataType() instanceof StringType)) {
                    fields[i] = DataTypes.createStructField(fields[i].name(), DataTypes.StringType, true);
                    taken = true;
                }
            }
            return taken ? spark.read().options(options).schema(new StructType(fields)).csv(path) : table;
        }

        /** The same CSV file with all signs of its values, blanks around them included. */
        public Dataset<Row> asWritten(SparkSession spark, String path) {
            StructField[] fields = Stream.of(table.columns())
                    .map(name -> DataTypes.createStructField(name, DataTypes.StringType, true))
                    .toArray(StructField[]::new);
            return spark.read().options(options).option("ignoreLeadingWhiteSpace", "false")
                    .option("ignoreTrailingWhiteSpace", "false").schema(new StructType(fields)).csv(path);
        }
    }

    private TableReader() {
    }

    /**
     * A table, not yet read but for what its schema takes.
     *
     * @param format csv, parquet, orc, json, libsvm, table, or any source that Spark knows
     * @param path any Hadoop path, {@code classpath:} and a resource (csv and json only), or a table's name
     * @param options of Spark's reader
     * @throws InvalidInputException if there is no such table, it cannot be read, or it has no columns
     */
    public static Dataset<Row> read(SparkSession spark, String format, String path, Map<String, String> options) {
        Findings findings = new Findings();
        Opened opened = open(spark, format, path, options, findings);
        findings.throwIfAny();
        return opened.table();
    }

    /**
     * As {@link #read}, for those who go on where they can.
     *
     * @param findings told of what is wrong with a table that can be opened
     */
    public static Opened open(
            SparkSession spark, String format, String path, Map<String, String> options, Findings findings) {
        return open(spark, format, path, options, PictureSpec.STANDARD, findings);
    }

    /**
     * As above.
     *
     * @param pictures how files of pictures become images
     */
    public static Opened open(SparkSession spark, String format, String path, Map<String, String> options,
                              PictureSpec pictures, Findings findings) {
        Opened opened;
        try {
            Map<String, String> all = options(format, options);
            if (format.equals("csv") && !path.startsWith(RESOURCE)) {
                CsvTable csv = CsvTable.open(spark, path, all, options, findings);
                opened = new Opened(LetterCase.told(spark, path, csv::table), csv.options(), csv.forms());
            } else if (format.equals(DataFormat.IMAGES)) {
                PictureFolder folder = PictureFolder.open(spark, path, pictures, findings);
                opened = new Opened(folder.table(spark), all, CsvForms.NONE, folder.shape());
            } else if (format.equals(DataFormat.IDX)) {
                IdxImages images = IdxImages.open(spark.sessionState().newHadoopConf(), path, all);
                opened = new Opened(images.table(spark), all, CsvForms.NONE, images.shape());
            } else {
                if (format.equals("json") && !path.startsWith(RESOURCE)) {
                    JsonScan.check(spark, path, all, options, findings);
                }
                opened = new Opened(
                        LetterCase.told(spark, path, () -> open(spark, format, path, all)), all, CsvForms.NONE);
            }
            if (pictures.inColumn() && !opened.image().isPresent()) {
                opened = opened.withPictures(spark, path, pictures, findings);
            }
        } catch (Exception e) {
            String table = path.isEmpty() ? "The table of format " + format : path;
            throw SparkPackage.lackingDriver(options(format, options), e)
                    .<RuntimeException>map(lacking ->
                            new InvalidInputException("%s cannot be read: %s".formatted(table, lacking)))
                    .orElseGet(() -> unreadable(table, e));
        }
        if (opened.table().columns().length == 0) {
            throw empty(path);
        }
        return opened;
    }

    /** Every option that a table of this format is read with, by name without regard to letter case. */
    public static Map<String, String> options(String format, Map<String, String> own) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(DEFAULTS.getOrDefault(format, Map.of()));
        all.putAll(own);
        return all;
    }

    /**
     * What to tell the user when Spark could not read a table.
     *
     * @return an {@link InvalidInputException}, unless the cluster, or Whittle, is to blame rather than the table
     */
    public static RuntimeException unreadable(String path, Exception e) {
        if (e instanceof InvalidInputException invalid) {
            return invalid;
        }
        Optional<InvalidInputException> endless = ReadWatch.problem(e);
        if (endless.isPresent()) {
            return endless.get();
        }
        Optional<String> lacking = SparkPackage.lacking(e);
        if (lacking.isPresent()) {
            return new InvalidInputException("%s cannot be read: %s".formatted(path, lacking.get()));
        }
        if (e instanceof AnalysisException analysis) {
            String kind = String.valueOf(analysis.getErrorClass());
            if (kind.equals("PATH_NOT_FOUND")) {
                return noSuchPath(path);
            }
            if (kind.equals("TABLE_OR_VIEW_NOT_FOUND")) {
                return new InvalidInputException("%s: no such table; write the name of a table or view that this Spark "
                        .formatted(path) + "session knows, such as database.table");
            }
            if (kind.equals("UNABLE_TO_INFER_SCHEMA")) {
                return noFiles(path);
            }
        }
        if (Fault.of(e).certain() || RootCause.of(e) instanceof SparkException lost && lost.getErrorClass() == null) {
            return InfrastructureException.of("%s could not be read".formatted(path), e);
        }
        // Some readers stumble over damage without a word.
        String said = RootCause.of(e).getMessage();
        String cause = said == null || said.isBlank()
                ? "it is damaged, or of another format (%s)".formatted(RootCause.line(e)) : RootCause.line(e);
        return new InvalidInputException("%s cannot be read: %s; mend the file, or set data.format and data.options to "
                .formatted(path, cause) + "what it is");
    }

    static InvalidInputException noSuchPath(String path) {
        return new InvalidInputException("%s: no such file or directory; write a path that exists, with its "
                .formatted(path) + "scheme (hdfs:, s3a:, file:) if it is not on the default file system");
    }

    static InvalidInputException noFiles(String path) {
        return new InvalidInputException("%s holds no files of this format; write another path, or set data.format"
                .formatted(path));
    }

    static InvalidInputException empty(String path) {
        return new InvalidInputException("%s is empty; write the path of a file with rows".formatted(path));
    }

    private static Dataset<Row> open(SparkSession spark, String format, String path, Map<String, String> options)
            throws IOException {
        DataFrameReader reader = spark.read().options(options);
        if (path.startsWith(RESOURCE)) {
            Dataset<String> lines = spark.createDataset(resource(path), Encoders.STRING());
            return switch (format) {
                case "csv" -> reader.csv(lines);
                case "json" -> reader.json(lines);
                default -> throw new InvalidInputException("%s: only csv and json are read from classpath:; set "
                        .formatted(path) + "data.format, or write another path");
            };
        }
        return switch (format) {
            case DataFormat.TABLE -> reader.table(path);
            default -> path.isEmpty() ? reader.format(format).load() : reader.format(format).load(path);
        };
    }

    private static List<String> resource(String path) throws IOException {
        String name = path.substring(RESOURCE.length());
        try (InputStream stream = TableReader.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new InvalidInputException("%s: Whittle ships no such file; write classpath:sample/digits.csv, or "
                        .formatted(path) + "the path of a file of yours");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
