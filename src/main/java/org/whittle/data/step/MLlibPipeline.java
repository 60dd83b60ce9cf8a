package org.whittle.data.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.source.RootCause;
import org.whittle.net.LearningTask;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.Scaled;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Step;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Reads the numbers of the MLlib pipeline that the first releases saved in {@code data/preprocessing}.
 *
 * <p>MLlib itself would load whatever classes the directory names, and run whatever statement it holds. Here nothing is
 * loaded or run: the stages must be those that Whittle wrote, by their names and in their order; the statement must be
 * the one that Whittle wrote for these columns, and is read as text; what was fitted is read as a table of a given
 * schema.
 */
public final class MLlibPipeline {

    private static final String DIRECTORY = "data/preprocessing";
    private static final String PREFIX = "__whittle_";
    /** Column of the features. */
    private static final String FEATURES = "whittle_features";
    /** As many as a row can have; what a file claims beyond is not believed. */
    static final int MOST_NUMBERS = 1 << 24;
    private static final String FEATURE = "org.apache.spark.ml.feature.";
    private static final StructType LABELS = new StructType().add("labelsArray",
            DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.StringType)));

    private final MLlibFiles files;
    private final List<InputColumn> inputs;
    private final List<String> stages = new ArrayList<>();
    private int read;

    private MLlibPipeline(MLlibFiles files, List<InputColumn> inputs) {
        this.files = files;
        this.inputs = inputs;
    }

    /**
     * @param inputs {@code null}: they are not known
     * @throws InvalidInputException if there is none, or it is not one that Whittle wrote
     */
    public static Preprocessing read(FileStore files, List<InputColumn> inputs, String label, LearningTask task) {
        try {
            if (inputs == null) {
                throw new IllegalArgumentException("data/summary.json names no columns");
            }
            List<Step> steps = new MLlibPipeline(new MLlibFiles(files), inputs).steps();
            return new Preprocessing(inputs, label, task, List.of(new Preprocessing.Fold(0, steps)));
        } catch (FileNotFoundException e) {
            throw StoredPreprocessing.damaged(files.locate(DIRECTORY), "a file of it is not there");
        } catch (IOException e) {
            throw new InfrastructureException("%s could not be read: %s".formatted(files.locate(DIRECTORY),
                    RootCause.line(e)), e);
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw StoredPreprocessing.damaged(files.locate(DIRECTORY), RootCause.line(e));
        }
    }

    private List<Step> steps() throws IOException {
        JsonNode pipeline = files.metadata(DIRECTORY, PREFIX + "preprocessing");
        requireClass(pipeline, "org.apache.spark.ml.PipelineModel");
        pipeline.path("paramMap").path("stageUids").forEach(uid -> stages.add(uid.asText()));

        MLlibStatement statement = MLlibStatement.read(inputs,
                stage("SQLTransformer", "columns").path("paramMap").path("statement").asText());
        int[] vectors = of(Kind.VECTOR);
        for (int column : vectors) {
            stage("VectorSizeHint", "length_" + column);
        }
        List<Step> steps = new ArrayList<>();
        int[] numbers = of(Kind.NUMBER);
        int elements = IntStream.of(vectors).map(column -> inputs.get(column).length()).reduce(0, Math::addExact);
        Scaled all = numbers.length + vectors.length > 0 && nextIs(PREFIX + "numbers") ? scaled() : Scaled.NOT;
        if (numbers.length > 0) {
            steps.add(new Step.Numbers(numbers, statement.means(numbers), part(all, 0, numbers.length)));
        }
        if (vectors.length > 0) {
            steps.add(new Step.Vectors(vectors, elements, part(all, numbers.length, numbers.length + elements)));
        }
        int[] booleans = of(Kind.BOOLEAN);
        if (booleans.length > 0) {
            steps.add(new Step.Booleans(booleans, statement.means(booleans)));
        }
        if (statement.missing().length > 0) {
            steps.add(new Step.Missing(statement.missing()));
        }
        steps.addAll(categories());
        if (read < stages.size()) {
            stage("VectorAssembler", "assembled");
        }
        if (read < stages.size()) {
            throw new IllegalArgumentException(
                    "it has a stage '%s' that Whittle never wrote".formatted(stages.get(read)));
        }
        return steps;
    }

    private Scaled scaled() throws IOException {
        stage("VectorAssembler", "numbers");
        if (read >= stages.size() || !List.of(PREFIX + "scaled", FEATURES).contains(stages.get(read))) {
            throw new IllegalArgumentException("its scaler is not there");
        }
        String uid = stages.get(read);
        String path = path();
        String kind = files.metadata(path, uid).path("class").asText();
        read++;
        // Only the names are compared: MLlib's models, as text, and the two vectors of each.
        return switch (kind.startsWith(FEATURE) ? kind.substring(FEATURE.length()) : kind) {
            case "StandardScalerModel" -> {
                double[][] fitted = files.vectors(path, "std", "mean");
                yield new Scaled(Scaling.STANDARD, fitted[1], fitted[0]);
            }
            case "MinMaxScalerModel" -> {
                double[][] fitted = files.vectors(path, "originalMin", "originalMax");
                double[] range = fitted[1].clone();
                Arrays.setAll(range, i -> range[i] - fitted[0][i]);
                yield new Scaled(Scaling.MIN_MAX, fitted[0], range);
            }
            case "RobustScalerModel" -> {
                double[][] fitted = files.vectors(path, "range", "median");
                yield new Scaled(Scaling.ROBUST, fitted[1], fitted[0]);
            }
            default -> throw unknown(kind);
        };
    }

    /**
     * The labels of an indexer's model; an encoder adds nothing but which columns have an indicator of other
     * categories.
     */
    private List<Step> categories() throws IOException {
        int[] columns = of(Kind.TEXT, Kind.CODE);
        if (columns.length == 0) {
            return List.of();
        }
        String path = path();
        JsonNode parameters = stage("StringIndexerModel", "index").path("paramMap");
        requireColumns(parameters.path("inputCols"), columns);
        List<Seq<String>> labels = files.fitted(path, LABELS).getList(0);
        if (labels.size() != columns.length) {
            throw new IllegalArgumentException("it has categories of %d columns instead of %d".formatted(labels.size(),
                    columns.length));
        }
        List<Integer> cut = new ArrayList<>();
        if (nextIs(PREFIX + "whole")) {
            stage("OneHotEncoderModel", "whole");
        }
        if (nextIs(PREFIX + "cut")) {
            List<String> names = texts(stage("OneHotEncoderModel", "cut").path("paramMap").path("inputCols"));
            IntStream.of(columns).filter(column -> names.contains(PREFIX + "index_" + column)).forEach(cut::add);
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            InputColumn column = inputs.get(columns[i]);
            List<String> categories = JavaConverters.seqAsJavaList(labels.get(i)).stream()
                    .map(label -> column.reading().category(withoutSign(label))).toList();
            steps.add(new Step.OneHot(columns[i], categories, cut.contains(columns[i])));
        }
        return steps;
    }

    private static String withoutSign(String label) {
        if (!label.startsWith("=")) {
            throw new IllegalArgumentException("a category was written otherwise");
        }
        return label.substring(1);
    }

    /** Reads the next stage's description, which must be of this class and name. */
    private JsonNode stage(String kind, String name) throws IOException {
        String uid = PREFIX + name;
        if (!nextIs(uid)) {
            throw new IllegalArgumentException("its stage '%s' is not there".formatted(uid));
        }
        JsonNode metadata = files.metadata(path(), uid);
        requireClass(metadata, FEATURE + kind);
        read++;
        return metadata;
    }

    private boolean nextIs(String uid) {
        return read < stages.size() && stages.get(read).equals(uid);
    }

    /** Directory of the next stage, as MLlib names it. */
    private String path() {
        String number = String.format(Locale.ROOT, "%0" + Integer.toString(stages.size()).length() + "d", read);
        return "%s/stages/%s_%s".formatted(DIRECTORY, number, stages.get(read));
    }

    private int[] of(Kind... kinds) {
        return IntStream.range(0, inputs.size()).filter(i -> List.of(kinds).contains(inputs.get(i).kind())).toArray();
    }

    /** The scale of some of the numbers that were scaled together. */
    private static Scaled part(Scaled all, int from, int to) {
        return all.method() == Scaling.NONE ? all : new Scaled(all.method(), Arrays.copyOfRange(all.center(), from, to),
                Arrays.copyOfRange(all.scale(), from, to));
    }

    private static void requireColumns(JsonNode written, int[] columns) {
        List<String> names = IntStream.of(columns).mapToObj(column -> PREFIX + "value_" + column).toList();
        if (!texts(written).equals(names)) {
            throw new IllegalArgumentException(
                    "its categories are those of %s instead of %s".formatted(texts(written), names));
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void requireClass(JsonNode metadata, String kind) {
        String named = metadata.path("class").asText();
        if (!named.equals(kind)) {
            throw unknown(named);
        }
    }

    private static IllegalArgumentException unknown(String kind) {
        return new IllegalArgumentException("it names the class '%s', where Whittle never wrote it".formatted(kind));
    }
}
