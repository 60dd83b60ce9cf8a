package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.Patience;

/**
 * Studies of users' own samplers and trainers, as users run them: by the launcher, on executors in processes of their
 * own, which know of the user's jar and script only what the launcher was given. Drivers and executors are killed as
 * {@code kill -9} kills.
 */
@Tag("cluster")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class OwnTrainerClusterTest {

    private static final String MASTER = "local-cluster[2,1,1024]";

    private static final String OF_JAR = """
            trainer { class = com.example.Valley, metrics { loss = minimize } }
            space.rate { low = 1e-3, high = 0.09, log = true }
            search { sampler = com.example.Spiral, scheduler = hyperband, max-epochs = 9 }
            spark.executor.memory = 1g
            """;

    /** Metrics are listed: study files name them as they name themselves. */
    private static final Map<String, String> METRICS = new TreeMap<>(Map.of(
            "CountMetric",
            "com.example.Kappa",
            "RankMetric",
            "com.example.Gini",
            "RowMetric",
            "com.example.Spherical"));

    private static final String OF_METRICS = """
            data { path = "%s", label = kind }
            objectives = [kappa, gini, spherical]
            space.learning-rate { low = 1e-3, high = 1e-1, log = true }
            search { sampler = random, scheduler = full, trials = 3, max-epochs = 3 }
            test.resamples = 50
            spark.executor.memory = 1g
            """;

    /** One in four kinds is sound in every respect. */
    private static final String OF_SCRIPT = """
            trainer { command = %s, metrics { score = maximize }, timeout = 6 s }
            space { kind = [sound, crash, hang, rubbish], x = [0.25, 0.5] }
            baseline { kind = sound, x = 0.25 }
            search { sampler = random, scheduler = successive-halving, trials = 7, max-epochs = 4, eta = 2 }
            spark.executor.memory = 1g
            """;

    private static final String SHELL = """
            read -r line
            value() { printf '%s' "$line" | sed "s/.*\\"$1\\":\\"*\\([^,}\\"]*\\).*/\\1/"; }
            case $(value kind) in
              crash) echo "no such kernel" >&2; exit 9 ;;
              hang) sleep 1000 & sleep 1001 ;;
              rubbish) head -c 300000 /dev/urandom; echo ;;
            esac
            folder=$(value checkpoint)
            sum=$(cat "$folder/sum" 2>/dev/null || echo 0)
            epoch=$(value from)
            while [ $epoch -lt $(value to) ]; do
              epoch=$((epoch + 1)); sum=$((sum + epoch))
              sleep 0.2
              echo "{\\"epoch\\":$epoch,\\"metrics\\":{\\"score\\":$sum$(value x | sed 's/^0//')}}"
            done
            echo $sum > "$folder/sum"
            echo '{"done":true,"test":{"score":'$sum'}}'
            """;

    private static final String PYTHON = """
            import json, os, sys, time
            task = json.loads(sys.stdin.readline())
            kind = task["configuration"]["kind"]
            if kind == "crash":
                raise SystemError("no such kernel")
            if kind == "hang":
                time.sleep(1000)
            if kind == "rubbish":
                sys.stdout.buffer.write(os.urandom(300000) + b"\\n")
            saved = os.path.join(task["checkpoint"], "sum.json")
            total = json.load(open(saved)) if task["from"] > 0 else 0
            for epoch in range(task["from"] + 1, task["to"] + 1):
                total += epoch
                time.sleep(0.2)
                print(json.dumps({"epoch": epoch, "metrics": {"score": total + task["configuration"]["x"]}}))
            json.dump(total, open(saved, "w"))
            print(json.dumps({"done": True, "test": {"score": total}}))
            """;

    @TempDir
    static Path directory;

    private static Path jar;

    @BeforeAll
    static void makeTheUsersJar() throws IOException {
        jar = directory.resolve("users.jar");
        Path classes = Path.of("target/test-classes");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.list(classes.resolve("com/example"))) {
            for (String kind : METRICS.keySet()) {
                out.putNextEntry(new JarEntry("META-INF/services/org.whittle.goal." + kind));
                out.write(METRICS.get(kind).getBytes(StandardCharsets.UTF_8));
            }
            for (Path type : found.filter(f -> !f.getFileName().toString().contains("Test")).sorted().toList()) {
                out.putNextEntry(new JarEntry("com/example/" + type.getFileName()));
                Files.copy(type, out);
            }
        }
    }

    @Test
    void aUsersJarWithASamplerAndATrainer() throws Exception {
        Path file = Files.writeString(directory.resolve("jar.conf"), OF_JAR);
        Path whole = directory.resolve("jar-whole");
        assertThat(run(file, whole, "--", "--jars", jar.toString())).as(log(whole)).isZero();
        assertThat(SmallStudy.reproducible(whole, "trials.parquet"))
                .hasSize(17)
                .anyMatch(line -> line.contains(",spiral,"));

        Path killed = directory.resolve("jar-killed");
        killDriver(file, killed, 5, "--", "--jars", jar.toString());
        assertThat(run(file, killed, "--resume")).as("without its jar").isEqualTo(ExitCode.INPUT);
        assertThat(log(killed))
                .contains(
                        "trainer.class = com.example.Valley: there is no such class",
                        "search.sampler = com.example.Spiral: there is no such class",
                        "ship its jar: -- --jars my.jar")
                .doesNotContain("\tat ");
        assertThat(run(file, killed, "--resume", "--", "--jars", jar.toString())).as(log(killed)).isZero();

        assertSame(killed, whole);
        assertThat(log(killed)).contains("test loss");
    }

    /** They are measured where networks are trained, which is not where the study file was read. */
    @Test
    void aUsersJarWithMetricsOfEveryKind() throws Exception {
        Path rows = Files.write(
                directory.resolve("rows.csv"),
                Stream.concat(Stream.of("x,y,kind"), IntStream.range(0, 200).mapToObj(i -> "%d,%d,%s"
                                .formatted(i * 37 % 101, i * 53 % 89, i * 37 % 101 + i % 7 > 50 ? "late" : "early")))
                        .toList());
        Path file = Files.writeString(directory.resolve("metrics.conf"), OF_METRICS.formatted(rows));
        Path study = directory.resolve("metrics");

        assertThat(run(file, study)).as("without the jar").isEqualTo(ExitCode.INPUT);
        assertThat(log(study)).contains("objectives = kappa is not one of").doesNotContain("\tat ");
        assertThat(run(file, study, "--", "--jars", jar.toString())).as(log(study)).isZero();

        List<String> epochs = SmallStudy.reproducible(study, "epochs.parquet");
        assertThat(epochs.get(0)).contains("kappa", "gini", "spherical");
        assertThat(log(study)).contains("test kappa", "gini", "spherical").doesNotContain("\tat ");
    }

    @Test
    void plansAndChecksFindTheJarToo() throws Exception {
        Path file = Files.writeString(directory.resolve("plan.conf"), OF_JAR);

        assertThat(start(directory.resolve("plan.log"), "plan", file.toString(), "--", "--jars", jar.toString())
                        .waitFor())
                .isZero();
        assertThat(directory.resolve("plan.log"))
                .content()
                .contains("Sampler spiral: Points that wind through the space");
        assertThat(start(directory.resolve("validate.log"), "validate", file.toString())
                        .waitFor())
                .isEqualTo(ExitCode.INPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "python3"})
    void aScriptOfWhichSomeTrialsCrashHangOrPrintRubbish(String program) throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program))),
                "needs " + program);
        Path folder = Files.createDirectory(directory.resolve("of-" + program));
        Files.writeString(folder.resolve("train"), program.equals("sh") ? SHELL : PYTHON);
        // A relative path is shipped to executors, which have working directories of their own.
        Path file =
                Files.writeString(folder.resolve("script.conf"), OF_SCRIPT.formatted("[%s, train]".formatted(program)));
        Path whole = folder.resolve("whole");
        assertThat(run(file, whole)).as(log(whole)).isZero();
        List<String> trials = SmallStudy.reproducible(whole, "trials.parquet");
        assertThat(trials.stream().filter(line -> line.contains(",failed,")))
                .hasSize(4)
                .anyMatch(line -> line.contains("The trainer exited with code"))
                .anyMatch(line -> line.contains("no such kernel"))
                .anyMatch(line -> line.contains("The trainer reported no epoch for 6 s (trainer.timeout)."));

        Path killed = folder.resolve("killed");
        killDriver(file, killed, 4);
        long before = count(killed.resolve("ledger"));
        Process driver = start(
                killed.resolveSibling("killed.log"),
                "tune",
                file.toString(),
                "--study",
                killed.toString(),
                "--master",
                MASTER,
                "--quiet",
                "--resume");
        // Once the study goes on, the launcher has become the driver, whose only children are executors.
        Patience.await(folder, () -> !driver.isAlive() || count(killed.resolve("ledger")) > before
                && executors(driver).findAny().isPresent());
        executors(driver).findFirst().ifPresent(ProcessHandle::destroyForcibly);
        assertThat(driver.waitFor()).as(log(killed)).isZero();

        assertSame(killed, whole);
        assertThat(log(killed)).contains("test score");
        Patience.await(folder, () -> ProcessHandle.allProcesses().noneMatch(p -> p.info().commandLine().orElse("")
                .contains(folder.toString())));
    }

    private static void killDriver(Path file, Path study, int commits, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("tune", file.toString(), "--study", study.toString(), "--master", MASTER, "--quiet"));
        arguments.addAll(List.of(more));
        Process driver = start(study.resolveSibling(study.getFileName() + ".log"), arguments.toArray(String[]::new));
        Patience.await(study.getParent(), () -> count(study.resolve("ledger")) >= commits || !driver.isAlive());
        List<ProcessHandle> below = driver.descendants().toList();
        driver.destroyForcibly().waitFor();
        // Executors end when they notice; that a machine has died, they would not.
        below.forEach(ProcessHandle::destroyForcibly);
        assertThat(count(study.resolve("results"))).as("the driver was killed in the middle").isZero();
    }

    private static void assertSame(Path study, Path whole) {
        for (String table : List.of("trials.parquet", "epochs.parquet")) {
            assertThat(SmallStudy.reproducible(study, table)).isEqualTo(SmallStudy.reproducible(whole, table));
        }
    }

    private static int run(Path file, Path study, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("tune", file.toString(), "--study", study.toString(), "--master", MASTER, "--quiet"));
        arguments.addAll(List.of(more));
        return start(study.resolveSibling(study.getFileName() + ".log"), arguments.toArray(String[]::new)).waitFor();
    }

    private static Process start(Path log, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                                Stream.of(Path.of("scripts/whittle")
                                        .toAbsolutePath()
                                        .toString()),
                                Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .directory(log.getParent().toFile());
        builder.environment().remove("SPARK_HOME");
        return builder.start();
    }

    private static String log(Path study) throws IOException {
        Path log = study.resolveSibling(study.getFileName() + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static Stream<ProcessHandle> executors(Process driver) {
        return driver.children().filter(p -> p.info().command().orElse("").endsWith("/java"));
    }

    private static long count(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".json")).count();
        } catch (IOException | java.io.UncheckedIOException vanished) {
            return 0;
        }
    }
}
