package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code predict} of tables that are damaged where no feature stands: those columns are read only to be written. */
@Tag("cluster")
class DamagedInputTest {

    @TempDir
    Path directory;
    private Path rows;
    private Path study;

    @BeforeEach
    void tune() throws IOException {
        rows = Files.write(directory.resolve("rows.json"), IntStream.range(0, 60)
                .mapToObj(i -> String.format(Locale.ROOT,
                        "{\"a\": %.3f, \"b\": %d, \"c\": \"%s\", \"d\": [%d, 2], \"y\": \"k%d\"}", i % 2 + i % 7 * 0.05,
                        i % 9, i % 3 == 0 ? "red" : "blue", i % 4, i % 2))
                .toList());
        Path file = Files.writeString(directory.resolve("study.conf"), """
                data { path = "%s", label = y, task = classification }
                space { learning-rate { low = 1e-3, high = 1e-1, log = true } }
                training { layers = 1, units = 16, batch-size = 16 }
                baseline.learning-rate = 0.05
                objective.metric = accuracy
                search { sampler = random, scheduler = full, max-epochs = 20 }
                stop.trials = 1
                test.resamples = 50
                """.formatted(rows));
        study = directory.resolve("study");
        SmallStudy.Outcome tuned = SmallStudy.run(
                "tune", file.toString(), "--study", study.toString(), "--master", "local[1]", "--quiet");
        assertThat(tuned.exitCode()).as(tuned.errors() + tuned.out()).isZero();
    }

    @Test
    void aDamagedPageOfAColumnThatIsOnlyWrittenIsTheTablesFault() throws IOException {
        Path table = damagedParquet("y");
        Path output = directory.resolve("scored");

        SmallStudy.Outcome scored = predict(table, output);
        assertThat(scored.exitCode()).as(scored.errors()).isEqualTo(ExitCode.INPUT);
        assertThat(scored.errors()).contains(table + " cannot be read");
        assertThat(output).as("nothing is in the way of another try").doesNotExist();
        assertThat(predict(rows, output).exitCode()).isZero();
    }

    /** The thread of a read without end ends with its process. */
    @Test
    void aReadWithoutEndIsGivenUp() throws Exception {
        Path table = directory.resolve("endless.orc");
        Files.copy(DamagedInputTest.class.getResourceAsStream("endless.orc"), table);
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens")).forEach(command::add);
        command.addAll(List.of("-Dspark.executor.heartbeatInterval=1s", "-cp", System.getProperty("java.class.path"),
                Whittle.class.getName(), "predict", study.toString(), "--input", table.toString(), "--output",
                directory.resolve("scored").toString(), "--master", "local[1]"));
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process driver = builder.start();
        String out = new String(driver.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(driver.waitFor()).as(out).isEqualTo(ExitCode.INPUT);
        assertThat(errors).content().contains(table + " is damaged: its reader computes on and on and comes to no end")
                .doesNotContain("\tat ").doesNotContain("Exception");
    }

    private SmallStudy.Outcome predict(Path table, Path output) {
        return SmallStudy.run("predict", study.toString(), "--input", table.toString(), "--output", output.toString(),
                "--master", "local[1]");
    }

    /** The first page of a column begins with noughts. */
    private Path damagedParquet(String column) throws IOException {
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            spark.read().json(rows.toString()).coalesce(1).write().option("compression", "none")
                    .parquet(directory.resolve("parquet").toString());
        }
        Path table = directory.resolve("rows.parquet");
        try (Stream<Path> parts = Files.list(directory.resolve("parquet"))) {
            Files.copy(parts.filter(part -> part.toString().endsWith(".parquet")).findFirst().orElseThrow(), table);
        }
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(
                        new org.apache.hadoop.fs.Path(table.toUri()), new Configuration()));
                RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
            ColumnChunkMetaData chunk = reader.getFooter().getBlocks().get(0).getColumns().stream()
                    .filter(c -> c.getPath().toDotString().equals(column)).findFirst().orElseThrow();
            file.seek(chunk.getStartingPos());
            file.write(new byte[12]);
        }
        return table;
    }
}
