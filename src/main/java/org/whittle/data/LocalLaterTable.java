package org.whittle.data;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.whittle.data.source.LocalCsv;
import org.whittle.data.source.LocalParquet;
import org.whittle.data.source.LocalTable;
import org.whittle.study.InvalidInputException;

/**
 * A table that comes after a study, of files that this JVM reads without a session of Spark.
 *
 * @param values what its features are made of
 * @param written what is written of it beside the predictions: the same rows in the same order
 */
public record LocalLaterTable(LocalTable values, LocalTable written) implements AutoCloseable {

    /** Options by which Spark chooses and cuts files, which is not done here. */
    private static final Set<String> OF_FILES = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        OF_FILES.addAll(List.of("recursiveFileLookup", "pathGlobFilter", "modifiedBefore", "modifiedAfter", "lineSep",
                "ignoreCorruptFiles", "ignoreMissingFiles", "mergeSchema", "datetimeRebaseMode", "int96RebaseMode"));
    }

    /**
     * Opens a table.
     *
     * @param format csv or parquet
     * @param options of Spark's reader
     * @param asWritten as {@link FeaturePipeline#read} has it
     * @param hadoop of the file systems
     * @throws InvalidInputException if there is none, it cannot be used, or only Spark reads it
     */
    public static LocalLaterTable open(FeaturePipeline pipeline, String format, String path,
            Map<String, String> options, boolean asWritten, Configuration hadoop) {
        if (pipeline.preprocessing().image().filter(pixels -> pixels.fit() != null).isPresent()) {
            throw onSpark("Reading pictures");
        }
        List<String> left = options.keySet().stream().filter(OF_FILES::contains).toList();
        if (!left.isEmpty()) {
            throw onSpark("The option %s".formatted(String.join(", ", left)));
        }
        return switch (format) {
            case "parquet" -> {
                LocalTable table = LocalParquet.open(path, hadoop);
                yield new LocalLaterTable(table, table);
            }
            case "csv" -> {
                LocalCsv csv = LocalCsv.open(path, options, hadoop);
                Set<String> texts = pipeline.texts();
                texts.addAll(csv.codes());
                LocalTable table = csv.table(texts::contains);
                yield new LocalLaterTable(table, asWritten ? csv.asWritten() : table);
            }
            default -> throw onSpark("The format %s".formatted(format));
        };
    }

    private static InvalidInputException onSpark(String what) {
        return new InvalidInputException("%s takes Spark; predict without --local".formatted(what));
    }

    @Override
    public void close() throws IOException {
        values.close();
        written.close();
    }
}
