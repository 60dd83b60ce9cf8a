package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.LedgerEvent;

/** Study directories of earlier builds are resumed and scored as if nothing had happened. */
@Tag("cluster")
class GoldenDirectoriesTest {

    /**
     * Another kind of processor sums in another order. Steps of float32 round by 6e-8, which some hundred steps of
     * training can raise by three to four orders of magnitude; on the kind that made the set, all is equal to the bit.
     */
    private static final double NOISE = 1e-3;

    /** Columns that tell when and where, or how trials are ranked, which may be done better later. */
    private static final Set<String> ASIDE = Set.of(
            "seconds",
            "training_seconds",
            "inference_time",
            "training_time",
            "host",
            "device",
            "attempts",
            "cohort",
            "rank",
            "bracket_rank",
            "reason");

    /** Made when steps were trained operation by operation. */
    private static final Set<String> BEFORE_PROGRAMS = Set.of("0.1-a", "0.1-b", "0.1-c", "0.1-d");

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("org.whittle.app.Golden#finished")
    void resumingRepeatsNothing(String set, String study) throws IOException {
        Path copy = Golden.copy(set, study, directory.resolve(study));
        List<LedgerEvent> before = ledger(copy);
        resume(study, copy);
        List<LedgerEvent> after = ledger(copy);
        assertThat(after.subList(0, before.size())).isEqualTo(before);
        assertThat(after.subList(before.size(), after.size())).allMatch(LedgerEvent.StudyResumed.class::isInstance);
        assertSameTables(copy, Golden.set(set).resolve(study));
        assertThat(copy.resolve("report/index.html")).content().contains("<html");
    }

    /** What was under way goes on by the rules of the release that began it: as if it had never been killed. */
    @ParameterizedTest
    @MethodSource("org.whittle.app.Golden#killed")
    void aKilledStudyEndsAsItWouldHave(String set, String study) throws IOException {
        Path copy = Golden.copy(set, study, directory.resolve(study));
        SmallStudy.Outcome outcome = resume(study, copy);
        assertThat(outcome.out()).doesNotContain("opened 2 times");
        if (BEFORE_PROGRAMS.contains(set)) {
            assertThat(outcome.out())
                    .contains("Continued on another engine: not bit-equal (engine programs 1, was operations 1");
        }
        assertSameTables(copy, Golden.set(set).resolve(Golden.KILLED.get(study)));
    }

    /** Settings that a new study is refused for: release 0.1 did not look whether they make sense together. */
    @Test
    void whatWouldNotBeginTodayGoesOnWithANote() throws IOException {
        Path copy = Golden.copy("0.1-a", "killed", directory.resolve("killed"));
        Path record = copy.resolve("study.json");
        Files.writeString(
                record, Files.readString(record).replaceFirst("(\"training.warmup-epochs\" : )\"[^\"]*\"", "$1\"20\""));
        Path file = directory.resolve("killed.conf");
        Files.writeString(file, Files.readString(Golden.file("killed")) + "training.warmup-epochs = 20\n");

        SmallStudy.Outcome anew = SmallStudy.run(
                "tune", file.toString(), "--study", directory.resolve("new").toString(), "--master", "local[2]");
        assertThat(anew.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(anew.errors()).contains("training.warmup-epochs = 20 is above search.max-epochs = 9");
        SmallStudy.Outcome resumed = SmallStudy.run("tune", file.toString(), "--study", copy.toString(), "--resume",
                "--master", "local[2]");
        assertThat(resumed.exitCode()).as(resumed.errors() + resumed.out()).isZero();
        assertThat(resumed.out())
                .contains(
                        "note: " + file + ":",
                        "training.warmup-epochs = 20 is above search.max-epochs = 9, "
                                + "where the learning rate would never reach its height; the study began so, and goes "
                                + "on so");
    }

    @ParameterizedTest
    @MethodSource("org.whittle.app.Golden#scored")
    void predictScoresAsItDid(String set, String study) throws IOException {
        Path output = directory.resolve("scored.csv");
        SmallStudy.Outcome predict = SmallStudy.run("predict", Golden.set(set).resolve(study).toString(), "--input",
                Golden.table().toString(), "--output", output.toString(), "--master", "local[1]");
        assertThat(predict.exitCode()).as(predict.errors()).isZero();
        List<Map<String, Object>> now = rows(output, "csv");
        List<Map<String, Object>> then = rows(Golden.set(set).resolve("predictions/" + study + ".csv"), "csv");
        assertThat(then).hasSize(240);
        assertSame(now, then);
    }

    /** What lost its checkpoints was trained again, and its tables are those of a study that lost nothing. */
    @Test
    void whatWasTrainedAgainIsAsItWas() throws IOException {
        Path set = Golden.set("0.1-d");
        assertThat(ledger(Golden.copy("0.1-d", "trained-again", directory.resolve("copy"))))
                .hasAtLeastOneElementOfType(LedgerEvent.TrainedAgain.class);
        assertSameTables(set.resolve("trained-again"), set.resolve("finished"));
    }

    /** Memory had not sufficed for a cohort, which trained as two: said for ever, and nothing is parted anew. */
    @Test
    void cohortsThatWereHalvedStaySo() throws IOException {
        Path copy = Golden.copy("0.1-f", "halved", directory.resolve("halved"));
        assertThat(resume("halved", copy).out())
                .contains("Memory did not suffice for whole cohorts, which were trained in parts: 2.0.0a, 2.0.0b.");
        assertThat(cohorts(copy)).isEqualTo(cohorts(Golden.set("0.1-f").resolve("halved")))
                .contains("2.0.0a", "2.0.0b");
    }

    private static List<String> cohorts(Path study) {
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            return spark.read().parquet(study.resolve("results/trials.parquet").toString()).select("cohort")
                    .collectAsList().stream().map(row -> row.getString(0)).toList();
        }
    }

    private static SmallStudy.Outcome resume(String study, Path copy) {
        SmallStudy.Outcome outcome = SmallStudy.run("tune", Golden.file(study).toString(), "--study", copy.toString(),
                "--resume", "--master", "local[2]");
        assertThat(outcome.exitCode()).as(outcome.errors() + outcome.out()).isZero();
        return outcome;
    }

    private static void assertSameTables(Path now, Path then) {
        for (String table : List.of("trials.parquet", "epochs.parquet")) {
            assertSame(rows(now.resolve("results").resolve(table), "parquet"),
                    rows(then.resolve("results").resolve(table), "parquet"));
        }
    }

    /** Columns may have come, none may have gone. */
    private static void assertSame(List<Map<String, Object>> now, List<Map<String, Object>> then) {
        assertThat(now).hasSameSizeAs(then);
        for (int i = 0; i < then.size(); i++) {
            for (Map.Entry<String, Object> cell : then.get(i).entrySet()) {
                Object value = now.get(i).get(cell.getKey());
                String where = "row %d, %s".formatted(i, cell.getKey());
                assertThat(now.get(i)).as(where).containsKey(cell.getKey());
                if (cell.getValue() instanceof Number number) {
                    assertThat(((Number) value).doubleValue()).as(where).isCloseTo(number.doubleValue(),
                            within(NOISE * Math.max(1, Math.abs(number.doubleValue()))));
                } else {
                    assertThat(value).as(where).isEqualTo(cell.getValue());
                }
            }
        }
    }

    private static List<Map<String, Object>> rows(Path table, String format) {
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Dataset<Row> rows = spark.read().option("header", "true").option("inferSchema", "true").format(format)
                    .load(table.toString());
            List<Map<String, Object>> read = new ArrayList<>();
            for (Row row : rows.collectAsList()) {
                Map<String, Object> cells = new TreeMap<>();
                for (String column : rows.columns()) {
                    if (!ASIDE.contains(column)) {
                        cells.put(column, row.getAs(column));
                    }
                }
                read.add(cells);
            }
            return read;
        }
    }

    private static List<LedgerEvent> ledger(Path study) throws IOException {
        assertThat(Files.isDirectory(study)).isTrue();
        return StudyDirectory.read(new HadoopFileStore(study.toString(), Map.of())).ledger().read();
    }
}
