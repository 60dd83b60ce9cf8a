package org.whittle.ledger;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.whittle.work.Fault;

/**
 * A volume whose server is waited for while it does not answer: a NameNode that is started again or in safe mode, an
 * object store that asks for less. After each failure the pause is twice as long. A server that has never answered is
 * not waited for, since its name may be wrong; nor is one that was waited for in vain.
 */
final class PatientVolume implements Volume {

    static final Pace PACE = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofMinutes(10));

    private final Volume volume;
    private final Pace pace;
    private final Consumer<String> told;
    private final AtomicBoolean silent = new AtomicBoolean();
    private volatile boolean answered;

    /**
     * @param first pause after the first failure
     * @param longest pause
     * @param most after which a silent server has failed
     */
    record Pace(Duration first, Duration longest, Duration most) {
    }

    private interface Attempt<T> {
        T make() throws IOException;
    }

    /**
     * @param answered whether the server is known to have answered somebody
     * @param told what is waited for, a line each time
     */
    PatientVolume(Volume volume, Pace pace, boolean answered, Consumer<String> told) {
        this.volume = volume;
        this.pace = pace;
        this.answered = answered;
        this.told = told;
    }

    /** Whether the server has ever answered. */
    boolean hasAnswered() {
        return answered;
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        patiently(() -> {
            volume.write(file, content);
            return true;
        });
    }

    /** A server may fall silent when it has made the file and not yet said so. */
    @Override
    public boolean writeNew(Path file, byte[] content) throws IOException {
        boolean[] tried = {false};
        return patiently(() -> {
            boolean again = tried[0];
            tried[0] = true;
            return volume.writeNew(file, content) || again && Arrays.equals(volume.read(file), content);
        });
    }

    @Override
    public boolean isExclusive() {
        return volume.isExclusive();
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return patiently(() -> volume.read(file));
    }

    @Override
    public long size(Path file) throws IOException {
        return patiently(() -> volume.size(file));
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return patiently(() -> volume.exists(path));
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return patiently(() -> volume.list(directory));
    }

    @Override
    public void delete(Path path) throws IOException {
        patiently(() -> {
            volume.delete(path);
            return true;
        });
    }

    private <T> T patiently(Attempt<T> attempt) throws IOException {
        long begun = System.nanoTime();
        Duration pause = pace.first();
        while (true) {
            try {
                T result = attempt.make();
                answered = true;
                if (silent.compareAndSet(true, false)) {
                    told.accept("the file system answers again");
                }
                return result;
            } catch (IOException e) {
                boolean late = System.nanoTime() - begun > pace.most().toNanos();
                if (!answered || !Fault.isPassing(e)) {
                    throw e;
                }
                if (late) {
                    // Nobody else waits as long again.
                    answered = false;
                    throw e;
                }
                if (silent.compareAndSet(false, true)) {
                    told.accept("the file system does not answer; waiting, up to %d minutes: %s"
                            .formatted(pace.most().toMinutes(), Fault.line(e)));
                }
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(pace.longest()) < 0 ? pause.multipliedBy(2) : pace.longest();
        }
    }

    private static void sleep(Duration pause) throws InterruptedIOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the file system did not answer");
        }
    }
}
