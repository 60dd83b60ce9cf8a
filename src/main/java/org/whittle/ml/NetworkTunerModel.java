package org.whittle.ml;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.whittle.net.LearningTask;
import org.whittle.run.Scoring;
import org.whittle.run.StudyCopy;
import scala.Option;

/**
 * The winner of a study as a stage of a pipeline.
 *
 * <p>Labels that are numbers from 0 on are predicted as they are, and are the places in {@code probability}; of others
 * {@code prediction} is the place in the study's classes, which its metadata names. {@code rawPrediction} has the
 * logarithms of the probabilities.
 */
public final class NetworkTunerModel extends Model<NetworkTunerModel> implements NetworkParams, MLWritable {

    private static final long serialVersionUID = 1L;
    /** Classes that are numbers up to this are places in a vector. */
    private static final int MOST_PLACES = 10_000;
    private static final String WITHIN = "study";
    private static final double LEAST = Float.MIN_VALUE;

    private final String uid;
    private final Columns columns;
    private final String study;

    /** @param study directory of a study that has ended */
    public NetworkTunerModel(String uid, String study) {
        this.uid = uid;
        this.study = study;
        this.columns = new Columns(this);
        setDefaults();
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Columns columns() {
        return columns;
    }

    /** Directory of the study: tables, page and network lie there. */
    public String study() {
        return study;
    }

    /**
     * The table with the predictions; it is read once at once, so that a bad row is found before anything comes of it.
     *
     * @throws org.whittle.study.InvalidInputException if the table does not fit the study
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        String prefix = uid + " ";
        Scoring scoring = Scoring.of(dataset.sparkSession(), study).prefix(prefix);
        boolean classes = scoring.task() instanceof LearningTask.Classification;
        with(dataset.schema(), classes);
        Dataset<Row> scored = scoring.of(dataset.toDF());
        Dataset<Row> all = scoring.task() instanceof LearningTask.Classification task
                ? classified(scored, new Labels(task.classes()), prefix)
                : with(scored, getOrDefault(predictionCol()), column(prefix + "prediction"), Metadata.empty());
        return all.drop(prefix + "prediction", prefix + "confidence", prefix + "probabilities");
    }

    private Dataset<Row> classified(Dataset<Row> scored, Labels labels, String prefix) {
        Column[] each = IntStream.of(labels.places()).mapToObj(place -> place < 0 ? functions.lit(0.0)
                : column(prefix + "probabilities").getItem(place).cast("double")).toArray(Column[]::new);
        Column[] logarithms = Arrays.stream(each)
                .map(probability -> functions.log(functions.greatest(probability, functions.lit(LEAST))))
                .toArray(Column[]::new);
        Column label = column(prefix + "prediction");
        Column prediction = labels.areNumbers() ? label.cast("double") : functions.array_position(
                functions.array(labels.classes.stream().map(functions::lit).toArray(Column[]::new)), label)
                .minus(1).cast("double");
        NominalAttribute nominal = NominalAttribute.defaultAttr().withName(getOrDefault(predictionCol()));
        Dataset<Row> all = with(scored, getOrDefault(predictionCol()), prediction, (labels.areNumbers()
                ? nominal.withNumValues(labels.size())
                : nominal.withValues(labels.classes.toArray(String[]::new))).toMetadata());
        all = with(all, getOrDefault(probabilityCol()), ofVectors(each), group(probabilityCol(), labels));
        return with(all, getOrDefault(rawPredictionCol()), ofVectors(logarithms), group(rawPredictionCol(), labels));
    }

    private static Column ofVectors(Column[] elements) {
        return org.apache.spark.ml.functions.array_to_vector(functions.array(elements));
    }

    private Metadata group(Param<String> column, Labels labels) {
        String name = getOrDefault(column);
        // A column without a name is left out.
        return name.isEmpty() ? Metadata.empty() : new AttributeGroup(name, labels.size()).toMetadata();
    }

    private static Dataset<Row> with(Dataset<Row> table, String name, Column value, Metadata metadata) {
        return name.isEmpty() ? table : table.select(functions.col("*"), value.as(name, metadata));
    }

    private static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return with(
                schema,
                Scoring.of(SparkSession.builder().getOrCreate(), study).task() instanceof LearningTask.Classification);
    }

    @Override
    public NetworkTunerModel copy(ParamMap extra) {
        return copyValues(new NetworkTunerModel(uid, study), extra).setParent(parent());
    }

    /** Writes params, and what of the study's directory it takes to score, report and export. */
    @Override
    public MLWriter write() {
        return new MLWriter() {
            @Override
            public void saveImpl(String path) {
                DefaultParamsWriter.saveMetadata(NetworkTunerModel.this, path, sc(), Option.empty(), Option.empty());
                StudyCopy.of(sparkSession(), study, path + "/" + WITHIN);
            }
        };
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<NetworkTunerModel> read() {
        return new MLReader<>() {
            @Override
            public NetworkTunerModel load(String path) {
                DefaultParamsReader.Metadata metadata =
                        DefaultParamsReader.loadMetadata(path, sc(), NetworkTunerModel.class.getName());
                NetworkTunerModel model = new NetworkTunerModel(metadata.uid(), path + "/" + WITHIN);
                metadata.getAndSetParams(model, Option.empty());
                return model;
            }
        };
    }

    /** The same, from a path. */
    public static NetworkTunerModel load(String path) {
        return read().load(path);
    }

    /**
     * The classes as MLlib has them.
     *
     * @param classes in the order of the study's probabilities
     */
    private record Labels(List<String> classes) {

        boolean areNumbers() {
            return classes.stream().allMatch(name -> name.matches("\\d{1,5}")) && classes.stream()
                    .mapToInt(Integer::parseInt).max().orElse(0) < MOST_PLACES;
        }

        /** Elements of a vector of probabilities. */
        int size() {
            return areNumbers() ? classes.stream().mapToInt(Integer::parseInt).max().orElse(0) + 1 : classes.size();
        }

        /** Where in the study's probabilities an element is; negative: there is no such class. */
        int[] places() {
            return IntStream.range(0, size()).map(i -> areNumbers() ? classes.indexOf(Integer.toString(i)) : i)
                    .toArray();
        }
    }
}
