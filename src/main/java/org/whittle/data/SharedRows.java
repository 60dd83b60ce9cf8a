package org.whittle.data;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.whittle.trial.FileStore;
import org.whittle.trial.Rows;

/**
 * The rows that this JVM has read, shared by all its tasks.
 *
 * <p>Rows are held softly: as long as a task uses them they stay; afterwards the JVM may drop them when it needs the
 * memory, and the next task reads them again. So the cache bounds itself, whatever number of studies a JVM sees.
 */
final class SharedRows {

    private static final ConcurrentMap<String, SharedRows> BY_LOCATION = new ConcurrentHashMap<>();

    private SoftReference<Rows> rows = new SoftReference<>(null);

    private SharedRows() {
    }

    /** The rows of a split, read by the first that asks; others wait for it. */
    static Rows of(FileStore files, SplitTensors tensors) throws IOException {
        // The digest tells a prepared study from another one that was prepared in the same place before.
        TensorFile first = tensors.features().get(0);
        String key = files.locate(first.path()) + " " + first.sha256() + " " + tensors.targets().sha256();
        return BY_LOCATION.computeIfAbsent(key, location -> new SharedRows()).get(files, tensors);
    }

    private synchronized Rows get(FileStore files, SplitTensors tensors) throws IOException {
        Rows known = rows.get();
        if (known == null) {
            known = tensors.read(files);
            rows = new SoftReference<>(known);
        }
        return known;
    }
}
