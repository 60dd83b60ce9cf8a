package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.schedule.Rung;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceData;

/** Studies come and go in a JVM, well or not; nothing of them stays. */
class NothingLeftTest {

    /** Idle threads of Spark's pools go after a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private static final int FEATURES = 40;

    @TempDir
    static Path directory;

    private static SparkSession spark;
    private static Set<Thread> others;
    private static Dataset<Row> rows;
    private static int studies;

    private static final Specification THREE_TRIALS = Specification.named("left").label("kind").objective("accuracy")
            .set("training.layers", 1).set("training.batch-size", 1024).set("test.resamples", 100)
            .set("stop.trials", 3).logarithmic("learning-rate", 1e-3, 1e-1)
            .set("search.sampler", "random").set("search.scheduler", "hyperband").set("search.max-epochs", 3).build();

    @BeforeAll
    static void start() {
        others = Set.copyOf(Thread.getAllStackTraces().keySet());
        spark = SmallTuning.spark();
        List<org.apache.spark.sql.Column> columns = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            columns.add(functions.sin(functions.col("id").multiply(i + 1))
                    .plus(functions.col("id").mod(3)).as("x" + i));
        }
        columns.add(functions.concat(functions.lit("kind-"), functions.col("id").mod(3)).as("kind"));
        rows = spark.range(20_000).select(columns.toArray(org.apache.spark.sql.Column[]::new));
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** One that ends, one that is cancelled while it trains, and that one resumed, and one that is refused. */
    private static void fourStudies() throws InterruptedException {
        tuning().run();
        String home = directory.resolve("study-" + studies++).toString();
        TuningRun[] run = new TuningRun[1];
        run[0] = tuning().directory(home).listeners(new TuningListener() {
            @Override
            public void rungStarted(Rung rung) {
                run[0].cancel();
            }
        }).start();
        try {
            run[0].await();
        } catch (CancellationException expected) {
            tuning().directory(home).resume().run().model().of(rows.limit(1000)).collect();
        }
        try {
            Tuning.of(THREE_TRIALS.with("data.label", "x0")).spark(spark).data(rows).directory(home + "-refused").run();
        } catch (RuntimeException expected) {
            return;
        }
        throw new AssertionError("A label of 20,000 values is none of three kinds");
    }

    private static Tuning tuning() {
        return Tuning.of(THREE_TRIALS).spark(spark).data(rows)
                .directory(directory.resolve("study-" + studies++).toString());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void noThreadFileOrNativeMemory() throws Exception {
        fourStudies();
        fourStudies();
        int arrays = managed();
        long threads = settled(NothingLeftTest::threads);
        long files = settled(NothingLeftTest::files);
        long resident = resident();

        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            fourStudies();
            least = i < 2 ? least : Math.min(least, resident());
        }

        assertThat(managed()).isEqualTo(arrays);
        assertThat(DeviceData.count()).isZero();
        awaitAtMost(threads, NothingLeftTest::threads, () -> Thread.getAllStackTraces().keySet().toString());
        awaitAtMost(files, NothingLeftTest::files, () -> open().toString());
        // Other tests of this JVM leave drivers that died, whose hearts beat on; a thread that waits for rows to be
        // idle ends seconds after the last of them.
        awaitAtMost(0, NothingLeftTest::ours, () -> Thread.getAllStackTraces().keySet().toString());
        assertThat(open()).noneMatch(file -> file.startsWith(directory.toString()));
        // A study's rows of 40 floats are 2.6 MB on a device, and as many for its refits: of the nine studies that have
        // trained by the first of the two looks, 46 MB. What else the process has (compilers at work, arenas of malloc)
        // moves by less.
        assertThat(least - resident).as("kB").isLessThan(9 * 2 * 2_560 - 6_000);
    }

    @Test
    void theHostIsAsItWas() throws Exception {
        fourStudies();
        Map<String, Object> before = host();
        fourStudies();
        assertThat(host()).isEqualTo(before);
        assertThat(spark.sparkContext().isStopped()).isFalse();
    }

    private static Map<String, Object> host() {
        Map<String, Object> host = new LinkedHashMap<>();
        host.put("system properties", ((Properties) System.getProperties().clone()).toString());
        host.put("handler", String.valueOf(Thread.getDefaultUncaughtExceptionHandler()));
        host.put(
                "log",
                ((LoggerContext) LogManager.getContext(false))
                        .getConfiguration()
                        .getRootLogger()
                        .getAppenders()
                        .keySet()
                        .toString());
        host.put("settings", scala.collection.JavaConverters.mapAsJavaMap(spark.conf().getAll()).toString());
        host.put("views", Stream.of(spark.sqlContext().tableNames()).toList());
        host.put("kept rows", spark.sparkContext().getPersistentRDDs().size());
        host.put("jobs", spark.sparkContext().statusTracker().getActiveJobIds().length);
        host.put("tags", spark.sparkContext().getJobTags().size());
        host.put("listeners", spark.sparkContext().listenerBus().listeners().size());
        host.put("group", String.valueOf(spark.sparkContext().getLocalProperty("spark.jobGroup.id")));
        return host;
    }

    private static long threads() {
        return Thread.getAllStackTraces().size();
    }

    private static long files() {
        return open().size();
    }

    /** What this process has open, but for the listing itself. */
    private static List<String> open() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            List<String> open = new ArrayList<>();
            for (Path descriptor : descriptors.toList()) {
                try {
                    open.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException closed) {
                    // It was the listing's own.
                }
            }
            return open;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The same for three looks in a row. */
    private static long settled(LongSupplier count) throws InterruptedException {
        long last = -1;
        for (int same = 0; same < 3;) {
            Thread.sleep(200);
            long now = count.getAsLong();
            same = now == last ? same + 1 : 0;
            last = now;
        }
        return last;
    }

    private static void awaitAtMost(long most, LongSupplier count, java.util.function.Supplier<String> what)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (count.getAsLong() > most && System.nanoTime() < deadline) {
            Thread.sleep(200);
        }
        assertThat(count.getAsLong()).as(what.get()).isLessThanOrEqualTo(most);
    }

    private static long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !others.contains(thread) && thread.getName().startsWith("whittle")).count();
    }

    /** Arrays and managers that the engine's root manager still owns. */
    private static int managed() {
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            return ((BaseNDManager) manager.getParentManager()).getManagedArrays().size();
        }
    }

    /** Resident memory that Java has not, in kB: neither its heap nor its classes and code. */
    private static long resident() throws IOException {
        System.gc();
        MemoryMXBean java = ManagementFactory.getMemoryMXBean();
        long javas = (java.getHeapMemoryUsage().getCommitted() + java.getNonHeapMemoryUsage().getCommitted()) / 1024;
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElseThrow() - javas;
    }
}
