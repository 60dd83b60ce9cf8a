package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.Patience;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.LedgerEvent.LockBoxOpened;

/** Studies in directories of HDFS, by a NameNode and a DataNode that are processes of their own. */
@Tag("cluster")
@Timeout(1800)
class HdfsTest {

    @TempDir
    private static Path directory;
    private static HdfsCluster hdfs;
    private static SmallStudy small;
    private static Path alone;

    @BeforeAll
    static void runOnThisDisk() throws Exception {
        hdfs = new HdfsCluster(directory.resolve("hadoop"));
        small = new SmallStudy(directory);
        alone = directory.resolve("alone");
        assertThat(small.tune(alone, "local[2]").exitCode()).isZero();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (hdfs != null) {
            hdfs.close();
        }
    }

    /** A driver in this JVM, whose terminal can be looked at meanwhile. */
    private static final class Driver {

        private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        private final CompletableFuture<Integer> exitCode;

        Driver(String study) {
            PrintStream own = new PrintStream(terminal, true, StandardCharsets.UTF_8);
            exitCode = CompletableFuture.supplyAsync(() -> {
                PrintStream before = System.out;
                System.setOut(own);
                try {
                    return Whittle.run(new String[] {"tune", small.file.toString(), "--study", study, "--resume=auto",
                        "--master", "local[2]"}, own);
                } finally {
                    System.setOut(before);
                }
            });
        }

        String said() {
            return terminal.toString(StandardCharsets.UTF_8);
        }

        void awaitWords(String words) {
            Patience.await(directory, () -> said().contains(words) || exitCode.isDone());
            assertThat(said()).contains(words);
        }

        void awaitOutcomes(String study) {
            Patience.await(directory, () -> hdfs.files(study + "/outcomes") >= 3 || exitCode.isDone());
            assertThat(exitCode).as(said()).isNotDone();
        }
    }

    @Test
    void aNameNodeThatIsStartedAgainIsWaitedForAndTheModelIsReadFromThere() throws Exception {
        String study = hdfs.root() + "/studies/restarted";
        Driver driver = new Driver(study);
        driver.awaitOutcomes(study);
        hdfs.killNameNode();
        driver.awaitWords("the file system does not answer; waiting, up to 10 minutes: ");
        hdfs.startNameNode();
        assertThat(driver.exitCode.get()).as(driver.said()).isZero();
        // Started again, it may be in safe mode for a while, and fall silent once more.
        assertThat(driver.said()).contains("does not answer").contains("answers again");
        assertSame(study);

        Path scored = directory.resolve("scored.csv");
        SmallStudy.Outcome predict = SmallStudy.run("predict", study, "--local", "--input", small.table.toString(),
                "--output", scored.toString());
        assertThat(predict.exitCode()).as(predict.errors()).isZero();
        Path local = directory.resolve("scored-alone.csv");
        SmallStudy.run("predict", alone.toString(), "--local", "--input", small.table.toString(), "--output",
                local.toString());
        assertThat(lines(scored)).hasSizeGreaterThan(240).isEqualTo(lines(local));
    }

    @Test
    void aFullQuotaEndsTheStudyWithItsReasonAndItGoesOnWhenThereIsRoom() throws Exception {
        String study = hdfs.root() + "/studies/full";
        hdfs.quota(study, 40);
        Driver driver = new Driver(study);
        assertThat(driver.exitCode.get()).as(driver.said()).isEqualTo(ExitCode.FAILED);
        assertThat(driver.said()).contains("no room is left", "quota", "to go on: ").doesNotContain("\tat ");
        hdfs.unlimited(study);
        Driver again = new Driver(study);
        assertThat(again.exitCode.get()).as(again.said()).isZero();
        assertSame(study);
    }

    @Test
    @Tag("nightly")
    void safeModeIsWaitedFor() throws Exception {
        String study = hdfs.root() + "/studies/safe";
        Driver driver = new Driver(study);
        driver.awaitOutcomes(study);
        hdfs.safeMode(true);
        driver.awaitWords("safe mode");
        hdfs.safeMode(false);
        assertThat(driver.exitCode.get()).as(driver.said()).isZero();
        assertSame(study);
    }

    @Test
    void aNameNodeThatNeverAnsweredIsToldAtOnce() throws Exception {
        Driver driver = new Driver("hdfs://" + HadoopDaemons.freeAddress() + "/studies/nowhere");
        assertThat(driver.exitCode.get()).isEqualTo(ExitCode.FAILED);
        assertThat(driver.said()).contains("a server cannot be reached").doesNotContain("waiting");
    }

    private static void assertSame(String study) {
        for (String table : List.of("trials.parquet", "epochs.parquet")) {
            assertThat(SmallStudy.reproducible(study, table)).isEqualTo(SmallStudy.reproducible(alone, table));
        }
        assertThat(StudyDirectory.read(new HadoopFileStore(study, Map.of())).ledger().read().stream()
                .filter(LockBoxOpened.class::isInstance)).as("openings of the lock box").hasSize(1);
    }

    /** Of a file, or of the files of a directory. */
    private static List<String> lines(Path written) throws IOException {
        if (Files.isRegularFile(written)) {
            return Files.readAllLines(written);
        }
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(written)) {
            for (Path part : files.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }
}
