package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.data.column.SplitPart;
import org.whittle.data.source.Source;
import org.whittle.data.step.MLlibPipeline;
import org.whittle.data.step.StoredPreprocessing;
import org.whittle.data.tensor.DataSummary;
import org.whittle.score.column.InputColumn;
import org.whittle.score.step.DataJson;
import org.whittle.score.step.Features;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.score.step.Scaling;
import org.whittle.study.DataSpec.Task;

/**
 * The numbers of our preprocessing are those of MLlib's stages, and what the first releases saved of these is read.
 *
 * <p>Equal means bit for bit, but for the sign of zeros, of which MLlib keeps some and drops others.
 */
class MLlibStagesTest extends SparkTest {

    /**
     * Columns of all kinds, with missing values, offsets, zeros, a constant one, ties, and categories beyond the limit.
     */
    private static List<String> rows() {
        Random random = new Random(7);
        return IntStream.range(0, 200)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "{\"n\": %s, \"off\": %s, \"zeros\": %d, \"flat\": 3, \"b\": %s, \"text\": %s, \"code\": %s, "
                                + "\"few\": \"%s\", "
                                + "\"v\": [%s, %d, 0], \"part\": \"%s\", \"y\": %d}",
                        i % 7 == 0 ? "null" : Double.toString(random.nextGaussian()),
                        1e4 + random.nextDouble(),
                        i % 4 == 0 ? i : 0,
                        i % 11 == 0 ? "null" : i % 3 == 0,
                        i % 13 == 0 ? "null" : "\"t" + random.nextInt(9) + "\"",
                        random.nextInt(5) * 100 + (i % 2 == 0 ? ".5" : ""),
                        "uvw".charAt(i % 3),
                        random.nextDouble() * 1e-3,
                        i * i,
                        "aaabc".charAt(i % 5),
                        i))
                .toList();
    }

    private DividedRows divided(Scaling scaling) throws IOException {
        Settings settings = Settings.of("json", file("rows.json", rows()), "y").task(Task.REGRESSION).byPart()
                .categorical("code").scaling(scaling).oneHotLimit(6);
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        return divided(table);
    }

    /** The same rows under the users' names, as the first releases had them. */
    private Dataset<Row> named(DividedRows divided) {
        return spark.createDataFrame(rows(divided.table(), divided.blocks()), schema(divided.table())).coalesce(1);
    }

    private MLlibReference.Fitted reference(DividedRows divided) {
        return MLlibReference.fit(named(divided).filter(functions.col("__whittle_part").equalTo(0)),
                divided.table().columns().features(), divided.profile(), divided.table().spec().scaling(),
                divided.table().spec().oneHotLimit());
    }

    private static void assertSame(List<Row> ours, List<Row> theirs, List<String> names) {
        assertThat(ours).hasSameSizeAs(theirs).hasSize(200);
        for (int i = 0; i < ours.size(); i++) {
            double[] our = ours.get(i).<Vector>getAs(2).toArray();
            double[] their = theirs.get(i).<Vector>getAs(FeaturePipeline.FEATURES).toArray();
            assertThat(our).hasSameSizeAs(their);
            for (int j = 0; j < our.length; j++) {
                assertThat(our[j] + 0.0).as("%s of row %d", names.get(j), i).isEqualTo(their[j] + 0.0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersAreThoseOfMLlib(Scaling scaling) throws IOException {
        DividedRows divided = divided(scaling);
        MLlibReference.Fitted theirs = reference(divided);
        Features ours = divided.fit().features(0);
        assertThat(ours.names())
                .isEqualTo(theirs.names())
                .contains("n (missing)", "text=(other)", "code=300.5", "v[2]");
        assertSame(transformed(divided, ours), theirs.model().transform(named(divided)).collectAsList(),
                ours.names());
    }

    @ParameterizedTest
    @EnumSource
    void pipelinesOfTheFirstReleasesAreRead(Scaling scaling) throws IOException {
        DividedRows divided = divided(scaling);
        MLlibReference.Fitted theirs = reference(divided);
        LocalFiles study = study("old");
        theirs.model().write().overwrite().save(study.locate("data/preprocessing"));
        List<InputColumn> inputs = divided.table().columns().features().stream()
                .map(column -> new InputColumn(column.name(), column.kind(), column.length(), null)).toList();
        DataSummary summary = new DataSummary(
                "json",
                "rows.json",
                "y",
                divided.task(),
                theirs.names(),
                divided.summary(SplitPart.TRAINING),
                divided.summary(SplitPart.VALIDATION),
                divided.summary(SplitPart.TEST));
        Preprocessing read = MLlibPipeline.read(study, inputs, summary.label(), summary.task());
        assertThat(read.features(0).names()).isEqualTo(theirs.names());
        assertSame(transformed(divided, read.features(0)),
                theirs.model().transform(named(divided)).collectAsList(), theirs.names());
        // And what was read is what would be written now.
        StoredPreprocessing.write(study, read);
        Preprocessing again = StoredPreprocessing.decode(study.read(PreprocessingFile.OF_STUDY), "again");
        assertThat(DataJson.MAPPER.<com.fasterxml.jackson.databind.JsonNode>valueToTree(again))
                .isEqualTo(DataJson.MAPPER.valueToTree(read));
    }
}
