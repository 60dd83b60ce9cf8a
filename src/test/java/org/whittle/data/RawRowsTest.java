package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.random.RandomStream;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.NamedCells;
import org.whittle.score.step.Features;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Step;
import org.whittle.study.ColumnSpec;
import org.whittle.study.DataSpec;
import org.whittle.study.DataSpec.Task;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A row as a map has the features, bit for bit, that a table on Spark gives it: every kind of column, type, step and
 * cell.
 */
class RawRowsTest extends SparkTest {

    private static final StructType SCHEMA = new StructType()
            .add("double", DataTypes.DoubleType).add("float", DataTypes.FloatType).add("long", DataTypes.LongType)
            .add("int", DataTypes.IntegerType).add("short", DataTypes.ShortType).add("byte", DataTypes.ByteType)
            .add("decimal", DataTypes.createDecimalType(20, 2)).add("truth", DataTypes.BooleanType)
            .add("colour", DataTypes.StringType).add("many", DataTypes.StringType).add("price", DataTypes.StringType)
            .add("code", DataTypes.LongType).add("share", DataTypes.DoubleType)
            .add("zip", DataTypes.createDecimalType(20, 0)).add("flag", DataTypes.BooleanType)
            .add("day", DataTypes.DateType).add("moment", DataTypes.TimestampType).add("written", DataTypes.StringType)
            .add("array", DataTypes.createArrayType(DataTypes.DoubleType)).add("vector", SQLDataTypes.VectorType());
    /** Named as categories although they are numbers or booleans. */
    private static final String[] CODES = {"code", "share", "zip", "flag"};

    private static Row row(int i, RandomStream random, boolean later) {
        boolean gap = i % 7 == 3;
        Instant time = Instant.parse("2024-02-27T10:15:30Z").plusSeconds(i * 40_003L);
        return RowFactory.create(gap ? null : random.nextGaussian(), (float) random.nextGaussian(),
                later && gap ? null : 1_000_003L * i, i, (short) (i * 3), (byte) (i % 5),
                new BigDecimal(i).movePointLeft(2), gap ? null : i % 3 == 0,
                gap ? null : later && i % 5 == 0 ? "violet" : List.of("red", "blue", "green").get(i % 3),
                "oak elm ash fir yew bay box fig gum".split(" ")[i % 9], "%d.%03d,%d0 €".formatted(1 + i % 4,
                        17 * i % 1000, i % 10),
                9007199254740993L + i % (later ? 4 : 3), 0.1 * (i % 4), new BigDecimal("9007199254740993").add(
                        BigDecimal.valueOf(i % 3)), gap ? null : i % 2 == 0,
                gap ? null : Date.valueOf(LocalDate.of(2023, 12, 30).plusDays(i)), Timestamp.from(time),
                "%02d/%02d/2024".formatted(1 + i % 28, 1 + i % 12),
                JavaConverters.asScalaBuffer(List.<Object>of(random.nextGaussian(), i * 1.0)).toSeq(),
                i % 2 == 0 ? Vectors.dense(i, 0, random.nextGaussian())
                        : Vectors.sparse(3, new int[] {2}, new double[] {random.nextGaussian()}));
    }

    private Dataset<Row> table(int rows, boolean later) {
        RandomStream random = RandomStream.ofSeed(later ? 8 : 7);
        StructType schema = SCHEMA.add("y", DataTypes.IntegerType);
        List<Row> all = IntStream.range(0, rows).mapToObj(i -> {
            Object[] cells = Arrays.copyOf(cells(row(i, random, later)), SCHEMA.size() + 1);
            cells[SCHEMA.size()] = i % 11;
            return RowFactory.create(cells);
        }).toList();
        return spark.createDataFrame(all, schema).coalesce(1);
    }

    private static Object[] cells(Row row) {
        return IntStream.range(0, row.size()).mapToObj(row::get).toArray();
    }

    private FeaturePipeline prepare(Scaling scaling) {
        TreeMap<String, ColumnSpec> own = new TreeMap<>();
        own.put("price", new ColumnSpec(ColumnSpec.Type.NUMBER, ",", ".", "", "€", "", List.of(), List.of()));
        own.put("written", new ColumnSpec(ColumnSpec.Type.DATE, ".", "", "", "", "dd/MM/yyyy", List.of(), List.of()));
        Settings settings = Settings.of(DataSpec.GIVEN, "", "y").task(Task.REGRESSION).categorical(CODES)
                .scaling(scaling)
                .oneHotLimit(4).cells(new DataSpec.Cells(DataSpec.Cells.STANDARD.missing(), false, own));
        LocalFiles files = study("study-" + scaling);
        new DataPreparer(spark, files, Optional.of(table(120, false))).prepare(settings.spec(), SEED, step -> { },
                () -> { });
        return FeaturePipeline.load(files);
    }

    /** As a program has a row: Java's own types. */
    private static Map<String, Object> map(Row row) {
        Map<String, Object> map = new HashMap<>();
        for (String name : row.schema().fieldNames()) {
            Object cell = row.getAs(name);
            map.put(name, cell instanceof Vector vector ? vector.toArray()
                    : cell instanceof Seq<?> seq ? JavaConverters.seqAsJavaList(seq) : cell);
        }
        return map;
    }

    private static double[] features(Features features, NamedCells cells, Map<String, ?> row) {
        List<String> problems = new ArrayList<>();
        cells.read(row, problems);
        assertThat(problems).isEmpty();
        return features.of(cells);
    }

    private static void assertSame(double[] actual, double[] expected, List<String> names, int row) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Double.doubleToRawLongBits(actual[i])).as("row %d, %s", row, names.get(i))
                    .isEqualTo(Double.doubleToRawLongBits(expected[i]));
        }
    }

    @ParameterizedTest
    @EnumSource(Scaling.class)
    void aMapHasTheFeaturesOfItsRow(Scaling scaling) throws Exception {
        FeaturePipeline pipeline = prepare(scaling);
        // As a model's directory has it: written and read again.
        Features features = PreprocessingFile.decode(PreprocessingFile.encode(pipeline.preprocessing()),
                "here").features(0);
        NamedCells cells = new NamedCells(pipeline.inputs());
        Dataset<Row> later = table(60, true);
        List<double[]> expected = pipeline.of(LaterTable.of(later)).features().collect();
        List<Row> rows = later.collectAsList();
        assertThat(rows).hasSize(60).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            assertSame(features(features, cells, map(rows.get(i))), expected.get(i), pipeline.names(), i);
        }
        assertThat(pipeline.preprocessing().folds().get(0).steps()).extracting(Object::getClass)
                .contains(Step.Numbers.class,
                Step.Vectors.class, Step.Booleans.class, Step.Missing.class, Step.OneHot.class);
        assertThat(pipeline.inputs()).extracting(InputColumn::kind).contains(InputColumn.Kind.values());
        assertThat(pipeline.inputs().stream().filter(column -> column.reading().moment() != null)
                .map(InputColumn::source)).contains("day", "moment", "written");
    }

    @Test
    void cellsAsTextsAreTheSameCells() {
        FeaturePipeline pipeline = prepare(Scaling.STANDARD);
        Features features = pipeline.preprocessing().features(0);
        NamedCells cells = new NamedCells(pipeline.inputs());
        List<Row> rows = table(60, true).collectAsList();
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> typed = map(rows.get(i));
            Map<String, Object> texts = new HashMap<>(typed);
            texts.replaceAll((name, cell) -> cell == null || cell instanceof double[] || cell instanceof List<?> ? cell
                    : cell instanceof Timestamp time ? time.toInstant().toString() : cell.toString());
            // A float as text has its own digits, which are not those of the double that it widens to.
            texts.put("float", Double.toString((Float) typed.get("float")));
            assertSame(features(features, cells, texts), features(features, cells, typed), pipeline.names(), i);
        }
    }
}
