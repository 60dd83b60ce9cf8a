package org.whittle.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.whittle.study.InvalidInputException;
import org.whittle.trial.FileStore;

/** The fitted preprocessing of a study, for tables that come later. */
public final class FeaturePipeline {

    /** Column with the features that {@link #transform} adds: an MLlib vector. */
    public static final String FEATURES = "whittle_features";
    /** Where the fitted MLlib pipeline lies within the study directory. */
    public static final String DIRECTORY = "data/preprocessing";

    private final PipelineModel model;
    private final List<InputColumn> inputs;
    private final List<String> names;

    private FeaturePipeline(PipelineModel model, List<InputColumn> inputs, List<String> names) {
        this.model = model;
        this.inputs = inputs;
        this.names = names;
    }

    /**
     * The preprocessing that {@link DataPreparer} wrote.
     *
     * @throws InvalidInputException if the directory holds no prepared data, or damaged ones
     */
    public static FeaturePipeline load(FileStore files) {
        Manifest manifest = Manifest.load(files);
        try {
            return new FeaturePipeline(PipelineModel.load(files.locate(DIRECTORY)), manifest.inputs(),
                    manifest.summary().features());
        } catch (Exception e) {
            throw new InvalidInputException("%s is missing or damaged: %s; put it back, or begin the study anew"
                    .formatted(files.locate(DIRECTORY), RootCause.line(e)));
        }
    }

    /** The columns that a table must have. */
    public List<InputColumn> inputs() {
        return inputs;
    }

    /** Names of the features, in the vector's order. */
    public List<String> names() {
        return names;
    }

    /**
     * Adds the column {@value #FEATURES} to a table, whose other columns, and the order of whose rows, stay as they are.
     * The table needs no label. A missing number or category is allowed, as is one that training rows never had.
     *
     * <p>Reads the table once, at once, so that a bad row is found before anything comes of it.
     *
     * @throws InvalidInputException if a column is missing or of another type, or a cell cannot be used
     */
    public Dataset<Row> transform(Dataset<Row> table) {
        requireColumns(table.schema());
        Column[] used = inputs.stream().map(InputColumn::column).toArray(Column[]::new);
        TableProfile profile;
        try {
            profile = TableProfile.ofFeatures(table.select(used), inputs);
        } catch (Exception e) {
            throw TableReader.unreadable("The table", e);
        }
        Suspects suspects = new Suspects();
        FeatureCheck check = new FeatureCheck(inputs, profile, suspects);
        check.checkCells();
        check.checkLengths();
        Findings findings = new Findings();
        suspects.tell(RowLocator.in(table), findings);
        findings.throwIfAny();
        return transformed(table);
    }

    /** The stages know vectors but not arrays, which are set aside meanwhile. */
    private Dataset<Row> transformed(Dataset<Row> table) {
        StructType schema = table.schema();
        List<String> arrays = inputs.stream().map(InputColumn::name)
                .filter(name -> Columns.type(schema, name) instanceof ArrayType).toList();
        Stream<Column> prepared = Arrays.stream(table.columns()).map(name -> arrays.contains(name)
                ? InputColumn.asVector(InputColumn.column(name), Columns.type(schema, name)).as(name)
                : InputColumn.column(name));
        Stream<Column> aside = arrays.stream().map(name -> InputColumn.column(name).as(aside(arrays, name)));
        Dataset<Row> transformed = model.transform(table.select(Stream.concat(prepared, aside).toArray(Column[]::new)));
        Stream<Column> kept = Arrays.stream(table.columns()).map(name -> arrays.contains(name)
                ? functions.col(aside(arrays, name)).as(name) : InputColumn.column(name));
        return transformed.select(Stream.concat(kept, Stream.of(functions.col(FEATURES))).toArray(Column[]::new));
    }

    private static String aside(List<String> arrays, String name) {
        return Preprocessing.PREFIX + "aside_" + arrays.indexOf(name);
    }

    private void requireColumns(StructType schema) {
        List<String> names = List.of(schema.fieldNames());
        List<String> problems = new ArrayList<>();
        for (InputColumn input : inputs) {
            if (!names.contains(input.name())) {
                problems.add("The table has no column '%s', which the network needs%s".formatted(input.name(),
                        Columns.proposal(input.name(), names)));
            } else if (!input.accepts(Columns.type(schema, input.name()))) {
                problems.add(input.mismatch(Columns.type(schema, input.name())));
            }
        }
        if (names.contains(FEATURES)) {
            problems.add("The table has a column '%s' already; rename it".formatted(FEATURES));
        }
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }
    }
}
