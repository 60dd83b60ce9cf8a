package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.Patience;
import org.whittle.study.Ledger;
import org.whittle.study.StudyInUseException;
import org.whittle.work.FileStore;

class StudyLockTest {

    /** 30 times faster than the real one, so that a silent owner counts as dead after a second. */
    private static final StudyLock.Pace QUICK = new StudyLock.Pace(Duration.ofMillis(100), Duration.ofMillis(1000),
            Duration.ofMillis(200));

    /** Of a driver that is not heard of again. */
    private static final StudyLock.Pace SLOW = new StudyLock.Pace(Duration.ofMinutes(5), Duration.ofMinutes(50),
            Duration.ofMillis(200));

    private static final DriverProcess HERE = DriverProcess.current();
    private static final DriverProcess ELSEWHERE =
            new DriverProcess("node-7", 4711, Instant.parse("2026-01-31T12:00:00Z"), "another machine", "ada");

    @TempDir
    Path directory;

    private FileStore files;

    @BeforeEach
    void open() {
        files = new HadoopFileStore(directory.toString(), Map.of());
    }

    @Test
    void aSecondDriverIsToldWhoOwnsTheStudy() {
        try (StudyLock first = StudyLock.acquire(files, ELSEWHERE, QUICK)) {
            assertThatThrownBy(() -> StudyLock.acquire(files, HERE, QUICK)).isInstanceOf(StudyInUseException.class)
                    .hasMessageContainingAll(directory.toString(), "node-7", "4711", "ada", "since 20");
            assertThatThrownBy(() -> StudyLock.requireFree(files)).isInstanceOf(StudyInUseException.class);
            assertThatCode(first::requireOwned).doesNotThrowAnyException();
        }
    }

    @Test
    void aReleasedStudyIsFreeAtOnce() throws IOException {
        for (int owner = 1; owner <= 3; owner++) {
            long start = System.nanoTime();
            StudyLock.acquire(files, ELSEWHERE, SLOW).close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.seconds(5));
        }
        assertThat(files.list("owner")).contains("00000003.json").doesNotContain("00000004.json");
    }

    @Tag("cluster")
    @Test
    void aDriverThatWasKilledOnThisMachineIsReplacedAtOnce() throws Exception {
        Process killed = driverInAnotherProcess();
        assertThatThrownBy(() -> StudyLock.acquire(files)).isInstanceOf(StudyInUseException.class)
                .hasMessageContaining("process " + killed.pid());
        killed.destroyForcibly().waitFor();
        long start = System.nanoTime();
        try (StudyLock lock = StudyLock.acquire(files)) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.seconds(2));
            lock.requireOwned();
        }
    }

    @Test
    void aLaterProcessWithTheSameNumberIsNotTheOwner() throws IOException {
        DriverProcess earlier = new DriverProcess(HERE.host(), HERE.pid(), HERE.started().minusSeconds(3600),
                HERE.machine(), HERE.user());
        StudyLock.acquire(files, earlier, SLOW);
        StudyLock.acquire(files, HERE, SLOW).close();
        assertThat(files.exists("owner/00000002.json")).isTrue();
    }

    @Test
    void aSilentDriverOfAnotherMachineIsReplacedAfterAWhile() throws IOException {
        StudyLock silent = StudyLock.acquire(files, ELSEWHERE, SLOW);
        long start = System.nanoTime();
        try (StudyLock lock = StudyLock.acquire(files, HERE, QUICK)) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(800), Patience.seconds(5));
            assertThatThrownBy(silent::requireOwned).isInstanceOf(StudyInUseException.class);
            assertThatCode(lock::requireOwned).doesNotThrowAnyException();
        }
    }

    @Test
    void aHeartbeatOfLongAgoIsWatchedOnlyBriefly() throws IOException {
        StudyLock.acquire(files, ELSEWHERE, QUICK).close();
        files.write("owner/00000001-heartbeat.json",
                "{\"beat\":9,\"at\":\"2026-01-31T12:00:00Z\",\"released\":false}".getBytes(StandardCharsets.UTF_8));
        StudyLock.Pace patient = new StudyLock.Pace(Duration.ofMillis(100), Duration.ofHours(1), Duration.ZERO);
        long start = System.nanoTime();
        StudyLock.acquire(files, HERE, patient).close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Patience.seconds(5));
    }

    @Test
    void anOwnerThatWokeUpTooLateCannotCommit() {
        StudyLock sleeper = StudyLock.acquire(files, ELSEWHERE, SLOW);
        Ledger late = HadoopLedger.owned(files, sleeper);
        late.append(SampleEvents.commits().get(0));
        try (StudyLock lock = StudyLock.acquire(files, HERE, QUICK)) {
            assertThatThrownBy(() -> late.append(SampleEvents.commits().get(1)))
                    .isInstanceOf(StudyInUseException.class);
            sleeper.close();
            lock.requireOwned();
            HadoopLedger.owned(files, lock).append(SampleEvents.commits().get(1));
        }
        assertThat(HadoopLedger.readOnly(files).read()).hasSize(3);
    }

    @Test
    void ofManyDriversOneBecomesTheOwner() throws Exception {
        StudyLock.acquire(files, HERE, QUICK).close();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<StudyLock>> drivers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            drivers.add(pool.submit(() -> StudyLock.acquire(files, HERE, QUICK)));
        }
        List<StudyLock> owners = new ArrayList<>();
        for (Future<StudyLock> driver : drivers) {
            try {
                owners.add(driver.get());
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(StudyInUseException.class);
            }
        }
        pool.shutdown();
        assertThat(owners).hasSize(1);
        owners.get(0).close();
    }

    private Process driverInAnotherProcess() throws IOException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Driver.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(process.inputReader().readLine()).isEqualTo("owned");
        return process;
    }

    /** A driver that owns a study until it is killed. */
    static final class Driver {
        public static void main(String[] arguments) throws InterruptedException {
            StudyLock.acquire(new HadoopFileStore(arguments[0], Map.of()));
            System.out.println("owned");
            Thread.sleep(60_000);
        }
    }
}
