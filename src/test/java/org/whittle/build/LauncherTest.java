package org.whittle.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/whittle} hands to a distribution's {@code spark-submit}. */
@Tag("cluster")
@Timeout(600)
class LauncherTest {

    private static final Path LAUNCHER = Path.of("scripts/whittle").toAbsolutePath();

    @TempDir
    private Path directory;
    private Path sparkHome;

    private record Result(int exitCode, List<String> output) {
    }

    /** A distribution whose spark-submit tells what it was given. */
    @BeforeEach
    void makeDistribution() throws IOException {
        sparkHome = Files.createDirectories(directory.resolve("a spark"));
        Path submit = Files.createDirectory(sparkHome.resolve("bin")).resolve("spark-submit");
        Files.writeString(submit, """
                #!/bin/sh
                echo "in $PWD, threads $OMP_NUM_THREADS, options $SPARK_SUBMIT_OPTS"
                for argument; do echo "<$argument>"; done
                exit 42
                """);
        Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void givesSparkTheJobJarAndWhittlesArguments() throws Exception {
        Result result = whittle("tune", "my study.conf", "--set", "search.seed=1 2");

        assertThat(result.output().subList(1, result.output().size())).containsExactly("<--class>",
                "<org.whittle.app.Whittle>", "<%s>".formatted(jobJar()), "<tune>", "<my study.conf>", "<--set>",
                "<search.seed=1 2>");
    }

    @Test
    void takesTheMasterOutOfWhittlesArguments() throws Exception {
        assertThat(arguments(whittle("tune", "x.conf", "--master", "local[2]", "--quiet")))
                .containsExactly(
                        "--class", "org.whittle.app.Whittle", "--master", "local[2]", "tune", "x.conf", "--quiet");
        assertThat(arguments(whittle("predict", "--master=yarn", "DIR")))
                .containsExactly("--class", "org.whittle.app.Whittle", "--master", "yarn", "predict", "DIR");
    }

    @Test
    void passesOnWhatFollowsTwoDashes() throws Exception {
        assertThat(arguments(whittle("tune", "x.conf", "--", "--conf", "spark.a=b c", "--driver-memory", "8g")))
                .containsExactly("--class", "org.whittle.app.Whittle", "--conf", "spark.a=b c", "--driver-memory", "8g",
                        "tune", "x.conf");
    }

    /** Spark logs in, and renews its tokens; what looks at files only leaves that to it as well. */
    @Test
    void handsAPrincipalAndItsKeytabToSpark() throws Exception {
        assertThat(arguments(whittle("tune", "x.conf", "--principal", "ada@EXAMPLE.ORG", "--keytab=my ada.keytab")))
                .containsExactly("--class", "org.whittle.app.Whittle", "--principal", "ada@EXAMPLE.ORG", "--keytab",
                        "my ada.keytab", "tune", "x.conf");
        assertThat(arguments(whittle("status", "hdfs://h/s", "--principal", "ada@EXAMPLE.ORG", "--keytab", "k")))
                .endsWith("--keytab", "k", "status", "hdfs://h/s");
        assertThat(arguments(whittle("wait", "hdfs://h/s", "--", "--principal", "ada@EXAMPLE.ORG", "--keytab", "k")))
                .endsWith("--keytab", "k", "wait", "hdfs://h/s");
        Result unfinished = whittle("tune", "x.conf", "--keytab");
        assertThat(unfinished.exitCode()).isEqualTo(2);
        assertThat(unfinished.output()).containsExactly("whittle: --keytab needs a value, for instance --principal "
                + "ada@EXAMPLE.ORG --keytab ada.keytab");
    }

    @Test
    void endsWithTheExitCodeOfTheStudy() throws Exception {
        assertThat(whittle("tune", "x.conf").exitCode()).isEqualTo(42);
    }

    @Test
    void staysInTheDirectoryItWasCalledFromAndTrainsWithOneThread() throws Exception {
        assertThat(whittle("tune", "x.conf").output().get(0)).isEqualTo(("in %s, threads 1, options "
                + "-Dai.djl.pytorch.num_threads=1 -Dai.djl.pytorch.num_interop_threads=1 -Dai.djl.offline=true")
                .formatted(directory.toRealPath()));
    }

    @Test
    void keepsTheUsersOwnEnvironment() throws Exception {
        Result result =
                run(LAUNCHER, Map.of("OMP_NUM_THREADS", "3", "SPARK_SUBMIT_OPTS", "-Dmine=1"), "tune", "x.conf");

        assertThat(result.output().get(0)).contains("threads 3,").endsWith(" -Dmine=1");
    }

    @Test
    void worksThroughSymbolicLinks() throws Exception {
        Path first = Files.createSymbolicLink(directory.resolve("first"), LAUNCHER);
        Path second = Files.createSymbolicLink(directory.resolve("second"), first.getFileName());

        assertThat(run(second, Map.of(), "tune", "x.conf").output()).contains("<%s>".formatted(jobJar()));
    }

    @Test
    void aMasterNeedsAValue() throws Exception {
        Result result = whittle("tune", "x.conf", "--master");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).containsExactly(
                "whittle: --master needs a value, for instance local[2], yarn or k8s://https://HOST:PORT");
    }

    /**
     * It says where the predictions are; the classes that the first one leaves are there for the next, which writes
     * the same.
     */
    @Test
    void predictsWithoutSpark() throws Exception {
        Path golden = Path.of("src/test/resources/golden/0.1-g").toAbsolutePath();
        Path rows = Files.write(directory.resolve("rows.csv"), List.of("a,b,colour", "0.1,,red", "2.0,1.5,violet"));
        Path archives = Path.of("target/classes.shared").toAbsolutePath();
        List<String> first = null;
        for (String name : List.of("once", "twice")) {
            Path scored = directory.resolve(name + ".csv");
            Result result = run(LAUNCHER, Map.of("SPARK_HOME", ""), "predict", golden.resolve("finished").toString(),
                    "--local", "--input", rows.toString(), "--output", scored.toString());
            assertThat(result.output()).containsExactly("predictions: " + scored);
            assertThat(result.exitCode()).isZero();
            List<String> lines = Files.readAllLines(scored.resolve("part-00000.csv"));
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).startsWith("a,b,colour,prediction,confidence,");
            assertThat(lines.get(1)).startsWith("0.1,,red,kind-0,");
            first = first == null ? lines : first;
            assertThat(lines).isEqualTo(first);
            try (Stream<Path> kept = Files.list(archives)) {
                assertThat(kept.map(file -> file.getFileName().toString())).hasSize(1)
                        .allMatch(file -> file.matches("\\d+\\.jsa"));
            }
        }
        Result refused = run(LAUNCHER, Map.of("SPARK_HOME", ""), "predict", directory.toString(), "--local", "--input",
                rows.toString(), "--output", directory.resolve("none.csv").toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).hasSize(1);
    }

    private Result whittle(String... arguments) throws Exception {
        return run(LAUNCHER, Map.of(), arguments);
    }

    private Result run(Path launcher, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().remove("OMP_NUM_THREADS");
        builder.environment().put("SPARK_HOME", sparkHome.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output.lines().toList());
    }

    /** Without what the shell said first, and without the job jar. */
    private static List<String> arguments(Result result) throws IOException {
        String jar = jobJar().toString();
        return result.output().stream().skip(1).map(line -> line.substring(1, line.length() - 1))
                .filter(argument -> !argument.equals(jar)).toList();
    }

    private static Path jobJar() throws IOException {
        return JobJarTest.jobJar();
    }
}
