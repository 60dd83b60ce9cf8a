package org.whittle.data.tensor;

import java.io.IOException;
import org.whittle.study.LockBox;
import org.whittle.work.FileStore;
import org.whittle.work.Rows;

/**
 * The test rows in {@code data/lockbox}.
 *
 * @param tensors nothing is read before {@link #open}
 */
public record StoredLockBox(FileStore files, SplitTensors tensors) implements LockBox {

    @Override
    public Rows open() throws IOException {
        return tensors.read(files);
    }
}
