package org.whittle.train.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.whittle.score.engine.TorchEngine;
import org.whittle.work.TrainingData;

/**
 * A study's rows on one device: in the engine's memory, outside Java's heap, once per JVM, shared by all its tasks,
 * which only read them; with cross-validation, those of each fold that tasks came for.
 *
 * <p>Tasks come and go, so rows that nobody uses are kept for the next task: until the study ends in this JVM
 * ({@link #release}), another study's rows are asked for on that device, or nobody has asked for them for some minutes.
 * An executor's rows end with it, or by the last of these.
 */
public final class DeviceData {

    /** Longer than rungs of a study are apart. */
    private static final long IDLE_MINUTES = 10;
    private static final int SMALLEST_SAMPLE = 128;
    private static final int LARGEST_SAMPLE = 1024;
    private static final int SHARE_OF_SAMPLE = 16;
    private static final List<Entry> ENTRIES = new ArrayList<>();

    private final DeviceRows training;
    private final DeviceRows validation;
    private final DeviceRows sample;

    private DeviceData(DeviceRows training, DeviceRows validation, NDManager owner) {
        this.training = training;
        this.validation = validation;
        int most = Math.min(LARGEST_SAMPLE, Math.max(SMALLEST_SAMPLE, training.count() / SHARE_OF_SAMPLE));
        sample = validation == null ? null : training.sample(most, owner);
    }

    /** Training rows that are measured on, so few that it costs little beside an epoch; none for a refit. */
    public DeviceRows sample() {
        return sample;
    }

    /** The rows to train on: for a refit, training and validation rows. */
    public DeviceRows training() {
        return training;
    }

    /** The rows to measure on; none for a refit. */
    public DeviceRows validation() {
        return validation;
    }

    /** Use of the shared rows; the rows stay until it is closed. */
    public static final class Lease implements AutoCloseable {

        private final Entry entry;
        private boolean closed;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        public DeviceData data() {
            return entry.data;
        }

        @Override
        public void close() {
            synchronized (ENTRIES) {
                if (closed) {
                    return;
                }
                closed = true;
                entry.users--;
                entry.uses++;
                if (entry.ended) {
                    free(other -> other == entry && other.unused());
                } else if (entry.users == 0) {
                    long uses = entry.uses;
                    entry.wind(Clock.IDLE.schedule(
                            () -> free(other -> other == entry && other.unused() && other.uses == uses),
                            IDLE_MINUTES, TimeUnit.MINUTES));
                }
            }
        }
    }

    /** One thread while there are rows that nobody uses, and none otherwise. */
    private static final class Clock {
        private static final ScheduledThreadPoolExecutor IDLE = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "whittle-idle-rows");
            thread.setDaemon(true);
            return thread;
        });

        static {
            IDLE.setRemoveOnCancelPolicy(true);
            IDLE.setKeepAliveTime(2, TimeUnit.SECONDS);
            IDLE.allowCoreThreadTimeOut(true);
        }
    }

    /** Rows on a device, and who owns their memory. */
    private static final class Entry {
        private final Device device;
        private final TrainingData rows;
        private final boolean together;
        private final NDManager owner;
        private final DeviceData data;
        private int users;
        private long uses;
        private boolean ended;
        private Future<?> end = CompletableFuture.completedFuture(null);

        private Entry(TrainingData rows, boolean together, Device device) {
            this.device = device;
            this.rows = rows;
            this.together = together;
            owner = TorchEngine.newManager(device);
            try {
                data = together
                        ? new DeviceData(
                                DeviceRows.copy(List.of(rows.training(), rows.validation()), rows.task(), owner),
                                null,
                                owner)
                        : new DeviceData(
                                DeviceRows.copy(rows.training(), rows.task(), owner),
                                DeviceRows.copy(rows.validation(), rows.task(), owner),
                                owner);
            } catch (RuntimeException | Error e) {
                owner.close();
                throw e;
            }
        }

        private boolean unused() {
            return users == 0;
        }

        /** In the place of what was to end it earlier. */
        private void wind(Future<?> later) {
            end.cancel(false);
            end = later;
        }

        private void close() {
            end.cancel(false);
            owner.close();
        }
    }

    /** The rows of a study's trials on a device, read by the first who asks; others wait for it. */
    public static Lease acquire(TrainingData rows, Device device) {
        return acquire(rows, false, device);
    }

    /** The same, training and validation rows together, for a refit. */
    public static Lease acquireTogether(TrainingData rows, Device device) {
        return acquire(rows, true, device);
    }

    private static Lease acquire(TrainingData rows, boolean together, Device device) {
        synchronized (ENTRIES) {
            for (Entry entry : ENTRIES) {
                if (entry.device.equals(device) && entry.together == together && entry.rows.equals(rows)) {
                    entry.users++;
                    return new Lease(entry);
                }
            }
            free(entry -> entry.unused()
                    && (together || entry.together || !entry.rows.origin().isBeside(rows.origin())));
            Entry entry = new Entry(rows, together, device);
            entry.users = 1;
            ENTRIES.add(entry);
            return new Lease(entry);
        }
    }

    /**
     * Frees what this JVM holds of a study's rows, and of what was made of them: at once, or when the last task has
     * done with them.
     */
    public static void release(TrainingData rows) {
        synchronized (ENTRIES) {
            ENTRIES.stream()
                    .filter(entry -> entry.rows.origin().equals(rows) || rows.folds().contains(entry.rows.origin()))
                    .forEach(entry -> entry.ended = true);
            free(entry -> entry.ended && entry.unused());
        }
    }

    /** How many copies of rows this JVM holds, of all studies and devices. */
    public static int count() {
        synchronized (ENTRIES) {
            return ENTRIES.size();
        }
    }

    private static void free(Predicate<Entry> which) {
        synchronized (ENTRIES) {
            ENTRIES.removeIf(entry -> {
                boolean freed = which.test(entry);
                if (freed) {
                    entry.close();
                }
                return freed;
            });
        }
    }
}
