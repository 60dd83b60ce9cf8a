package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a file system that falls silent is waited for. */
class PatientVolumeTest {

    private static final PatientVolume.Pace QUICK =
            new PatientVolume.Pace(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMinutes(10));
    private static final byte[] CONTENT = {1, 2};

    @TempDir
    private java.nio.file.Path directory;
    private final List<String> told = new ArrayList<>();
    private final Deque<IOException> failures = new ArrayDeque<>();
    private boolean madeUnsaid;

    /** This machine's disk behind a connection that fails when it is told to. */
    private final Volume failing = new Volume() {

        private final Volume disk = new LocalVolume();

        private void fail() throws IOException {
            if (!failures.isEmpty()) {
                throw failures.remove();
            }
        }

        @Override
        public void write(Path file, byte[] content) throws IOException {
            fail();
            disk.write(file, content);
        }

        @Override
        public boolean writeNew(Path file, byte[] content) throws IOException {
            if (madeUnsaid) {
                madeUnsaid = false;
                assertThat(disk.writeNew(file, content)).isTrue();
                throw new ConnectException("Connection reset");
            }
            fail();
            return disk.writeNew(file, content);
        }

        @Override
        public byte[] read(Path file) throws IOException {
            fail();
            return disk.read(file);
        }

        @Override
        public long size(Path file) throws IOException {
            fail();
            return disk.size(file);
        }

        @Override
        public boolean exists(Path path) throws IOException {
            fail();
            return disk.exists(path);
        }

        @Override
        public List<String> list(Path path) throws IOException {
            fail();
            return disk.list(path);
        }

        @Override
        public void delete(Path path) throws IOException {
            fail();
            disk.delete(path);
        }
    };

    @Test
    void aServerThatHasAnsweredIsWaitedForAndOneLineTellsSo() throws IOException {
        PatientVolume volume = patient(QUICK);
        volume.write(file("a"), CONTENT);
        refuse(5);
        assertThat(volume.read(file("a"))).isEqualTo(CONTENT);
        assertThat(failures).isEmpty();
        assertThat(told).containsExactly(
                "the file system does not answer; waiting, up to 10 minutes: Connection refused",
                "the file system answers again");
        failures.add(new IOException("Cannot create file. Name node is in safe mode."));
        assertThat(volume.exists(file("a"))).isTrue();
        assertThat(told).hasSize(4);
    }

    @Test
    void aServerThatNeverAnsweredIsNotWaitedFor() {
        refuse(2);
        assertThatThrownBy(() -> patient(QUICK).exists(file("a"))).isInstanceOf(ConnectException.class);
        assertThat(failures).hasSize(1);
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsNoSilenceIsToldAtOnce() throws IOException {
        PatientVolume volume = patient(QUICK);
        assertThat(volume.exists(file("a"))).isFalse();
        assertThatThrownBy(() -> volume.read(file("a"))).isInstanceOf(FileNotFoundException.class);
        for (String reason : List.of("The NameSpace quota (directories and files) of directory /s is exceeded",
                "Permission denied: user=ada", "No space left on device")) {
            failures.add(new IOException(reason));
            assertThatThrownBy(() -> volume.write(file("a"), CONTENT)).hasMessage(reason);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void afterTheLongestTimeItFailsAndIsNotWaitedForAgainUntilItAnswers() throws IOException {
        PatientVolume volume = patient(new PatientVolume.Pace(Duration.ofMillis(1), Duration.ofMillis(1),
                Duration.ofMillis(20)));
        assertThat(volume.exists(file("a"))).isFalse();
        refuse(1000);
        assertThatThrownBy(() -> volume.list(new Path(directory.toUri()))).isInstanceOf(ConnectException.class);
        int left = failures.size();
        assertThat(left).isLessThan(1000);
        assertThatThrownBy(() -> volume.delete(file("a"))).isInstanceOf(ConnectException.class);
        assertThat(failures).hasSize(left - 1);
        failures.clear();
        volume.write(file("a"), CONTENT);
        refuse(1);
        assertThat(volume.size(file("a"))).isEqualTo(2);
    }

    /** The next attempt finds the file there, and its own content in it; another's stays another's. */
    @Test
    void aFileThatWasMadeBeforeTheServerFellSilentIsThisCallers() throws IOException {
        PatientVolume volume = patient(QUICK);
        assertThat(volume.exists(file("a"))).isFalse();
        madeUnsaid = true;
        assertThat(volume.writeNew(file("a"), CONTENT)).isTrue();
        assertThat(volume.writeNew(file("a"), CONTENT)).isFalse();
        refuse(1);
        assertThat(volume.writeNew(file("a"), new byte[] {3})).isFalse();
        assertThat(Files.readAllBytes(directory.resolve("a"))).isEqualTo(CONTENT);
    }

    @Test
    void waitingEndsByAnInterruption() throws IOException {
        PatientVolume volume = patient(QUICK);
        assertThat(volume.exists(file("a"))).isFalse();
        refuse(1000);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> volume.exists(file("a"))).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private PatientVolume patient(PatientVolume.Pace pace) {
        return new PatientVolume(failing, pace, false, told::add);
    }

    private void refuse(int times) {
        IOException[] refusals = new IOException[times];
        Arrays.setAll(refusals, i -> new ConnectException("Connection refused"));
        failures.addAll(List.of(refusals));
    }

    private Path file(String name) {
        return new Path(directory.resolve(name).toUri());
    }
}
