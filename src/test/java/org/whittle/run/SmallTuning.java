package org.whittle.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.whittle.random.RandomStream;

/** Studies of a second or two on rows in memory. */
final class SmallTuning {

    private static final String[] COLOURS = {"red", "green", "blue"};

    /** Columns that tell when and where, and so differ from run to run. */
    private static final String[] CIRCUMSTANCES = {
        "seconds", "training_seconds", "idle_seconds", "host", "device", "attempts"
    };

    private SmallTuning() {
    }

    static SparkSession spark() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("tests")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }

    static Dataset<Row> rows(SparkSession spark) {
        RandomStream random = RandomStream.ofSeed(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            int kind = i % 3;
            rows.add(RowFactory.create(
                    kind + random.nextGaussian() * 0.4,
                    i % 17 == 0 ? null : kind * kind - random.nextGaussian(),
                    COLOURS[random.nextInt(3)],
                    "kind-" + kind));
        }
        return spark.createDataFrame(
                rows,
                new StructType()
                        .add("a", DataTypes.DoubleType)
                        .add("b", DataTypes.DoubleType)
                        .add("colour", DataTypes.StringType)
                        .add("kind", DataTypes.StringType));
    }

    /** Sixteen trials in three brackets, and the baseline. */
    static SpecificationBuilder specification(String name, long seed) {
        return Specification.named(name).seed(seed).label("kind").objective("accuracy")
                .set("training.layers", 1).set("training.batch-size", 16).set("test.resamples", 100)
                .integer("units", 4, 32).logarithmic("learning-rate", 1e-3, 1e-1).real("dropout", 0, 0.4)
                .choice("optimizer", "sgd", "adam").real("momentum", 0, 0.9).when("momentum", "optimizer = sgd")
                .baseline("units", 16)
                .set("search.sampler", "random").set("search.scheduler", "hyperband").set("search.max-epochs", 9);
    }

    /** All tables, as lines, without the columns that differ from run to run. */
    static List<String> tables(TuningResult result) {
        return Stream.of(result.trials(), result.epochs(), result.rungs())
                .flatMap(table -> lines(table).stream())
                .toList();
    }

    static List<String> lines(Dataset<Row> table) {
        Dataset<Row> same = table.drop(CIRCUMSTANCES);
        return Stream.concat(Stream.of(Arrays.toString(same.columns())),
                same.collectAsList().stream().map(Row::toString)).toList();
    }
}
