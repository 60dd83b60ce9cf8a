package org.whittle.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.whittle.trial.LearningTask;
import org.whittle.trial.Rows;
import org.whittle.trial.TrainingData;

/**
 * The training and validation rows on one device, copied there once per JVM and shared by all its tasks.
 *
 * <p>Tasks come and go, so a copy that nobody uses is kept for the next task, until another study's rows are asked
 * for on that device.
 */
final class DeviceData {

    private static final List<Entry> ENTRIES = new ArrayList<>();

    private final DeviceRows training;
    private final DeviceRows validation;
    private final NDManager owner;

    private DeviceData(Rows training, Rows validation, LearningTask task, Device device) {
        owner = TorchEngine.newManager(device);
        try {
            this.training = DeviceRows.copy(training, task, owner);
            this.validation = DeviceRows.copy(validation, task, owner);
        } catch (RuntimeException | Error e) {
            owner.close();
            throw e;
        }
    }

    DeviceRows training() {
        return training;
    }

    DeviceRows validation() {
        return validation;
    }

    /** Use of the shared rows; the rows stay until it is closed. */
    static final class Lease implements AutoCloseable {

        private final Entry entry;
        private boolean closed;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        DeviceData data() {
            return entry.data;
        }

        @Override
        public void close() {
            synchronized (ENTRIES) {
                if (!closed) {
                    closed = true;
                    entry.users--;
                }
            }
        }
    }

    private static final class Entry {
        private final Device device;
        private final DeviceData data;
        private int users;

        private Entry(Device device, DeviceData data) {
            this.device = device;
            this.data = data;
        }

        // The arrays are shared by every task of a JVM, so their identity is the rows' identity.
        private boolean holds(Rows training, Rows validation) {
            return data.training.rows().features() == training.features()
                    && data.training.rows().targets() == training.targets()
                    && data.validation.rows().features() == validation.features()
                    && data.validation.rows().targets() == validation.targets();
        }
    }

    /** The rows of a study on a device. */
    static Lease acquire(TrainingData data, Device device) {
        Rows training = data.training();
        Rows validation = data.validation();
        synchronized (ENTRIES) {
            for (Entry entry : ENTRIES) {
                if (entry.device.equals(device) && entry.holds(training, validation)) {
                    entry.users++;
                    return new Lease(entry);
                }
            }
            ENTRIES.removeIf(DeviceData::releaseIdle);
            Entry entry = new Entry(device, new DeviceData(training, validation, data.task(), device));
            entry.users = 1;
            ENTRIES.add(entry);
            return new Lease(entry);
        }
    }

    private static boolean releaseIdle(Entry entry) {
        if (entry.users == 0) {
            entry.data.owner.close();
        }
        return entry.users == 0;
    }
}
