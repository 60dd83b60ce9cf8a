package org.whittle.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.whittle.data.FeaturePipeline;
import org.whittle.data.TableFeatures;
import org.whittle.net.LearningTask;
import org.whittle.spark.TaskPlace;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Study;
import org.whittle.train.model.DamagedModelException;
import org.whittle.train.model.Scorer;
import org.whittle.work.FileStore;

/** Scores tables on Spark, in batches within each partition. */
final class Predictions {

    static final String PREDICTION = "prediction";
    static final String CONFIDENCE = "confidence";
    static final String PROBABILITIES = "probabilities";

    private static final String PREFIX_PROPOSAL = "whittle_";

    /** Rows in a forward pass: enough to keep a device busy, and little memory. */
    private static final int BATCH = 1024;

    private final FileStore files;
    private final FeaturePipeline pipeline;
    private final LearningTask task;
    private final String prefix;

    /**
     * @param prefix of the names of the columns that are added
     * @throws InvalidInputException if the study's model is missing or damaged
     */
    Predictions(FileStore files, FeaturePipeline pipeline, String prefix) {
        requireModel(files);
        this.files = files;
        this.pipeline = pipeline;
        this.task = pipeline.task();
        this.prefix = prefix;
    }

    private static void requireModel(FileStore files) {
        try {
            Scorer.check(files, Study.MODEL);
        } catch (DamagedModelException e) {
            throw new InvalidInputException("%s Put the file of a copy back; without one, begin the study anew."
                    .formatted(e.getMessage()));
        } catch (FileNotFoundException e) {
            throw new InvalidInputException("%s lacks a file: %s. Put the file of a copy back; without one, begin the study anew."
                    .formatted(files.locate(Study.MODEL), e.getMessage()));
        } catch (IOException e) {
            throw InfrastructureException.of("%s could not be read".formatted(files.locate(Study.MODEL)), e);
        }
    }

    /**
     * The table with the columns prediction and, for classification, confidence and probabilities.
     *
     * @throws InvalidInputException if the table does not fit the study, or has a column of such a name, whatever the case
     *     of its letters: most that reads tables tells no cases apart
     */
    Dataset<Row> of(Dataset<Row> table) {
        StructType schema = table.schema();
        List<StructField> added = task instanceof LearningTask.Classification
                ? List.of(column(PREDICTION, DataTypes.StringType), column(CONFIDENCE, DataTypes.FloatType),
                column(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false)))
                : List.of(column(PREDICTION, DataTypes.DoubleType));
        requireFree(table, added.stream().map(StructField::name).toList());
        for (StructField column : added) {
            schema = schema.add(column);
        }
        return table.mapPartitions(new ScorePartition(files, pipeline.of(table)), Encoders.row(schema));
    }

    private StructField column(String name, DataType type) {
        return DataTypes.createStructField(prefix + name, type, true);
    }

    private void requireFree(Dataset<Row> table, List<String> added) {
        for (String name : table.columns()) {
            if (added.stream().anyMatch(name::equalsIgnoreCase)) {
                throw new InvalidInputException(("The input has a column '%s' already; write --prefix %s, say, and the columns "
                        + "that are added are %s").formatted(name, PREFIX_PROPOSAL, String.join(", ", added.stream()
                        .map(own -> PREFIX_PROPOSAL + own.substring(prefix.length())).toList())));
            }
        }
    }

    /** @throws InvalidInputException if there is something at the path, or the format is not one of those offered */
    void write(Dataset<Row> predictions, String format, String path) {
        if (!List.of("csv", "parquet", "orc", "json").contains(format)) {
            throw new InvalidInputException("--output-format %s is not known; write csv, parquet, orc or json"
                    .formatted(format));
        }
        if (exists(predictions, path)) {
            throw new InvalidInputException("%s exists already; remove it, or write --output elsewhere".formatted(path));
        }
        Dataset<Row> table = predictions;
        if (format.equals("csv")) {
            table = flat(predictions);
            for (StructField column : table.schema().fields()) {
                if (!(column.dataType() instanceof AtomicType)) {
                    throw new InvalidInputException("CSV cannot hold the column '%s' (%s); write --output-format parquet"
                            .formatted(column.name(), column.dataType().simpleString()));
                }
            }
        }
        // CSV by RFC 4180, as pandas, R and Excel read it: quotes are doubled, and blanks belong to their value.
        table.write().mode(SaveMode.ErrorIfExists).option("header", "true").option("escape", "\"")
                .option("ignoreLeadingWhiteSpace", "false").option("ignoreTrailingWhiteSpace", "false").format(format)
                .save(path);
    }

    // CSV has no arrays: a column a class.
    private Dataset<Row> flat(Dataset<Row> predictions) {
        if (!(task instanceof LearningTask.Classification classification)) {
            return predictions;
        }
        List<String> names = List.of(predictions.columns());
        List<String> own = names.subList(0, names.size() - 1);
        List<String> probabilities = classification.classes().stream().map(name -> prefix + "probability_" + name).toList();
        requireFree(predictions, probabilities);
        // By position: a name may hold anything.
        Dataset<Row> numbered = predictions.toDF(IntStream.range(0, names.size()).mapToObj(i -> "c" + i)
                .toArray(String[]::new));
        Stream<Column> kept = IntStream.range(0, own.size()).mapToObj(i -> functions.col("c" + i).as(own.get(i)));
        Stream<Column> flat = IntStream.range(0, probabilities.size())
                .mapToObj(k -> functions.col("c" + own.size()).getItem(k).as(probabilities.get(k)));
        return numbered.select(Stream.concat(kept, flat).toArray(Column[]::new));
    }

    private static boolean exists(Dataset<Row> table, String path) {
        try {
            org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path);
            return file.getFileSystem(table.sparkSession().sparkContext().hadoopConfiguration()).exists(file);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be written: %s".formatted(path, e.getMessage()));
        }
    }

    /**
     * Scores the rows of a partition.
     *
     * @param made the features of a row
     */
    private record ScorePartition(FileStore files, TableFeatures made) implements MapPartitionsFunction<Row, Row> {

        @Override
        public Iterator<Row> call(Iterator<Row> rows) throws IOException {
            if (!rows.hasNext()) {
                return rows;
            }
            TaskContext context = TaskContext.get();
            Scorer scorer = Scorer.load(files, Study.MODEL, TaskPlace.of(context, "predict"));
            context.addTaskCompletionListener((TaskCompletionListener) done -> scorer.close());
            if (scorer.width() != made.width()) {
                throw new InvalidInputException("%s takes %d features, but the study's preprocessing makes %d; put both back"
                        .formatted(files.locate(Study.MODEL), scorer.width(), made.width()));
            }
            return new ScoredRows(rows, scorer, made);
        }
    }

    /** Reads a batch ahead, scores it and hands it out row by row. */
    private static final class ScoredRows implements Iterator<Row> {

        private final Iterator<Row> rows;
        private final Scorer scorer;
        private final TableFeatures made;
        private Iterator<Row> scored = List.<Row>of().iterator();

        ScoredRows(Iterator<Row> rows, Scorer scorer, TableFeatures made) {
            this.rows = rows;
            this.scorer = scorer;
            this.made = made;
        }

        @Override
        public boolean hasNext() {
            return scored.hasNext() || rows.hasNext();
        }

        @Override
        public Row next() {
            if (!scored.hasNext()) {
                if (!rows.hasNext()) {
                    throw new NoSuchElementException();
                }
                scored = score().iterator();
            }
            return scored.next();
        }

        private List<Row> score() {
            List<Row> batch = new ArrayList<>();
            while (rows.hasNext() && batch.size() < BATCH) {
                batch.add(rows.next());
            }
            int width = scorer.width();
            float[] features = new float[Math.multiplyExact(batch.size(), width)];
            for (int i = 0; i < batch.size(); i++) {
                double[] row = made.of(batch.get(i));
                for (int j = 0; j < width; j++) {
                    features[i * width + j] = (float) row[j];
                }
            }
            double[] outputs = scorer.predict(features, batch.size());
            List<Row> result = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                result.add(append(batch.get(i), outputs, i));
            }
            return result;
        }

        private Row append(Row row, double[] outputs, int i) {
            List<Object> values = new ArrayList<>();
            for (int column = 0; column < row.size(); column++) {
                values.add(row.get(column));
            }
            if (scorer.task() instanceof LearningTask.Classification classification) {
                int classes = classification.classes().size();
                int best = 0;
                Float[] probabilities = new Float[classes];
                for (int k = 0; k < classes; k++) {
                    probabilities[k] = (float) outputs[i * classes + k];
                    best = probabilities[k] > probabilities[best] ? k : best;
                }
                values.add(classification.classes().get(best));
                values.add(probabilities[best]);
                values.add(probabilities);
            } else {
                values.add(outputs[i]);
            }
            return RowFactory.create(values.toArray());
        }
    }
}
