package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.Patience;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.LedgerEvent.LockBoxOpened;

/**
 * Studies on YARN: the job jar and the embedded Spark, handed to a ResourceManager and two NodeManagers. Whatever of it
 * dies, the tables are those of one process.
 */
@Tag("cluster")
@Timeout(1800)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class YarnTest {

    /** YARN tells of a lost node after ten minutes; Spark asks executors itself, every minute after two. */
    private static final String[] CLIENT =
            {"--conf", "spark.yarn.am.memory=384m",
                "--conf", "spark.network.timeout=40s", "--conf", "spark.network.timeoutInterval=5s"};
    private static final String[] CLUSTER =
            {"--deploy-mode", "cluster", "--files", "conf/digits.conf", "--driver-memory", "768m",
                "--conf", "spark.yarn.maxAppAttempts=2"};

    @TempDir
    private static Path directory;
    private static YarnCluster yarn;

    @BeforeAll
    static void runAlone() throws IOException {
        yarn = new YarnCluster(directory.resolve("hadoop"), 2);
        SmallStudy.Outcome alone = SmallStudy.run(tune("conf/digits.conf", "alone", "local[2]"));
        assertThat(alone.exitCode()).as(alone.errors()).isZero();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (yarn != null) {
            yarn.close();
        }
    }

    @Test
    @Tag("nightly")
    @Order(1)
    void inClientMode() throws Exception {
        assertDone("client", submit("conf/digits.conf", "client", CLIENT));
    }

    @Test
    @Tag("nightly")
    @Order(1)
    void inClusterMode() throws Exception {
        assertDone("cluster", submit("digits.conf", "cluster", CLUSTER));
        assertThat(yarn.application().getCurrentApplicationAttemptId().getAttemptId()).isEqualTo(1);
    }

    /** The second attempt of the application finds the study and goes on with it: nobody has to say so again. */
    @Test
    @Order(1)
    void theMasterOfTheApplicationIsKilled() throws Exception {
        Process submitted = submit("digits.conf", "master-killed", CLUSTER);
        awaitOutcomes("master-killed", submitted);
        yarn.killMaster();
        assertDone("master-killed", submitted);
        ApplicationReport application = yarn.application();
        assertThat(application.getCurrentApplicationAttemptId().getAttemptId()).isEqualTo(2);
        assertThat(application.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.SUCCEEDED);
    }

    /** The last one, since one node is left. */
    @Test
    @Tag("nightly")
    @Order(2)
    void aNodeIsKilled() throws Exception {
        Process submitted = submit("conf/digits.conf", "node-killed", CLIENT);
        awaitOutcomes("node-killed", submitted);
        yarn.killNodeOfAnExecutor();
        assertDone("node-killed", submitted);
    }

    private static String[] tune(String file, String study, String master) {
        return new String[] {"tune", file, "--study", directory.resolve(study).toString(), "--resume=auto", "--set",
            "search.max-epochs=3", "--master", master};
    }

    private static Process submit(String file, String study, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("scripts/whittle"));
        command.addAll(Arrays.asList(tune(file, study, "yarn")));
        command.addAll(List.of("--", "--num-executors", "2", "--executor-cores", "1", "--executor-memory", "640m",
                "--conf", "spark.executor.memoryOverhead=384m",
                "--conf", "spark.yarn.jars=local:" + Path.of("target/spark/jars").toAbsolutePath() + "/*"));
        command.addAll(Arrays.asList(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(log(study).toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("HADOOP_CONF_DIR", yarn.configuration().toString());
        return builder.start();
    }

    /** Until the search is under way, and not at its end. */
    private static void awaitOutcomes(String study, Process submitted) {
        Patience.await(directory, () -> outcomes(study) >= 3 || !submitted.isAlive());
        assertThat(submitted.isAlive()).as("the study is under way").isTrue();
    }

    private static void assertDone(String study, Process submitted) throws Exception {
        assertThat(submitted.waitFor()).as(Files.readString(log(study))).isZero();
        for (String table : List.of("trials.parquet", "epochs.parquet")) {
            assertThat(SmallStudy.reproducible(directory.resolve(study), table))
                    .isEqualTo(SmallStudy.reproducible(directory.resolve("alone"), table));
        }
        assertThat(StudyDirectory.read(new HadoopFileStore(directory.resolve(study).toString(), Map.of())).ledger()
                .read().stream().filter(LockBoxOpened.class::isInstance)).as("openings of the lock box").hasSize(1);
    }

    private static long outcomes(String study) {
        try (Stream<Path> files = Files.walk(directory.resolve(study).resolve("outcomes"))) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        } catch (IOException | UncheckedIOException notYet) {
            return 0;
        }
    }

    private static Path log(String study) {
        return directory.resolve(study + ".log");
    }
}
