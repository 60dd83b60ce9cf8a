package org.whittle.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.whittle.trial.FileStore;
import org.whittle.trial.Rows;

/**
 * Where a split's rows lie.
 *
 * @param count number of rows
 * @param width features a row
 * @param features files of consecutive rows, each of shape (rows, width)
 * @param targets one file of shape (count)
 */
record SplitTensors(int count, int width, List<TensorFile> features, TensorFile targets) implements Serializable {

    SplitTensors {
        features = List.copyOf(features);
    }

    /** @throws IOException if a file is missing or is not what was written */
    Rows read(FileStore files) throws IOException {
        float[] values = new float[Math.multiplyExact(count, width)];
        int row = 0;
        for (TensorFile file : features) {
            file.features(files, width).get(values, row * width, file.rows() * width);
            row += file.rows();
        }
        return new Rows(count, width, values, targets.targets(files));
    }
}
