package org.whittle.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.whittle.study.InvalidInputException;
import org.whittle.trial.FileStore;
import org.whittle.trial.LearningTask;

/**
 * Writes the rows of a partition, which come split by split, as tensors. Features go to files of some thousand rows, so
 * that neither this task nor the driver holds more than one of them.
 *
 * <p>A task that is tried again writes the same files again.
 *
 * @param rows of each split
 * @param width features a row
 * @param names of the features
 * @param chunk most values in a file of features; a file holds at least a row
 */
record TensorWriter(FileStore files, LearningTask task, List<Integer> rows, int width, List<String> names, int chunk)
        implements FlatMapFunction<Iterator<Row>, SplitTensors> {

    /** Values in a file of features: 64 MiB. */
    static final int CHUNK = 1 << 24;

    /**
     * @param partition of number of the split, label, vector of features
     * @return one for each split
     */
    @Override
    public Iterator<SplitTensors> call(Iterator<Row> partition) throws IOException {
        Map<String, Integer> classes = new HashMap<>();
        if (task instanceof LearningTask.Classification classification) {
            classification.classes().forEach(name -> classes.put(name, classes.size()));
        }
        List<SplitTensors> written = new ArrayList<>();
        for (SplitPart part : SplitPart.ALL) {
            written.add(write(part, partition, classes));
        }
        return written.iterator();
    }

    private SplitTensors write(SplitPart part, Iterator<Row> partition, Map<String, Integer> classes)
            throws IOException {
        int count = rows.get(part.ordinal());
        List<TensorFile> features = new ArrayList<>();
        ByteBuffer targets = Npy.allocate(classes.isEmpty() ? Npy.Type.DOUBLE : Npy.Type.FLOAT, count);
        int rowsPerFile = Math.max(1, chunk / width);
        for (int done = 0; done < count; done += rowsPerFile) {
            int inFile = Math.min(rowsPerFile, count - done);
            ByteBuffer values = Npy.allocate(Npy.Type.FLOAT, inFile, width);
            for (int i = 0; i < inFile; i++) {
                Row row = partition.hasNext() ? partition.next() : null;
                if (row == null || row.getInt(0) != part.ordinal()) {
                    throw new IllegalStateException("%d %s rows were counted, but %d came".formatted(count, part.title(),
                            done + i));
                }
                if (classes.isEmpty()) {
                    targets.putDouble(row.getDouble(1));
                } else {
                    targets.putFloat(classes.get(row.getString(1)));
                }
                put(((Vector) row.get(2)).toArray(), values);
            }
            String path = String.format(Locale.ROOT, "%s/features-%05d.npy", part.directory(), features.size());
            features.add(TensorFile.write(files, path, inFile, values.array()));
        }
        return new SplitTensors(count, width, features,
                TensorFile.write(files, part.directory() + "/targets.npy", count, targets.array()));
    }

    private void put(double[] row, ByteBuffer values) {
        for (int i = 0; i < width; i++) {
            float value = (float) row[i];
            if (!Float.isFinite(value)) {
                throw new InvalidInputException("Feature '%s' becomes %s in a 32-bit float after scaling; set data.scaling = "
                        .formatted(names.get(i), value) + "none or robust, or mend the column's largest value");
            }
            values.putFloat(value);
        }
    }
}
