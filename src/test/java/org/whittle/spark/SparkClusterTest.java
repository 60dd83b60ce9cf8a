package org.whittle.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.schedule.Rung;
import org.whittle.study.RungExecutor.Execution;
import org.whittle.work.DeviceProbe;
import org.whittle.work.DeviceProfile;
import org.whittle.work.Place;
import org.whittle.work.TrialOutcome;

/** Rungs on executors that are processes of their own, as on a cluster. Needs the embedded Spark as SPARK_HOME. */
@Tag("cluster")
@Timeout(1800)
class SparkClusterTest {

    @TempDir
    private Path directory;
    private SyntheticTrainer trainer;
    private DirectoryOutcomes store;
    private SparkContext context;

    @BeforeEach
    void makeDirectories() throws IOException {
        trainer = new SyntheticTrainer(Files.createDirectory(directory.resolve("trainings")).toString());
        store = new DirectoryOutcomes(Files.createDirectory(directory.resolve("outcomes")).toString());
    }

    @AfterEach
    void stopSpark() {
        context.stop();
    }

    @Test
    void cohortsThatFailAndExecutorsThatDieAreReplaced() throws Exception {
        context = start("local-cluster[2,1,1024]", Map.of());
        Rung rung = Rungs.of(1, "complete", "halt-first", "complete", "complete", "throw-first", "complete");

        Execution execution = execute(rung, new int[] {0, 1, 2}, new int[] {3, 4, 5});

        assertThat(execution.outcomes()).extracting(o -> o.trial().value()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(execution.outcomes()).extracting(o -> o.execution().attempt()).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(trainings(6)).isEqualTo(List.of(2L, 2L, 1L, 2L, 2L, 1L));
        assertThat(store.findAll(rung)).isEqualTo(execution.outcomes());
    }

    @Test
    void aSpeculativeCopyIsHarmless() throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster("127.0.0.1", "127.0.0.2")) {
            context = start(cluster.master(), Map.of("spark.speculation", "true", "spark.speculation.interval", "100ms",
                    "spark.speculation.quantile", "0.5", "spark.speculation.minTaskRuntime", "500ms"));
            Rung rung = Rungs.of(1, "sleep 100", "sleep 100", "complete", "sleep-first 60000");

            Execution execution = execute(rung, new int[] {2, 3}, new int[] {0}, new int[] {1});

            assertThat(execution.outcomes()).extracting(o -> o.execution().attempt()).containsExactly(0, 0, 1, 1);
            assertThat(trainings(4)).isEqualTo(List.of(1L, 1L, 2L, 2L));
            context.stop();
        }
    }

    /** While the good node is busy, the bad one has nothing to do but to fail the same task again. */
    @Test
    void aBadNodeEndsNoRung() throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster("127.0.0.1", "127.0.0.2")) {
            context = start(cluster.master(), Map.of());
            String behaviour = "bad-node 127.0.0.2 3000";
            Rung rung = Rungs.of(1, behaviour, behaviour, behaviour);

            Execution execution = execute(rung, new int[] {0}, new int[] {1}, new int[] {2});

            assertThat(execution.outcomes()).hasSize(3)
                    .allSatisfy(outcome -> assertThat(outcome.execution().host()).isEqualTo("127.0.0.1"));
            assertThat(trainings(3)).as("the bad node was tried, twice a task").anyMatch(times -> times > 1)
                    .allMatch(times -> times <= 3);
            context.stop();
        }
    }

    @Test
    void tasksGetTheGpusThatSparkAssigns() throws Exception {
        context = start("local-cluster[1,2,1024]", gpus("1", "4", "7"));
        // They wait for each other: both run at once, in one process.
        Rung rung = Rungs.of(1, "meet 2", "meet 2");

        Execution execution = execute(rung, new int[] {0}, new int[] {1});

        assertThat(execution.outcomes()).extracting(o -> o.execution().device())
                .containsExactlyInAnyOrder("gpus [4]", "gpus [7]");
    }

    @Test
    void tasksShareAGpuIfEachAsksForAHalf() throws Exception {
        context = start("local-cluster[1,2,1024]", gpus("0.5", "3"));
        Rung rung = Rungs.of(1, "meet 2", "meet 2");

        Execution execution = execute(rung, new int[] {0}, new int[] {1});

        assertThat(execution.outcomes()).extracting(o -> o.execution().device()).containsOnly("gpus [3]");
    }

    /** What the place was given, as if it were a card; and what its environment says of TF32. */
    private record PlaceProbe() implements DeviceProbe {
        @Override
        public DeviceProfile look(Place place) {
            return place.gpus().isEmpty() ? DeviceProfile.CORE : new DeviceProfile("card " + place.gpus(), 1000,
                    "TF32 " + System.getenv("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"));
        }
    }

    @Test
    void anExecutorSaysWhatTasksTrainOn() throws Exception {
        context = start("local-cluster[1,2,1024]", gpus("0.25", "3"));

        assertThat(SparkDeviceProbe.ask(context, new PlaceProbe()))
                .isEqualTo(new DeviceProfile("card [3]", 250,
                "TF32 0"));
    }

    @Test
    void whereTasksHaveCoresNobodyIsAsked() throws Exception {
        context = start("local[1]", Map.of());
        assertThat(SparkDeviceProbe.ask(context, place -> {
            throw new AssertionError("asked");
        })).isEqualTo(DeviceProfile.CORE);
    }

    /** An executor that has all of its node's GPUs. */
    private Map<String, String> gpus(String perTask, String... addresses) throws IOException {
        String count = Integer.toString(addresses.length);
        return Map.of("spark.worker.resource.gpu.amount", count,
                "spark.worker.resource.gpu.discoveryScript", discoveryScript(addresses),
                "spark.executor.resource.gpu.amount", count,
                "spark.task.resource.gpu.amount", perTask);
    }

    private Execution execute(Rung rung, int[]... cohorts) throws InterruptedException {
        try (SparkRungExecutor executor = new SparkRungExecutor(context, trainer, store)) {
            return executor.execute(rung, Rungs.cohorts(rung, cohorts), (TrialOutcome o) -> { });
        }
    }

    private List<Long> trainings(int trials) {
        return IntStream.range(0, trials).mapToObj(trial -> {
            try {
                return trainer.trainings(trial);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    /** What {@code scripts/gpu-discovery.sh} prints on a node with these GPUs. */
    private String discoveryScript(String... addresses) throws IOException {
        Path script = directory.resolve("gpus.sh");
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [%s]}'\n"
                .formatted(String.join(", ", Arrays.stream(addresses).map(a -> '"' + a + '"').toList())));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------")).toString();
    }

    private static SparkContext start(String master, Map<String, String> settings) {
        SparkConf conf = new SparkConf()
                .setMaster(master)
                .setAppName("cluster")
                .set("spark.ui.enabled", "false")
                .set("spark.executor.memory", "512m")
                .set(
                        "spark.executor.extraClassPath",
                        Path.of("target/classes").toAbsolutePath() + ":"
                                + Path.of("target/test-classes").toAbsolutePath());
        settings.forEach(conf::set);
        SparkSettings.applyTo(conf);
        return new SparkContext(conf);
    }
}
