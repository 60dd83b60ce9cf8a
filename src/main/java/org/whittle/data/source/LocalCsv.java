package org.whittle.data.source;

import com.univocity.parsers.csv.CsvParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVHeaderChecker;
import org.apache.spark.sql.catalyst.csv.CSVInferSchema;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.execution.datasources.csv.CSVUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.column.Findings;
import org.whittle.study.InvalidInputException;
import scala.collection.JavaConverters;

/**
 * Tables of CSV files: the same scan before them, the same inferred types and the same parser as {@link CsvTable} has
 * on Spark, file by file in this thread.
 */
public final class LocalCsv {

    private final LocalFiles files;
    private final Map<String, String> options;
    private final StructType schema;
    private final CsvForms forms;

    private LocalCsv(LocalFiles files, Map<String, String> options, StructType schema, CsvForms forms) {
        this.files = files;
        this.options = options;
        this.schema = schema;
        this.forms = forms;
    }

    /**
     * Opens a table.
     *
     * @param own options of Spark's reader, as the user wrote them
     * @param hadoop of the file systems
     * @throws InvalidInputException if there is none, or it cannot be used
     */
    public static LocalCsv open(String path, Map<String, String> own, Configuration hadoop) {
        Findings findings = new Findings();
        try {
            LocalFiles files = LocalFiles.of(path, hadoop);
            CsvTable.Found found = CsvTable.find(path, TableReader.options("csv", own), own,
                    new CsvFiles.Local(files), findings);
            StructType typed = typed(files, found.options());
            StructField[] fields = typed.fields();
            List<String> names = found.names(typed.fieldNames());
            for (int i = 0; i < fields.length; i++) {
                fields[i] = DataTypes.createStructField(names.get(i), fields[i].dataType(), true);
            }
            findings.throwIfAny();
            if (fields.length == 0) {
                throw TableReader.empty(path);
            }
            return new LocalCsv(files, found.options(), new StructType(fields), found.forms(names));
        } catch (Exception e) {
            throw TableReader.unreadable(path, e);
        }
    }

    /** Columns with values that are digits and begin with a zero. */
    public Set<String> codes() {
        return forms.leadingZeros().keySet();
    }

    /** The rows, of which some columns are texts whatever they look like. */
    public LocalTable table(Predicate<String> texts) {
        return table(texts, options);
    }

    /** The same rows with all signs of their values, blanks around them included. */
    public LocalTable asWritten() {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(options);
        all.put("ignoreLeadingWhiteSpace", "false");
        all.put("ignoreTrailingWhiteSpace", "false");
        return table(name -> true, all);
    }

    private LocalTable table(Predicate<String> texts, Map<String, String> told) {
        StructType types = new StructType(Arrays.stream(schema.fields())
                .map(field -> texts.test(field.name())
                        ? DataTypes.createStructField(field.name(), DataTypes.StringType, true) : field)
                .toArray(StructField[]::new));
        return new LocalTable(files, types, (file, width, owner) -> {
            CSVOptions csv = ofSpark(told);
            UnivocityParser parser = new UnivocityParser(types, types, csv);
            CSVHeaderChecker header = new CSVHeaderChecker(types, csv, "CSV file: " + file.getPath(), true);
            scala.collection.Iterator<InternalRow> rows;
            if (csv.multiLine()) {
                InputStream stream = files.open(file);
                owner.owns(stream);
                rows = UnivocityParser.parseStream(stream, parser, header, types);
            } else {
                LocalLines lines = LocalLines.open(file, Charset.forName(csv.charset()), files.hadoop());
                owner.owns(lines);
                rows = UnivocityParser.parseIterator(JavaConverters.asScalaIterator(lines), parser, header, types);
            }
            return SourceBlock.ofRows(JavaConverters.asJavaIterator(rows), width);
        });
    }

    /** The types that Spark would infer. */
    private static StructType typed(LocalFiles files, Map<String, String> options) throws IOException {
        CSVOptions csv = ofSpark(options);
        String[] head = null;
        DataType[] types = null;
        CSVInferSchema infer = new CSVInferSchema(csv);
        String headLine = null;
        for (FileStatus file : files.byName()) {
            CsvParser parser = new CsvParser(csv.asParserSettings());
            try (InputStream stream = csv.multiLine() ? files.open(file) : null;
                    LocalLines lines = csv.multiLine() ? null
                            : LocalLines.open(file, Charset.forName(csv.charset()), files.hadoop())) {
                Iterator<String> each = csv.multiLine() ? null : JavaConverters.asJavaIterator(
                        CSVUtils.filterCommentAndEmpty(JavaConverters.asScalaIterator(lines), csv));
                Iterator<String[]> records = csv.multiLine() ? JavaConverters.asJavaIterator(
                        UnivocityParser.tokenizeStream(stream, false, parser, csv.charset())) : null;
                boolean first = true;
                while (records != null ? records.hasNext() : each.hasNext()) {
                    String line = records == null ? each.next() : null;
                    String[] cells = records != null ? records.next() : parser.parseLine(line);
                    if (head == null) {
                        head = CSVUtils.makeSafeHeader(cells, false, csv);
                        types = new DataType[head.length];
                        Arrays.fill(types, DataTypes.NullType);
                        headLine = line;
                    }
                    // Of lines, all that equal the header are none of the rows; of whole files, the first of each.
                    boolean names = csv.headerFlag() && (records != null ? first : line.equals(headLine));
                    first = false;
                    if (!names && csv.inferSchemaFlag()) {
                        types = infer.inferRowType(types, cells);
                    }
                }
            }
        }
        if (head == null) {
            return new StructType();
        }
        if (!csv.inferSchemaFlag()) {
            Arrays.fill(types, DataTypes.StringType);
        }
        return new StructType(infer.toStructFields(types, head));
    }

    /** What Spark makes of options. */
    @SuppressWarnings("unchecked") // Scala's own signature tells Java nothing of the map's types
    public static CSVOptions ofSpark(Map<String, String> options) {
        List<scala.Tuple2<String, String>> pairs = new ArrayList<>();
        options.forEach((name, value) -> pairs.add(new scala.Tuple2<>(name, value)));
        scala.collection.immutable.Map<String, String> map = scala.Predef$.MODULE$.Map().apply(
                JavaConverters.asScalaBuffer(pairs).toSeq());
        return new CSVOptions(map, true, SQLConf.get().sessionLocalTimeZone(),
                SQLConf.get().columnNameOfCorruptRecord());
    }
}
