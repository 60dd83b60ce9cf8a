package org.whittle.data.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.whittle.data.column.Findings;
import org.whittle.study.InputProblem;

/**
 * Reads files of JSON lines as text once, before Spark's reader does, and looks for what that would pass over: what
 * stands behind a line's object, such as another object whose line end was lost, and bytes that are no UTF-8.
 */
public final class JsonScan {

    private static final JsonFactory JSON =
            JsonFactory.builder().build().enable(JsonParser.Feature.ALLOW_SINGLE_QUOTES);
    private static final int SHOWN = 40;

    private JsonScan() {
    }

    /**
     * @param options of Spark's reader, names without regard to letter case
     * @param own those of them that the user wrote: who says how broken lines are read knows of them
     * @param findings told of the first such line
     */
    public static void check(SparkSession spark, String path, Map<String, String> options, Map<String, String> own,
                             Findings findings) {
        boolean other = own.keySet().stream().map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.startsWith("allow")
                        || List.of("mode", "encoding", "charset", "linesep").contains(name));
        if (other || Boolean.parseBoolean(options.get("multiLine"))) {
            return;
        }
        Dataset<Row> lines = spark.read().text(path);
        Dataset<Row> known = lines.select(functions.col("value").cast("binary"), functions.col("_metadata.file_path"));
        List<String> files = known.mapPartitions(
                        (MapPartitionsFunction<Row, String>) JsonScan::firstFile, Encoders.STRING())
                .collectAsList();
        if (!files.isEmpty()) {
            tell(spark, files.get(0), findings);
        }
    }

    private static Iterator<String> firstFile(Iterator<Row> rows) {
        while (rows.hasNext()) {
            Row row = rows.next();
            if (wrong(row.getAs(0)).isPresent()) {
                return List.of(row.getString(1)).iterator();
            }
        }
        return List.<String>of().iterator();
    }

    /** With its number: lines are gone through one after another. */
    private static void tell(SparkSession spark, String file, Findings findings) {
        Iterator<Row> rows = spark.read().text(file).select(functions.col("value").cast("binary")).toLocalIterator();
        for (long line = 1; rows.hasNext(); line++) {
            Optional<String> wrong = wrong(rows.next().getAs(0));
            if (wrong.isPresent()) {
                findings.problem(InputProblem.of("%s, line %d: %s"
                                .formatted(file.substring(file.lastIndexOf('/') + 1), line, wrong.get()))
                        .at("", line)
                        .mendedBy("data.path", ""));
                return;
            }
        }
    }

    /** What Spark would pass over in a line. */
    public static Optional<String> wrong(byte[] line) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            return Optional.of("it is not UTF-8; write the file in UTF-8");
        }
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            parser.skipChildren();
            String rest = text.substring((int)
                            Math.min(text.length(), parser.currentLocation().getCharOffset()))
                    .strip();
            return rest.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            ("behind its object stands '%s', which would be " + "passed over; write an object a line")
                                    .formatted(rest.length() > SHOWN ? rest.substring(0, SHOWN) + "..." : rest));
        } catch (IOException e) {
            // Spark will say so.
            return Optional.empty();
        }
    }
}
