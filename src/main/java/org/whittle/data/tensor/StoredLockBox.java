package org.whittle.data.tensor;

import java.io.IOException;
import org.whittle.study.LockBox;
import org.whittle.work.FileStore;
import org.whittle.work.Rows;

/**
 * The test rows in {@code data/lockbox}.
 *
 * @param tensors nothing is read before {@link #open}
 * @param images what rows are, if they are images; otherwise {@code null}
 */
public record StoredLockBox(FileStore files, SplitTensors tensors, StoredImages images) implements LockBox {

    @Override
    public Rows open() throws IOException {
        return tensors.read(files, images);
    }
}
