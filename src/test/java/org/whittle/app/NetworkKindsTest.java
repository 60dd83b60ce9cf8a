package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.Patience;

/**
 * Studies of every kind of networks through the command line: planned, tuned, the same bit for bit on one core as on
 * two and with a driver killed in between, and their winners predict what they saw.
 */
@Tag("cluster")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class NetworkKindsTest {

    private static final String STUDY = """
            data { path = "classpath:sample/digits.csv", label = digit, image.shape = [8, 8, 1] }
            objective.metric = accuracy
            search { sampler = sobol, scheduler = hyperband, max-epochs = 4, eta = 2 }
            training.learning-rate = 0.003
            test.resamples = 100
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network.kind = convolutional, space { filters = [4, 8], conv-layers = [1, 2], pooling = [max, "
                        + "stride], "
                        + "normalization = [none, batch], residual {}, dropout {} }, baseline.filters = 8",
                "network { kind = layers, parameters { stem = 4 }, graph = [ { conv { filters = stem, kernel = 5 } }, "
                        + "{ "
                        + "normalization = group }, { activation = relu }, { residual = [ { conv { filters = \"stem * "
                        + "2\" } }, { "
                        + "activation = gelu } ] }, { pool { kind = average } }, { dropout = dropout }, { global-pool "
                        + "= max } ] "
                        + "}, space { stem = [4, 8], dropout {} }",
                "network { kind = block, class = com.example.Funnel }, space { width = [4, 6, 8], dropout = [0, 0.1, "
                        + "0.2] }, "
                        + "baseline.width = 8",
                "network { kind = torchscript, path = \"src/test/resources/org/whittle/train/brought/scripted.pt\" }, "
                        + "space { learning-rate { low = 0.003, high = 0.03, log = true }, optimizer = [adam, sgd] }",
                "network { kind = mlp, pretrained.path = \"classpath:sample/digits-0-4\" }, training.layers = 1, "
                        + "space { learning-rate { low = 0.003, high = 0.03, log = true }, units = [16, 32] }, "
                        + "baseline.units = 32",
                "network { kind = layers, graph = [ { dropout = dropout } ], pretrained { path = "
                        + "\"classpath:sample/digits-0-4\", freeze = none } }, "
                        + "space { learning-rate { low = 0.003, high = 0.03, log = true }, dropout = [0, 0.1] }",
                "network { parameters { wide = 16 }, pretrained { path = \"classpath:sample/digits-0-4\", head = [ { "
                        + "dense { "
                        + "units = wide } }, { activation = relu } ] } }, space { freeze = [none, all, [layers.0, "
                        + "layers.1]], "
                        + "unfreeze-at-epoch { values = [0, 2], when = \"freeze = all\" }, learning-rate-factor {}, "
                        + "wide = [16, 32] }, baseline { freeze = none, learning-rate-factor = 0.5 }",
                "data.split.folds.k = 3, network.kind = convolutional, space { filters = [4, 8], dropout {} }, "
                        + "baseline.filters = 8",
                "data.split.folds.k = 2, network { kind = mlp, pretrained.path = \"classpath:sample/digits-0-4\" }, "
                        + "training.layers = 1, space { learning-rate { low = 0.003, high = 0.03, log = true }, "
                        + "units = [16, 32] }, baseline { units = 32, learning-rate = 0.003 }"
            })
    void aStudyIsTheSameWhereverItRunsAndWhateverDies(String networks) throws Exception {
        Path file = directory.resolve("images.conf");
        Files.writeString(file, STUDY + networks);
        Path one = directory.resolve("one");
        tune(file, one, "local[1]");
        Path two = directory.resolve("two");
        tune(file, two, "local[2]");
        assertSame(two, one);

        Path killed = directory.resolve("killed");
        killOnceThereAre(4, file, killed);
        tune(file, killed, "local[2]", "--resume");
        assertSame(killed, one);

        Path predictions = directory.resolve("predictions");
        List<String> predict = new ArrayList<>(List.of("predict", one.toString(), "--input",
                Path.of("src/main/resources/sample/digits.csv").toAbsolutePath().toString(), "--output",
                predictions.toString(), "--output-format", "json", "--master", "local[2]"));
        if (networks.contains("com.example.Funnel")) {
            assertThat(SmallStudy.run(predict.toArray(String[]::new)).errors())
                    .contains("a model loads no class by itself: name it, with predict by --block com.example.Funnel");
            predict.addAll(List.of("--block", "funnel"));
        } else if (networks.contains("torchscript")) {
            assertThat(SmallStudy.run(predict.toArray(String[]::new)).errors())
                    .contains("a module is code, which a model does not bring by itself: name the file");
            predict.addAll(List.of("--block", "src/test/resources/org/whittle/train/brought/scripted.pt"));
        }
        SmallStudy.Outcome predicted = SmallStudy.run(predict.toArray(String[]::new));
        assertThat(predicted.exitCode()).as(predicted.errors()).isZero();
        try (Stream<Path> parts = Files.list(predictions)) {
            assertThat(parts.filter(part -> part.toString().endsWith(".json")).flatMap(NetworkKindsTest::lines))
                    .hasSize(1797)
                    // Four epochs learn more than a tenth, which is what guesses get.
                    .filteredOn(line -> line.replaceAll(".*\"digit\":\"?(\\d).*", "$1")
                            .equals(line.replaceAll(".*\"prediction\":\"?(\\d).*", "$1"))).hasSizeGreaterThan(900);
        }
    }

    static void assertSame(Path study, Path other) {
        List<String> tables = new ArrayList<>(List.of("trials.parquet", "epochs.parquet"));
        if (Files.exists(other.resolve("results").resolve("folds.parquet"))) {
            tables.add("folds.parquet");
        }
        for (String table : tables) {
            List<String> rows = SmallStudy.reproducible(study, table);
            assertThat(rows).hasSizeGreaterThan(8).isEqualTo(SmallStudy.reproducible(other, table));
        }
    }

    static void tune(Path file, Path study, String master, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("tune", file.toString(), "--study", study.toString(), "--master", master));
        arguments.addAll(List.of(more));
        SmallStudy.Outcome outcome = SmallStudy.run(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.errors() + outcome.out()).isZero();
    }

    static void killOnceThereAre(int commits, Path file, Path study) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Whittle.class.getName(), "tune",
                file.toString(), "--study", study.toString(), "--master", "local[2]"));
        Process driver = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(study.resolveSibling("driver.log").toFile()).start();
        Patience.await(study.getParent(), () -> count(study.resolve("ledger")) >= commits || !driver.isAlive());
        assertThat(driver.isAlive()).as("the driver is killed before its end").isTrue();
        driver.destroyForcibly().waitFor();
        assertThat(study.resolve("results").resolve("summary.json")).doesNotExist();
    }

    private static long count(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        } catch (IOException vanished) {
            return 0;
        }
    }

    private static Stream<String> lines(Path part) {
        try {
            return Files.readAllLines(part).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
