package org.whittle.run;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.UnivocityGenerator;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetOptions;
import org.apache.spark.sql.execution.datasources.parquet.ParquetUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.FeatureBlock;
import org.whittle.data.FeaturePipeline;
import org.whittle.data.LocalLaterTable;
import org.whittle.data.source.LocalCsv;
import org.whittle.score.Scorer;
import org.whittle.study.InvalidInputException;
import org.whittle.work.Undeclared;
import scala.Function0;

/**
 * Scores files in this thread, without a session of Spark: what comes of it is what {@link Predictions} writes, in one
 * part.
 */
record LocalScoring(FeaturePipeline pipeline, Predictions predictions, Configuration hadoop) {

    /** Names of formats that are read and written. */
    private static final List<String> FORMATS = List.of("csv", "parquet");
    private static final String PART = "part-00000";

    /** Takes rows one by one. */
    private record Sink(Consumer<InternalRow> rows, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /**
     * Reads, scores and writes.
     *
     * @param conf whose settings of Spark's SQL hold
     * @param from format of the input
     * @param to format of the output
     * @throws InvalidInputException if input or output cannot be used, or take Spark
     */
    void run(SparkConf conf, String from, String input, Map<String, String> options, String to, String output) {
        SQLConf sql = new SQLConf();
        Stream.of(conf.getAllWithPrefix("spark.sql."))
                .forEach(setting -> sql.setConfString("spark.sql." + setting._1(), setting._2()));
        Function0<Object> scored = () -> {
            scored(from, input, options, to, output);
            return null;
        };
        SQLConf.withExistingConf(sql, scored);
    }

    private void scored(String from, String input, Map<String, String> options, String to, String output) {
        boolean csv = to.equals("csv");
        try (LocalLaterTable table = LocalLaterTable.open(pipeline, from, input, options, csv, hadoop)) {
            StructType own = table.written().schema();
            List<StructField> added = predictions.added(List.of(own.fieldNames()), csv);
            StructType all = new StructType(Stream.concat(Stream.of(own.fields()), added.stream())
                    .toArray(StructField[]::new));
            Predictions.requireWritable(all, to, output, hadoop);
            if (!FORMATS.contains(to)) {
                throw new InvalidInputException("Writing %s takes Spark; predict without --local, or write "
                        .formatted(to) + "--output-format " + String.join(" | ", FORMATS));
            }
            Iterator<FeatureBlock> blocks = pipeline.of(table);
            write(blocks, all, new ScoredCells(csv), to, new Path(output));
        } catch (IOException e) {
            throw Undeclared.asIs(e);
        }
    }

    /** In a directory, as Spark writes tables; it is there as a whole or not at all. */
    private void write(Iterator<FeatureBlock> blocks, StructType schema, ScoredCells cells, String format, Path output)
            throws IOException {
        FileSystem files = output.getFileSystem(hadoop);
        Path whole = new Path(output.getParent() == null ? new Path(".") : output.getParent(),
                "." + output.getName() + "." + Long.toHexString(System.nanoTime()));
        try {
            try (Scorer scorer = predictions.scorer();
                    Sink sink = format.equals("csv") ? csv(files, whole, schema) : parquet(whole, schema)) {
                while (blocks.hasNext()) {
                    FeatureBlock block = blocks.next();
                    Object[][] own = cells.of(scorer.outputs(block.rows(), block::values));
                    for (int i = 0; i < own.length; i++) {
                        sink.rows().accept(new JoinedRow(block.written(i), new GenericInternalRow(own[i])));
                    }
                }
            }
            files.create(new Path(whole, "_SUCCESS")).close();
            if (!files.rename(whole, output)) {
                throw new IOException("%s could not be renamed to %s".formatted(whole, output));
            }
        } catch (Exception e) {
            files.delete(whole, true);
            throw Undeclared.asIs(e);
        }
    }

    private static Sink csv(FileSystem files, Path directory, StructType schema) throws IOException {
        OutputStreamWriter text = new OutputStreamWriter(files.create(new Path(directory, PART + ".csv"), false),
                StandardCharsets.UTF_8);
        UnivocityGenerator rows = new UnivocityGenerator(schema, text, LocalCsv.ofSpark(Predictions.WRITTEN));
        rows.writeHeaders();
        return new Sink(rows::write, rows::close);
    }

    private Sink parquet(Path directory, StructType schema) throws IOException {
        Job job = Job.getInstance(hadoop);
        scala.collection.immutable.Map<String, String> none = scala.collection.immutable.Map$.MODULE$.empty();
        OutputWriterFactory factory = ParquetUtils.prepareWrite(SQLConf.get(), job, schema,
                new ParquetOptions(none, SQLConf.get()));
        TaskAttemptContextImpl task = new TaskAttemptContextImpl(job.getConfiguration(), new TaskAttemptID());
        Path file = new Path(directory, PART + factory.getFileExtension(task));
        OutputWriter rows = factory.newInstance(file.toString(), schema, task);
        return new Sink(rows::write, rows::close);
    }
}
