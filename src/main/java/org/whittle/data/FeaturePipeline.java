package org.whittle.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.net.LearningTask;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;

/** The fitted preprocessing of a study, for tables that come later. */
public final class FeaturePipeline {

    /** Column with the features that {@link #transform} adds: an MLlib vector. */
    public static final String FEATURES = "whittle_features";

    private final Preprocessing preprocessing;
    private final Features features;

    private FeaturePipeline(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
        this.features = preprocessing.features(0);
    }

    /**
     * The preprocessing that {@link DataPreparer} wrote, in this release or an earlier one.
     *
     * @throws InvalidInputException if the directory holds no prepared data, or damaged ones
     */
    public static FeaturePipeline load(FileStore files) {
        Manifest manifest = Manifest.load(files);
        FeaturePipeline pipeline = new FeaturePipeline(manifest.preprocessing() != null
                ? PreprocessingFile.read(files, manifest.preprocessing()) : MLlibPipeline.read(files, manifest));
        if (!pipeline.names().equals(manifest.summary().features())) {
            throw PreprocessingFile.damaged(files.locate(PreprocessingFile.PATH), "it makes other features than the study has");
        }
        return pipeline;
    }

    /** The columns that a table must have. */
    public List<InputColumn> inputs() {
        return preprocessing.columns();
    }

    /** Names of the features, in the vector's order. */
    public List<String> names() {
        return features.names();
    }

    /** What the network predicts: classes, or a target with its unit. */
    public LearningTask task() {
        return preprocessing.task();
    }

    /**
     * Reads a table that comes later, with the study's columns of text as text: in a CSV file of its own, in which all of
     * a column's texts look like numbers, Spark would take 01 for 1.
     *
     * @throws InvalidInputException as {@link TableReader#read}
     */
    public Dataset<Row> read(SparkSession spark, String format, String path, Map<String, String> options) {
        Findings findings = new Findings();
        TableReader.Opened opened = TableReader.open(spark, format, path, options, findings);
        findings.throwIfAny();
        StructField[] fields = opened.table().schema().fields().clone();
        Set<String> texts = inputs().stream().filter(input -> input.reading().type().equals("string"))
                .map(InputColumn::name).collect(Collectors.toSet());
        boolean taken = false;
        for (int i = 0; i < fields.length; i++) {
            if (texts.contains(fields[i].name()) && !(fields[i].dataType() instanceof StringType)) {
                fields[i] = new StructField(fields[i].name(), DataTypes.StringType, true, Metadata.empty());
                taken = true;
            }
        }
        return !taken || !format.equals("csv") || path.startsWith(TableReader.RESOURCE) ? opened.table()
                : spark.read().options(opened.options()).schema(new StructType(fields)).csv(path);
    }

    /**
     * Adds the column {@value #FEATURES} to a table, whose other columns, and the order of whose rows, stay as they are.
     *
     * @throws InvalidInputException as {@link #of}; or if there is a column of that name
     */
    public Dataset<Row> transform(Dataset<Row> table) {
        if (List.of(table.columns()).contains(FEATURES)) {
            throw new InvalidInputException("The table has a column '%s' already; rename it".formatted(FEATURES));
        }
        TableFeatures made = of(table);
        StructType schema = table.schema().add(FEATURES, SQLDataTypes.VectorType(), false);
        return table.map((MapFunction<Row, Row>) row -> {
            Object[] cells = new Object[row.size() + 1];
            for (int i = 0; i < row.size(); i++) {
                cells[i] = row.get(i);
            }
            cells[row.size()] = Vectors.dense(made.of(row));
            return RowFactory.create(cells);
        }, Encoders.row(schema));
    }

    /**
     * The features of a table's rows. It needs no label. A missing number or category is allowed, as is one that training
     * rows never had.
     *
     * <p>Reads the table once, at once, so that a bad row is found before anything comes of it.
     *
     * @throws InvalidInputException if a column is missing or of another type, or a cell cannot be used
     */
    public TableFeatures of(Dataset<Row> table) {
        requireColumns(table.schema());
        Column[] used = inputs().stream().map(InputColumn::source).distinct().map(InputColumn::column).toArray(Column[]::new);
        TableProfile profile;
        try {
            profile = TableProfile.ofFeatures(table.select(used), inputs());
        } catch (Exception e) {
            throw TableReader.unreadable("The table", e);
        }
        Suspects suspects = new Suspects();
        FeatureCheck check = new FeatureCheck(inputs(), profile, suspects);
        check.checkCells();
        check.checkLengths();
        Findings findings = new Findings();
        suspects.tell(RowLocator.in(table), findings);
        findings.throwIfAny();
        Map<String, Integer> at = positions(table.schema());
        return new TableFeatures(features, new TableRow.Reader(inputs(),
                inputs().stream().mapToInt(input -> at.get(input.source())).toArray()));
    }

    private static Map<String, Integer> positions(StructType schema) {
        Map<String, Integer> positions = new HashMap<>();
        for (String name : schema.fieldNames()) {
            positions.putIfAbsent(name, positions.size());
        }
        return positions;
    }

    private void requireColumns(StructType schema) {
        List<String> names = List.of(schema.fieldNames());
        Set<String> there = positions(schema).keySet();
        List<String> problems = new ArrayList<>();
        for (InputColumn input : inputs()) {
            String name = input.source();
            String problem = !there.contains(name) ? "The table has no column '%s', which the network needs%s".formatted(
                    name, Columns.proposal(name, names)) : input.accepts(Columns.type(schema, name)) ? ""
                    : input.mismatch(Columns.type(schema, name));
            if (!problem.isEmpty() && !problems.contains(problem)) {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }
    }
}
