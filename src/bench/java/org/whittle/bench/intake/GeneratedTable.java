package org.whittle.bench.intake;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * A table that is drawn from its own seed: the same wherever it is made.
 *
 * @param columns of features, c0, c1, …; the label y comes first
 * @param pixels whether the features are whole numbers from 0 to 255, four of five of them 0, and the label one of ten
 *     classes; otherwise they are normally distributed, and the label is such a number, too
 * @param csv whether it is CSV rather than Parquet, in one row group
 */
record GeneratedTable(String name, int rows, int columns, boolean pixels, boolean csv) {

    static final List<GeneratedTable> MEASURED = List.of(
            new GeneratedTable("1,000,000 x 30", 1_000_000, 30, false, false),
            new GeneratedTable("70,000 x 784", 70_000, 784, true, false),
            new GeneratedTable("2,000 x 20,000", 2_000, 20_000, false, false));
    static final List<GeneratedTable> WORKING = List.of(
            new GeneratedTable("50 x 100,000 (Parquet)", 50, 100_000, false, false),
            new GeneratedTable("50 x 100,000 (CSV)", 50, 100_000, false, true));
    static final List<GeneratedTable> ROWS = List.of(new GeneratedTable("100,000 x 30", 100_000, 30, false, false),
            new GeneratedTable("1,000,000 x 30", 1_000_000, 30, false, false));

    /** Writes the table, unless it is there. */
    Path write(Path directory) throws IOException {
        Path path = directory.resolve("%d-%d.%s".formatted(rows, columns, csv ? "csv" : "parquet"));
        if (!Files.exists(path)) {
            Path draft = path.resolveSibling("draft-" + path.getFileName());
            Files.deleteIfExists(draft);
            if (csv) {
                writeCsv(draft);
            } else {
                writeParquet(draft);
            }
            Files.move(draft, path);
        }
        return path;
    }

    /** A study file that names the table. */
    Path study(Path directory, Path table) {
        try {
            return Files.writeString(directory.resolve("study.conf"), """
                    data { path = "%s", format = %s, label = y, task = %s }
                    objective.metric = %s
                    space { learning-rate { low = 1e-3, high = 1e-1, log = true } }
                    """.formatted(table, csv ? "csv" : "parquet", pixels ? "classification" : "regression",
                    pixels ? "accuracy" : "rmse"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double value(SplittableRandom random) {
        return pixels ? random.nextInt(5) == 0 ? random.nextInt(256) : 0 : random.nextGaussian();
    }

    private double label(SplittableRandom random) {
        return pixels ? random.nextInt(10) : random.nextGaussian();
    }

    private void writeParquet(Path path) throws IOException {
        PrimitiveTypeName type = pixels ? PrimitiveTypeName.INT32 : PrimitiveTypeName.DOUBLE;
        Types.MessageTypeBuilder builder = Types.buildMessage();
        builder.addField(Types.required(type).named("y"));
        for (int i = 0; i < columns; i++) {
            builder.addField(Types.optional(type).named("c" + i));
        }
        MessageType schema = builder.named("rows");
        SplittableRandom random = new SplittableRandom(rows + columns);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(path.toUri()))
                .withType(schema)
                .withConf(new Configuration(false))
                .withRowGroupSize(1L << 30)
                .withDictionaryEncoding(pixels)
                .build()) {
            for (int row = 0; row < rows; row++) {
                Group group = new SimpleGroup(schema);
                add(group, 0, label(random));
                for (int i = 0; i < columns; i++) {
                    add(group, i + 1, value(random));
                }
                writer.write(group);
            }
        }
    }

    private void add(Group group, int field, double value) {
        if (pixels) {
            group.add(field, (int) value);
        } else {
            group.add(field, value);
        }
    }

    private void writeCsv(Path path) throws IOException {
        SplittableRandom random = new SplittableRandom(rows + columns);
        try (BufferedWriter writer = Files.newBufferedWriter(path)) {
            writer.write("y");
            for (int i = 0; i < columns; i++) {
                writer.write(",c" + i);
            }
            writer.newLine();
            for (int row = 0; row < rows; row++) {
                writer.write(String.format(Locale.ROOT, "%.6f", label(random)));
                for (int i = 0; i < columns; i++) {
                    writer.write(String.format(Locale.ROOT, ",%.4f", value(random)));
                }
                writer.newLine();
            }
        }
    }
}
