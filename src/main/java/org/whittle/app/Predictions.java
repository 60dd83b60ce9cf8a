package org.whittle.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.whittle.data.FeaturePipeline;
import org.whittle.data.PreparedData;
import org.whittle.spark.TaskPlace;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Study;
import org.whittle.train.Scorer;
import org.whittle.trial.FileStore;
import org.whittle.trial.LearningTask;

/** Scores tables on Spark, in batches within each partition. */
final class Predictions {

    static final String PREDICTION = "prediction";
    static final String CONFIDENCE = "confidence";
    static final String PROBABILITIES = "probabilities";

    /** Rows in a forward pass: enough to keep a device busy, and little memory. */
    private static final int BATCH = 1024;

    private final FileStore files;
    private final FeaturePipeline pipeline;
    private final LearningTask task;

    Predictions(FileStore files, FeaturePipeline pipeline) {
        this.files = files;
        this.pipeline = pipeline;
        this.task = PreparedData.load(files).training().task();
    }

    /** The table with the columns prediction and, for classification, confidence and probabilities. */
    Dataset<Row> of(Dataset<Row> table) {
        for (String name : List.of(PREDICTION, CONFIDENCE, PROBABILITIES)) {
            if (List.of(table.columns()).contains(name)) {
                throw new InvalidInputException("The input has a column '%s' already; rename it".formatted(name));
            }
        }
        Dataset<Row> features = pipeline.transform(table);
        StructType schema = features.drop(FeaturePipeline.FEATURES).schema();
        if (task instanceof LearningTask.Classification) {
            schema = schema.add(PREDICTION, DataTypes.StringType).add(CONFIDENCE, DataTypes.FloatType)
                    .add(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false));
        } else {
            schema = schema.add(PREDICTION, DataTypes.DoubleType);
        }
        int at = List.of(features.columns()).indexOf(FeaturePipeline.FEATURES);
        return features.mapPartitions(new ScorePartition(files, at), Encoders.row(schema));
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
        table.write().mode(SaveMode.ErrorIfExists).option("header", "true").format(format).save(path);
    }

    // CSV has no arrays: a column a class.
    private Dataset<Row> flat(Dataset<Row> predictions) {
        if (!(task instanceof LearningTask.Classification classification)) {
            return predictions;
        }
        List<Column> columns = new ArrayList<>();
        for (String name : predictions.drop(PROBABILITIES).columns()) {
            columns.add(predictions.col("`" + name + "`"));
        }
        for (int k = 0; k < classification.classes().size(); k++) {
            columns.add(functions.col(PROBABILITIES).getItem(k).as("probability_" + classification.classes().get(k)));
        }
        return predictions.select(columns.toArray(Column[]::new));
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
     * @param at index of the features' column
     */
    private record ScorePartition(FileStore files, int at) implements MapPartitionsFunction<Row, Row> {

        @Override
        public Iterator<Row> call(Iterator<Row> rows) throws IOException {
            if (!rows.hasNext()) {
                return rows;
            }
            TaskContext context = TaskContext.get();
            Scorer scorer = Scorer.load(files, Study.MODEL, TaskPlace.of(context, "predict"));
            context.addTaskCompletionListener((TaskCompletionListener) done -> scorer.close());
            return new ScoredRows(rows, scorer, at);
        }
    }

    /** Reads a batch ahead, scores it and hands it out row by row. */
    private static final class ScoredRows implements Iterator<Row> {

        private final Iterator<Row> rows;
        private final Scorer scorer;
        private final int at;
        private Iterator<Row> scored = List.<Row>of().iterator();

        ScoredRows(Iterator<Row> rows, Scorer scorer, int at) {
            this.rows = rows;
            this.scorer = scorer;
            this.at = at;
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
            float[] features = new float[batch.size() * width];
            for (int i = 0; i < batch.size(); i++) {
                double[] row = batch.get(i).<Vector>getAs(at).toArray();
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
                if (column != at) {
                    values.add(row.get(column));
                }
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
