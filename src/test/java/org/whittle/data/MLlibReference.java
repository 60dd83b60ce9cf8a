package org.whittle.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.RobustScaler;
import org.apache.spark.ml.feature.RobustScalerModel;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.whittle.data.column.ColumnTypes;
import org.whittle.data.row.DividedProfile;
import org.whittle.score.column.Cell;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.score.step.Scaling;

/** The MLlib pipeline of the first releases, as they fitted and saved it: what the numbers of ours must be. */
final class MLlibReference {

    /** Begins the name of every column that the stages add to a table. */
    static final String PREFIX = "__whittle_";
    private final List<InputColumn> columns;
    private final DividedProfile profile;
    private final List<InputColumn> missing;
    private final List<Transformer> stages = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> parts = new ArrayList<>();
    private Dataset<Row> rows;

    /**
     * A fitted preprocessing.
     *
     * @param model adds the column {@link FeaturePipeline#FEATURES} to a table
     * @param names of the features
     */
    record Fitted(PipelineModel model, List<String> names) {
    }

    private MLlibReference(Dataset<Row> training, List<InputColumn> columns, DividedProfile profile) {
        this.rows = training;
        this.columns = columns;
        this.profile = profile;
        this.missing = columns.stream().filter(column -> column.kind() != Kind.VECTOR
                && profile.missing(columns.indexOf(column)) > 0).toList();
    }

    /**
     * @param training rows in canonical order in one partition, so that sums are the same wherever they are made
     * @param profile of the rows in this order
     * @param oneHotLimit most categories of a column with an indicator of their own
     */
    static Fitted fit(Dataset<Row> training, List<InputColumn> columns, DividedProfile profile, Scaling scaling,
                      int oneHotLimit) {
        MLlibReference preprocessing = new MLlibReference(training, columns, profile);
        preprocessing.derive();
        preprocessing.scale(scaling);
        preprocessing.indicate();
        preprocessing.encode(oneHotLimit);
        preprocessing.assemble();
        // Every stage is fitted already: this makes a model of them without a job.
        PipelineModel model = new Pipeline(PREFIX + "preprocessing")
                .setStages(preprocessing.stages.toArray(PipelineStage[]::new)).fit(training);
        return new Fitted(model, List.copyOf(preprocessing.names));
    }

    /** A column of its own for every input, named by its number: a user's names may hold dots and blanks. */
    private void derive() {
        Stream<String> values = columns.stream().map(column -> {
            String name = ColumnTypes.quote(column.name());
            return switch (column.kind()) {
                        case NUMBER -> "COALESCE(CAST(%s AS DOUBLE), %sD)"
                                .formatted(name, profile.mean(columns.indexOf(column)));
                        case BOOLEAN -> "COALESCE(CAST(CAST(%s AS BOOLEAN) AS DOUBLE), %sD)"
                                .formatted(name, profile.mean(columns.indexOf(column)));
                            // MLlib refuses an empty category; the sign also names the indicator.
                        case TEXT -> "CONCAT('=', CAST(%s AS STRING))".formatted(name);
                        case CODE -> "CONCAT('=', CAST(CAST(%s AS DOUBLE) AS STRING))".formatted(name);
                        case VECTOR -> name;
                    } + " AS " + derived("value", column);
        });
        Stream<String> indicators = missing.stream().map(column -> "CAST(%s IS NULL AS DOUBLE) AS %s"
                .formatted(ColumnTypes.quote(column.name()), derived("missing", column)));
        add(new SQLTransformer(PREFIX + "columns").setStatement("SELECT *, %s FROM __THIS__"
                .formatted(Stream.concat(values, indicators).collect(Collectors.joining(", ")))));
        of(Kind.VECTOR).forEach(column -> add(new VectorSizeHint(derived("length", column))
                .setInputCol(derived("value", column)).setSize(column.length())));
    }

    private void scale(Scaling scaling) {
        List<String> numbers = new ArrayList<>(List.of(derived("value", of(Kind.NUMBER))));
        numbers.addAll(List.of(derived("value", of(Kind.VECTOR))));
        of(Kind.NUMBER).forEach(column -> names.add(column.name()));
        of(Kind.VECTOR).forEach(column -> IntStream.range(0, column.length())
                .forEach(i -> names.add(column.name() + "[" + i + "]")));
        if (numbers.isEmpty() || scaling == Scaling.NONE) {
            parts.addAll(numbers);
            return;
        }
        String assembled = PREFIX + "numbers";
        // Often there is nothing else, and then nothing to assemble at the end.
        String scaled = numbers.size() == columns.size() && missing.isEmpty() ? FeaturePipeline.FEATURES
                : PREFIX + "scaled";
        add(new VectorAssembler(assembled).setInputCols(numbers.toArray(String[]::new)).setOutputCol(assembled));
        switch (scaling) {
            case STANDARD -> fit(new StandardScaler(scaled)
                    .setWithMean(true)
                    .setInputCol(assembled)
                    .setOutputCol(scaled));
            case MIN_MAX -> fit(new MinMaxScaler(scaled).setInputCol(assembled).setOutputCol(scaled));
            case ROBUST -> add(robust(new RobustScaler(scaled).setWithCentering(true).setInputCol(assembled)
                    .setOutputCol(scaled).fit(rows)));
            default -> throw new IllegalStateException("No scaler for " + scaling);
        }
        parts.add(scaled);
    }

    /**
     * MLlib makes a feature all zeros if its quartiles are equal, though its other values may differ: leave its scale.
     */
    private static RobustScalerModel robust(RobustScalerModel fitted) {
        double[] range = Arrays.stream(fitted.range().toArray()).map(r -> r == 0 ? 1 : r).toArray();
        RobustScalerModel model = new RobustScalerModel(fitted.uid(), Vectors.dense(range), fitted.median());
        model.set(model.withCentering(), true);
        return model.setInputCol(fitted.getInputCol()).setOutputCol(fitted.getOutputCol());
    }

    private void indicate() {
        of(Kind.BOOLEAN).forEach(column -> names.add(column.name()));
        parts.addAll(List.of(derived("value", of(Kind.BOOLEAN))));
        missing.forEach(column -> names.add(column.name() + " (missing)"));
        parts.addAll(List.of(derived("missing", missing)));
    }

    private void encode(int limit) {
        List<InputColumn> categories = of(Kind.TEXT, Kind.CODE);
        if (categories.isEmpty()) {
            return;
        }
        StringIndexerModel all = new StringIndexer(PREFIX + "index").setHandleInvalid("keep")
                .setInputCols(derived("value", categories)).setOutputCols(derived("index", categories)).fit(rows);
        // Most frequent first: what is cut off gets the index of unseen values.
        String[][] labels = Arrays.stream(all.labelsArray())
                .map(each -> Arrays.copyOf(each, Math.min(each.length, limit))).toArray(String[][]::new);
        add(new StringIndexerModel(all.uid(), labels).setHandleInvalid("keep")
                .setInputCols(derived("value", categories)).setOutputCols(derived("index", categories)));
        List<InputColumn> whole = new ArrayList<>();
        List<InputColumn> cut = new ArrayList<>();
        for (int i = 0; i < categories.size(); i++) {
            (all.labelsArray()[i].length > limit ? cut : whole).add(categories.get(i));
        }
        oneHot(whole, "whole", true);
        oneHot(cut, "cut", false);
        for (int i = 0; i < categories.size(); i++) {
            InputColumn column = categories.get(i);
            for (String label : labels[i]) {
                String text = label.substring(1);
                names.add(column.name() + "=" + (column.kind() == Kind.CODE ? Cell.text(Double.valueOf(text)) : text));
            }
            if (cut.contains(column)) {
                names.add(column.name() + "=(other)");
            }
            parts.add(derived("indicators", column));
        }
    }

    /** @param dropUnseen whether the last index, of unseen values, has no indicator */
    private void oneHot(List<InputColumn> categories, String uid, boolean dropUnseen) {
        if (!categories.isEmpty()) {
            fit(new OneHotEncoder(PREFIX + uid).setDropLast(dropUnseen).setInputCols(derived("index", categories))
                    .setOutputCols(derived("indicators", categories)));
        }
    }

    private void assemble() {
        if (!parts.equals(List.of(FeaturePipeline.FEATURES))) {
            add(new VectorAssembler(PREFIX + "assembled").setInputCols(parts.toArray(String[]::new))
                    .setOutputCol(FeaturePipeline.FEATURES));
        }
    }

    private <M extends Model<M>> void fit(Estimator<M> estimator) {
        add(estimator.fit(rows));
    }

    private void add(Transformer stage) {
        stages.add(stage);
        rows = stage.transform(rows);
    }

    private List<InputColumn> of(Kind... kinds) {
        return columns.stream().filter(column -> List.of(kinds).contains(column.kind())).toList();
    }

    private String derived(String what, InputColumn column) {
        return PREFIX + what + "_" + columns.indexOf(column);
    }

    private String[] derived(String what, List<InputColumn> these) {
        return these.stream().map(column -> derived(what, column)).toArray(String[]::new);
    }
}
