package org.whittle.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.run.SessionSettings;
import org.whittle.run.Specification;
import org.whittle.run.Tuning;
import org.whittle.run.TuningResult;

/**
 * Tunes a network as a stage of a pipeline: a study on the rows that it is fitted to.
 *
 * <pre>{@code
 * NetworkTuner tuner = new NetworkTuner()
 *         .setStudy("space { units { low = 16, high = 256, log = true } }, search.max-epochs = 27")
 *         .setLabelCol("churned").setDirectory("hdfs:///studies/churn");
 * PipelineModel model = new Pipeline().setStages(new PipelineStage[] {indexer, assembler, tuner}).fit(rows);
 * }</pre>
 *
 * <p>Its validation and test rows are part of what it is fitted to. With a {@linkplain #setDirectory directory}, a
 * study of the same settings and rows that lies there goes on where it stopped, or is only looked up: a driver that was
 * killed is started again. Several fits, as {@code CrossValidator} makes them, have a directory each within it.
 */
public final class NetworkTuner extends Estimator<NetworkTunerModel> implements NetworkParams, DefaultParamsWritable {

    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Columns columns;
    private final Param<String> study;
    private final StringArrayParam settings;
    private final LongParam seed;
    private final Param<String> directory;

    /** A tuner of a uid of its own. */
    public NetworkTuner() {
        this("networkTuner_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12));
    }

    /** As MLlib's readers make it. */
    public NetworkTuner(String uid) {
        this.uid = uid;
        this.columns = new Columns(this);
        this.study = new Param<>(this, "study", "what a study file says, but for its table (HOCON)");
        this.settings =
                new StringArrayParam(this, "settings", "settings that are put over the study's, each KEY=VALUE");
        this.seed = new LongParam(this, "seed", "random seed, in place of the study's");
        this.directory = new Param<>(this, "directory",
                "where studies are kept, on a file system that all nodes have; empty: a new one in studies/");
        setDefaults();
        setDefault(study, "");
        setDefault(settings, new String[0]);
        setDefault(directory, "");
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Columns columns() {
        return columns;
    }

    /** What a study file says. */
    public Param<String> study() {
        return study;
    }

    /** Settings over the study's. */
    public StringArrayParam settings() {
        return settings;
    }

    /** Seed in place of the study's. */
    public LongParam seed() {
        return seed;
    }

    /** Where studies are kept. */
    public Param<String> directory() {
        return directory;
    }

    /** @param hocon what a study file says; what it says of {@code data.path} is left aside */
    public NetworkTuner setStudy(String hocon) {
        set(study, hocon);
        return this;
    }

    /** @param each KEY=VALUE, as {@code --set} of the command line */
    public NetworkTuner setSettings(String... each) {
        set(settings, each.clone());
        return this;
    }

    /** @param value random seed */
    public NetworkTuner setSeed(long value) {
        set(seed, value);
        return this;
    }

    /** @param path on any Hadoop file system that all nodes have */
    public NetworkTuner setDirectory(String path) {
        set(directory, path);
        return this;
    }

    /** @param name of the column */
    public NetworkTuner setFeaturesCol(String name) {
        set(featuresCol(), name);
        return this;
    }

    /** @param name of the column */
    public NetworkTuner setLabelCol(String name) {
        set(labelCol(), name);
        return this;
    }

    /** @param name of the column; empty: none */
    public NetworkTuner setPredictionCol(String name) {
        set(predictionCol(), name);
        return this;
    }

    /** @param name of the column; empty: none */
    public NetworkTuner setProbabilityCol(String name) {
        set(probabilityCol(), name);
        return this;
    }

    /** @param name of the column; empty: none */
    public NetworkTuner setRawPredictionCol(String name) {
        set(rawPredictionCol(), name);
        return this;
    }

    /**
     * Runs the study.
     *
     * @throws org.whittle.study.InvalidInputException with everything that is wrong with study and rows
     * @throws IllegalStateException if this thread was interrupted; with a directory, the study can go on
     */
    @Override
    @SuppressWarnings("try")
    public NetworkTunerModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        Dataset<Row> rows = rows(dataset.toDF());
        Specification specification = specification(dataset.schema());
        try (SessionSettings settled = SessionSettings.during(dataset.sparkSession())) {
            String place = place(rows);
            TuningResult result = Tuning.of(specification).spark(dataset.sparkSession()).data(rows).directory(place)
                    .repeatable().run();
            NetworkTunerModel model = new NetworkTunerModel(uid, result.directory());
            return copyValues(model, new ParamMap()).setParent(this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The study was interrupted", e);
        }
    }

    /** Features and label; all columns where there is no vector of features. */
    private Dataset<Row> rows(Dataset<Row> all) {
        String features = getOrDefault(featuresCol());
        return List.of(all.columns()).contains(features)
                ? all.select(column(features), column(getOrDefault(labelCol()))) : all;
    }

    private static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }

    private Specification specification(StructType schema) {
        List<String> over = new ArrayList<>();
        over.add("data.label=" + getOrDefault(labelCol()));
        StructField label = schema.apply(getOrDefault(labelCol()));
        if (label.dataType() instanceof NumericType && Attribute.fromStructField(label) instanceof NominalAttribute) {
            over.add("data.task=classification");
        }
        if (isSet(seed)) {
            over.add("study.seed=" + getOrDefault(seed));
        }
        over.addAll(List.of(getOrDefault(settings)));
        return Specification.text(getOrDefault(study)).with(over);
    }

    /** A directory of these settings and rows: what is fitted again goes on there. */
    private String place(Dataset<Row> rows) {
        if (getOrDefault(directory).isEmpty()) {
            return Tuning.directoryOf(uid) + "-" + UUID.randomUUID().toString().substring(0, 8);
        }
        Column[] all = Arrays.stream(rows.columns()).map(NetworkTuner::column).toArray(Column[]::new);
        // In whatever order rows come.
        Row sum = rows.agg(functions.count(functions.lit(1)),
                functions.sum(functions.xxhash64(all).cast("decimal(38,0)"))).head();
        long told = (getOrDefault(study) + "\u0000" + String.join("\u0000", getOrDefault(settings)) + "\u0000"
                + (isSet(seed) ? getOrDefault(seed) : "") + "\u0000" + rows.schema().json()).hashCode();
        return "%s/%08x-%x-%s".formatted(getOrDefault(directory), (int) told, sum.getLong(0),
                sum.isNullAt(1) ? "0" : sum.getDecimal(1).toBigInteger().toString(36).replace('-', 'm'));
    }

    @Override
    public StructType transformSchema(StructType schema) {
        String label = getOrDefault(labelCol());
        if (!List.of(schema.fieldNames()).contains(label)) {
            throw new IllegalArgumentException("There is no column %s to learn; set labelCol".formatted(label));
        }
        boolean number = List.of(getOrDefault(settings)).contains("data.task=regression")
                || getOrDefault(study).replaceAll("[\\s\"]", "").matches("(?s).*task[=:]regression.*");
        return with(schema, !number);
    }

    @Override
    public NetworkTuner copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** Reads what {@link #write} wrote. */
    public static MLReader<NetworkTuner> read() {
        return new DefaultParamsReader<>();
    }

    /** The same, from a path. */
    public static NetworkTuner load(String path) {
        return read().load(path);
    }
}
