package org.whittle.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.check.FeatureCheck;
import org.whittle.data.check.Suspects;
import org.whittle.data.check.TableProfile;
import org.whittle.data.column.ColumnTypes;
import org.whittle.data.column.Columns;
import org.whittle.data.column.Findings;
import org.whittle.data.image.IdxImages;
import org.whittle.data.source.CellFinder;
import org.whittle.data.source.ReadWatch;
import org.whittle.data.source.RowLocator;
import org.whittle.data.source.SourceBlock;
import org.whittle.data.source.SourceRows;
import org.whittle.data.source.TableReader;
import org.whittle.data.step.MLlibPipeline;
import org.whittle.data.step.StoredPreprocessing;
import org.whittle.data.tensor.Manifest;
import org.whittle.net.LearningTask;
import org.whittle.score.column.InputColumn;
import org.whittle.score.step.Features;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.study.DataFormat;
import org.whittle.study.ImageSpec;
import org.whittle.study.InvalidInputException;
import org.whittle.study.PictureSpec;
import org.whittle.work.Fault;
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
     * @throws InvalidInputException if the directory holds no prepared data, or damaged ones; or such as only a session
     *     of Spark can read, as the first releases wrote them, and none runs
     */
    public static FeaturePipeline load(FileStore files) {
        Manifest manifest = Manifest.load(files);
        if (manifest.preprocessing() == null && !isSparkRunning()) {
            throw new InvalidInputException(("%s was written by an early release, and only Spark can read it: predict "
                    + "without --local does").formatted(files.locate("data/preprocessing")));
        }
        FeaturePipeline pipeline = new FeaturePipeline(manifest.preprocessing() != null
                ? StoredPreprocessing.read(files, manifest.preprocessing()) : MLlibPipeline.read(files,
                manifest.inputs(), manifest.summary().label(), manifest.summary().task()));
        if (!pipeline.names().equals(manifest.summary().features())) {
            throw StoredPreprocessing.damaged(
                    files.locate(PreprocessingFile.OF_STUDY), "it makes other features than the study has");
        }
        return pipeline;
    }

    private static boolean isSparkRunning() {
        return Stream.of(SparkSession.getActiveSession(), SparkSession.getDefaultSession())
                .anyMatch(session -> session.isDefined() && !session.get().sparkContext().isStopped());
    }

    /** The columns that a table must have. */
    public List<InputColumn> inputs() {
        return preprocessing.columns();
    }

    /** The steps with their fitted numbers. */
    public Preprocessing preprocessing() {
        return preprocessing;
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
     * Reads a table that comes later, with the study's columns of text as text: in a CSV file of its own, in which all
     * of a column's texts look like numbers, Spark would take 01 for 1. Columns of a CSV file whose values begin with
     * zeros are texts as well.
     *
     * @param asWritten whether, of a CSV file, all values are written sign by sign, as it is where they go into another
     *     one
     * @throws InvalidInputException as {@link TableReader#read}
     */
    public LaterTable read(
            SparkSession spark, String format, String path, Map<String, String> options, boolean asWritten) {
        return read(spark, format, path, options, asWritten, "");
    }

    /**
     * The same.
     *
     * @param pictures the column that holds pictures; empty if there is none
     */
    public LaterTable read(SparkSession spark, String format, String path, Map<String, String> options,
                           boolean asWritten, String pictures) {
        Findings findings = new Findings();
        TableReader.Opened opened = TableReader.open(
                spark,
                format,
                path,
                options,
                preprocessing
                        .image()
                        .filter(pixels -> pixels.fit() != null)
                        .map(pixels -> new PictureSpec(
                                pixels.frame(), false, format.equals(DataFormat.IMAGES) ? "" : pictures))
                        .orElse(PictureSpec.STANDARD),
                findings);
        findings.throwIfAny();
        if (opened.image().isPresent()) {
            requireShape(opened.image(), path);
            // File systems list folders in an order of their own.
            Dataset<Row> images = format.equals(DataFormat.IMAGES) ? opened.table().sort("path") : opened.table();
            return new LaterTable(images, images.drop(IdxImages.IMAGE));
        }
        if (!format.equals("csv") || path.startsWith(TableReader.RESOURCE)) {
            return LaterTable.of(opened.table());
        }
        Set<String> texts = texts();
        texts.addAll(opened.forms().leadingZeros().keySet());
        Dataset<Row> table = opened.asText(spark, path, texts::contains);
        return asWritten ? new LaterTable(table, opened.asWritten(spark, path)) : LaterTable.of(table);
    }

    /** Columns that are texts whatever a CSV file's own look like. */
    Set<String> texts() {
        return inputs().stream().filter(input -> input.reading().type().equals("string"))
                .map(InputColumn::source).collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * Adds the column {@value #FEATURES} to a table, whose other columns, and the order of whose rows, stay as they
     * are.
     *
     * @throws InvalidInputException as {@link #of}; or if there is a column of that name
     */
    public Dataset<Row> transform(Dataset<Row> table) {
        if (List.of(table.columns()).contains(FEATURES)) {
            throw new InvalidInputException("The table has a column '%s' already; rename it".formatted(FEATURES));
        }
        StructField vectors = DataTypes.createStructField(FEATURES, new VectorUDT(), false);
        return of(LaterTable.of(table)).with(table.sparkSession(), List.of(vectors), () -> {
            VectorUDT type = new VectorUDT();
            return block -> {
                Object[][] cells = new Object[block.rows()][];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = new Object[] {type.serialize(Vectors.dense(block.features(i)))};
                }
                return cells;
            };
        });
    }

    /**
     * The features of a table's rows. It needs no label. A missing number or category is allowed, as is one that
     * training rows never had.
     *
     * <p>Reads the table once, at once, so that a bad row is found before anything comes of it.
     *
     * @throws InvalidInputException if a column is missing or of another type, or a cell cannot be used
     */
    public TableFeatures of(LaterTable table) {
        requireColumns(table.values().schema());
        TableProfile profile;
        try {
            profile = TableProfile.ofFeatures(table.values(), inputs());
        } catch (Exception e) {
            throw TableReader.unreadable("The table", e);
        }
        requireSound(profile, RowLocator.in(table.values()));
        return TableFeatures.of(table, features, inputs());
    }

    private void requireSound(TableProfile profile, CellFinder finder) {
        Suspects suspects = new Suspects();
        FeatureCheck check = new FeatureCheck(inputs(), profile, suspects);
        check.checkCells();
        check.checkLengths();
        Findings findings = new Findings();
        suspects.tell(finder, findings);
        findings.throwIfAny();
    }

    /**
     * The features of the rows of files that this thread reads, as {@link #of} has them: looked through once at once.
     *
     * @throws InvalidInputException if a column is missing or of another type, or a cell cannot be used
     */
    public Iterator<FeatureBlock> of(LocalLaterTable table) {
        requireColumns(table.values().schema());
        try {
            Iterator<SourceBlock> blocks = table.values().blocks(inputs().size());
            requireSound(TableProfile.ofFeatures(table.values().schema(), blocks, inputs()), table.values());
        } catch (Exception e) {
            throw TableReader.unreadable("The table", e);
        }
        return TableFeatures.of(table.values(), table.written(), features, inputs());
    }

    /**
     * Whether a table was to blame where nothing could be made of its rows. Its other columns are read only when they
     * are written, and what fails then may as well be the place that is written to: the rows alone are read once more.
     *
     * @param path for people
     */
    public Optional<Exception> unreadable(LaterTable table, String path, Exception failure) {
        if (failure instanceof InvalidInputException) {
            return Optional.empty();
        }
        if (ReadWatch.problem(failure).isPresent()) {
            return Optional.of(TableReader.unreadable(path, failure));
        }
        if (Fault.of(failure).certain()) {
            return Optional.empty();
        }
        try {
            SourceRows.of(table.values(), inputs().size()).blocks().foreach(block -> { });
            if (table.apart()) {
                SourceRows.of(table.written(), inputs().size()).blocks().foreach(block -> { });
            }
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(TableReader.unreadable(path, e));
        }
    }

    private static Map<String, Integer> positions(StructType schema) {
        Map<String, Integer> positions = new HashMap<>();
        for (String name : schema.fieldNames()) {
            positions.putIfAbsent(name, positions.size());
        }
        return positions;
    }

    private void requireShape(ImageSpec image, String path) {
        ImageSpec own = preprocessing.image()
                .map(pixels -> new ImageSpec(pixels.height(), pixels.across(), pixels.channels()))
                .orElse(ImageSpec.NONE);
        if (own.isPresent() && !own.equals(image)) {
            throw new InvalidInputException("%s holds images of %s, but the network takes those of %s; write those"
                    .formatted(path, image.text(), own.text()));
        }
    }

    private void requireColumns(StructType schema) {
        List<String> names = List.of(schema.fieldNames());
        Set<String> there = positions(schema).keySet();
        List<String> problems = new ArrayList<>();
        for (InputColumn input : inputs()) {
            String name = input.source();
            String problem = !there.contains(name)
                    ? "The table has no column '%s', which the network needs%s"
                            .formatted(name, Columns.proposal(name, names))
                    : ColumnTypes.accepts(input, Columns.type(schema, name))
                            ? ""
                            : ColumnTypes.mismatch(input, Columns.type(schema, name));
            if (!problem.isEmpty() && !problems.contains(problem)) {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }
    }
}
