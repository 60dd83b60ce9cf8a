package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the winner's networks of the folds said of rows that they had not been trained on. */
@Tag("cluster")
class OutOfFoldTest {

    @TempDir
    Path directory;

    private Path tuned(String... settings) throws IOException {
        List<String> more = new ArrayList<>();
        for (String setting : settings) {
            more.addAll(List.of("--set", setting));
        }
        Path study = directory.resolve("study");
        SmallStudy.Outcome ended = new SmallStudy(directory).tune(study, "local[2]", more.toArray(String[]::new));
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        return study;
    }

    private static SparkSession spark() {
        return SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false").getOrCreate();
    }

    private static List<Row> rows(SparkSession spark, Path study, String table) {
        return spark.read().parquet(study.resolve("results").resolve(table).toString()).collectAsList();
    }

    @Test
    void theTableHasEachRowOnceInEachRepetitionAndTheWinnersOwnAccuracy() throws IOException {
        Path study = tuned("selection.out-of-fold=true", "data.split.folds.k=3", "data.split.folds.repeats=2",
                "search.max-epochs=3");
        try (SparkSession spark = spark()) {
            List<Row> rows = rows(spark, study, "oof.parquet");
            int tested = rows(spark, study, "test-predictions.parquet").size();
            assertThat(rows).hasSize(2 * (240 - tested));
            Set<List<Integer>> keys = new HashSet<>();
            double accuracy = 0;
            for (int part = 0; part < 6; part++) {
                int fold = part % 3;
                int repeat = part / 3;
                List<Row> own = rows.stream().filter(row -> row.<Integer>getAs("fold") == fold
                        && row.<Integer>getAs("repeat") == repeat).toList();
                own.forEach(row -> keys.add(List.of(fold, repeat, row.<Integer>getAs("row"))));
                accuracy += own.stream().filter(row -> row.getAs("label").equals(row.getAs("prediction"))).count()
                        / (double) own.size() / 6;
                for (Row row : own) {
                    assertThat(row.<Double>getAs("probability_kind-0") + row.<Double>getAs("probability_kind-1")
                            + row.<Double>getAs("probability_kind-2")).isCloseTo(1, within(1e-9));
                }
            }
            assertThat(keys).hasSize(rows.size());
            // The networks are the search's own, trained once more.
            double best = rows(spark, study, "trials.parquet").stream()
                    .mapToDouble(row -> row.<Double>getAs("objective")).max().orElseThrow();
            assertThat(accuracy).isCloseTo(best, within(1e-12));
        }
    }

    @Test
    void numbersHaveOneToo() throws IOException {
        Path study = tuned("data.label=a", "objective.metric=rmse", "selection.out-of-fold=true",
                "data.split.folds.k=3", "search.max-epochs=1");
        try (SparkSession spark = spark()) {
            double squares = 0;
            List<Row> rows = rows(spark, study, "oof.parquet");
            for (Row row : rows) {
                squares += Math.pow(row.<Double>getAs("label") - row.<Double>getAs("prediction"), 2) / rows.size();
            }
            // The label's deviation is 0.9.
            assertThat(Math.sqrt(squares)).isBetween(0.2, 2.0);
        }
    }
}
