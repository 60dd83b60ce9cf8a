package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code predict --local} writes is what {@code predict} writes on Spark, and so is what it refuses. */
class LocalPredictTest {

    private static final int ROWS = 300;

    @TempDir
    static Path directory;

    private static SparkSession spark;
    private static String study;

    @BeforeAll
    static void tables() throws IOException {
        spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false").getOrCreate();
        study = Golden.set("0.1-g").resolve("finished").toString();
        List<String> lines = new ArrayList<>(List.of("a,b,colour,id,note,price,\"since, when\",flag"));
        String[] colours = {"red", "green", "blue", "violet", "", "\"red\""};
        for (int i = 0; i < ROWS; i++) {
            lines.add("%s,%s,%s,%03d,%s,%s,%s,%s".formatted(i % 7 == 0 ? "" : i / 100.0, i % 11 == 0 ? "" : -i * 0.3,
                    colours[i % colours.length], i, i % 5 == 0 ? "\"a, comma and \"\"quotes\"\"\"" : "  blanks  ",
                    i % 2 == 0 ? "1.50" : "1e3", "2024-%02d-%02d".formatted(1 + i % 12, 1 + i % 28),
                    i % 3 == 0 ? "" : i % 3 == 1 ? "true" : "False"));
        }
        Files.write(directory.resolve("plain.csv"), lines);
        lines.set(5, lines.get(5).replace("  blanks  ", "\"two\nlines\""));
        Files.write(directory.resolve("lines.csv"), lines);
        Files.write(directory.resolve("tabs.tsv"), lines.stream()
                .map(line -> line.replace("\"since, when\"", "since")).filter(line -> !line.contains("\""))
                .map(line -> line.replace(',', '\t')).toList());
        Path parts = Files.createDirectory(directory.resolve("parts.csv"));
        Files.write(parts.resolve("1.csv"), lines.subList(0, 100));
        Files.write(parts.resolve("2.csv"), Stream.concat(lines.stream().limit(1), lines.stream().skip(100)).toList());
        Files.write(parts.resolve("_SUCCESS"), new byte[0]);
        typed("plain.csv").coalesce(1).write().parquet(directory.resolve("rows.parquet").toString());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> typed(String name) {
        return spark.read().option("header", "true").option("inferSchema", "true").option("escape", "\"")
                .csv(directory.resolve(name).toString())
                .selectExpr("*", "cast(`since, when` as timestamp) as at", "cast(price as decimal(12,3)) as exact",
                        "array(a, b) as pair", "cast(id as tinyint) as tiny", "cast(note as binary) as bytes");
    }

    private static SmallStudy.Outcome predict(String input, String output, String... more) {
        List<String> line = new ArrayList<>(List.of("predict", study, "--input", directory.resolve(input).toString(),
                "--output", directory.resolve(output).toString()));
        line.addAll(List.of(more));
        return SmallStudy.run(line.toArray(String[]::new));
    }

    private static String[] onSpark(String... more) {
        return Stream.concat(Stream.of("--master", "local[1]"), Stream.of(more)).toArray(String[]::new);
    }

    private static String[] local(String... more) {
        return Stream.concat(Stream.of("--local"), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({"plain.csv", "lines.csv", "tabs.tsv", "parts.csv"})
    void filesOfCsvAreWrittenByteByByteAsOnSpark(String input) throws IOException {
        succeeds(predict(input, input + ".spark.csv", onSpark()));
        succeeds(predict(input, input + ".local.csv", local()));
        assertThat(parts(input + ".local.csv")).isEqualTo(parts(input + ".spark.csv"));
        assertThat(directory.resolve(input + ".local.csv")).isDirectoryContaining(
                file -> file.getFileName().toString().equals("_SUCCESS"));
    }

    /** The texts of all parts, each without its header, in their order. */
    private static String parts(String output) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(output))) {
            StringBuilder all = new StringBuilder();
            String header = "";
            for (Path part : files.filter(file -> file.getFileName().toString().startsWith("part-")).sorted()
                    .toList()) {
                String text = Files.readString(part);
                header = text.substring(0, text.indexOf('\n') + 1);
                all.append(text.substring(header.length()));
            }
            return header + all;
        }
    }

    @ParameterizedTest
    @CsvSource({"plain.csv", "rows.parquet"})
    void tablesOfParquetHaveTheSameSchemaAndRows(String input) {
        succeeds(predict(input, input + ".spark.parquet", onSpark("--prefix", "whittle_")));
        succeeds(predict(input, input + ".local.parquet", local("--prefix", "whittle_")));
        Dataset<Row> expected = spark.read().parquet(directory.resolve(input + ".spark.parquet").toString());
        Dataset<Row> own = spark.read().parquet(directory.resolve(input + ".local.parquet").toString());
        assertThat(own.schema()).isEqualTo(expected.schema());
        assertThat(own.drop("bytes").collectAsList()).hasSize(ROWS)
                .isEqualTo(expected.drop("bytes").collectAsList());
    }

    @Test
    void whatSparkRefusesIsRefusedInTheSameWords() throws IOException {
        Files.writeString(directory.resolve("bad.csv"), "a,b,colour\n1,2,red\n1,x,blue\ny,2,red\n");
        Files.writeString(directory.resolve("ragged.csv"), "a,b,colour\n1,2,red\n1,2\n");
        Files.writeString(directory.resolve("lacks.csv"), "a,c\n1,2\n");
        Files.writeString(directory.resolve("taken.csv"), "a,b,colour,Prediction\n1,2,red,3\n");
        Files.writeString(directory.resolve("latin.csv"), "a,b,colour\n1,2,gr\u00fcn\n",
                java.nio.charset.StandardCharsets.ISO_8859_1);
        Files.writeString(directory.resolve("empty.csv"), "");
        for (String input : List.of("bad.csv", "ragged.csv", "lacks.csv", "taken.csv", "latin.csv", "absent.csv",
                "empty.csv", "parts.csv.parquet")) {
            SmallStudy.Outcome there = predict(input, "refused.csv", onSpark());
            SmallStudy.Outcome here = predict(input, "refused.csv", local());
            assertThat(here.exitCode()).as(input).isEqualTo(ExitCode.INPUT).isEqualTo(there.exitCode());
            assertThat(here.errors()).as(input).isEqualTo(there.errors());
            assertThat(directory.resolve("refused.csv")).doesNotExist();
        }
    }

    @Test
    void whatTakesSparkIsSaidInALine() {
        assertThat(predict("rows.json", "x.csv", local()).errors())
                .isEqualTo("The format json takes Spark; predict without --local\n");
        assertThat(predict("plain.csv", "x.orc", local()).errors()).contains("Writing orc takes Spark");
        assertThat(predict("plain.csv", "x.csv", local("--option", "pathGlobFilter=*.csv")).errors())
                .contains("The option pathGlobFilter takes Spark");
        assertThat(predict("plain.csv", "x.csv", "--local", "--master", "local[1]").errors())
                .contains("mutually exclusive");
    }

    private static void succeeds(SmallStudy.Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.errors()).isEqualTo(ExitCode.DONE);
    }
}
