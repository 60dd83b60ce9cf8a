package org.whittle.data.tensor;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.whittle.data.column.SplitPart;
import org.whittle.data.row.RowBlock;
import org.whittle.net.LearningTask;
import org.whittle.score.step.Features;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;

/**
 * Writes rows as tensors, each partition those that it has, to files of some thousand rows: neither a task nor the
 * driver holds more than a partition. Only the targets of a split come together, in a task of their own.
 *
 * <p>A task that is tried again writes the same files again.
 *
 * @param features as they are stored
 * @param images whether rows are images: a file of them in which all pixels are whole numbers from 0 to 255 has bytes
 * @param chunk most values in a file of features; a file holds at least a row
 * @param fold whose training and validation rows are written; negative: all rows are, those of all parts
 */
public record TensorWriter(FileStore files, LearningTask task, Features features, boolean images, int chunk, int fold)
        implements Serializable {

    /** Values in a file of features: 64 MiB. */
    public static final int CHUNK = 1 << 24;

    /** Of all rows. */
    public TensorWriter(FileStore files, LearningTask task, Features features, boolean images, int chunk) {
        this(files, task, features, images, chunk, -1);
    }

    private List<SplitPart> parts() {
        return fold < 0 ? SplitPart.ALL : List.of(SplitPart.TRAINING, SplitPart.VALIDATION);
    }

    private String directory(SplitPart part) {
        return fold < 0 ? part.directory() : part.directory(fold);
    }

    /** Features of a split in one partition. */
    @DefaultSerializer(JavaSerializer.class)
    private record Written(int part, List<TensorFile> files) implements Serializable {
    }

    /**
     * @param blocks one a partition
     * @param counts rows of each part, by partition
     * @return one for each split
     */
    public List<SplitTensors> write(JavaRDD<RowBlock> blocks, List<int[]> counts) {
        List<int[]> first = firstFiles(counts);
        List<Written> written = blocks.mapPartitionsWithIndex((partition, each) ->
                write(each.next(), first.get(partition)).iterator(), true).collect();
        List<List<TensorFile>> ofRows = targets(blocks);
        List<SplitTensors> splits = new ArrayList<>();
        for (SplitPart part : parts()) {
            List<TensorFile> ofPart = written.stream().filter(some -> some.part == part.ordinal())
                    .flatMap(some -> some.files.stream()).toList();
            int rows = counts.stream().mapToInt(partition -> partition[part.ordinal()]).reduce(0, Math::addExact);
            splits.add(new SplitTensors(rows, features.width(), ofPart,
                    ofRows.get(part.ordinal()).get(0),
                    ofRows.get(part.ordinal()).size() > 1 ? ofRows.get(part.ordinal()).get(1) : null));
        }
        return splits;
    }

    private int rowsPerFile() {
        return Math.max(1, chunk / features.width());
    }

    /** Number of the first file of each split, by partition. */
    private List<int[]> firstFiles(List<int[]> counts) {
        List<int[]> first = new ArrayList<>();
        int[] next = new int[SplitPart.ALL.size()];
        for (int[] rows : counts) {
            first.add(next.clone());
            for (int part = 0; part < next.length; part++) {
                next[part] += (rows[part] + rowsPerFile() - 1) / rowsPerFile();
            }
        }
        return first;
    }

    private List<Written> write(RowBlock block, int[] firstFiles) throws IOException {
        List<String> names = features.names();
        double[] row = new double[features.width()];
        float[] rounded = new float[features.width()];
        List<Written> all = new ArrayList<>();
        for (SplitPart part : parts()) {
            int[] rows = rows(block, part);
            List<TensorFile> written = new ArrayList<>();
            for (int done = 0; done < rows.length; done += rowsPerFile()) {
                int inFile = Math.min(rowsPerFile(), rows.length - done);
                ByteBuffer values = Npy.allocate(Npy.Type.FLOAT, inFile, features.width());
                FloatBuffer floats = values.asFloatBuffer();
                RowBlock.Cursor cursor = block.cursor();
                boolean whole = images;
                for (int i = 0; i < inFile; i++) {
                    features.write(cursor.at(rows[done + i]), row);
                    round(row, rounded, names);
                    floats.put(rounded);
                    whole = whole && areBytes(rounded);
                }
                if (whole) {
                    values = bytes(floats.flip(), inFile);
                }
                String path = String.format(Locale.ROOT, "%s/features-%05d.npy", directory(part),
                        firstFiles[part.ordinal()] + written.size());
                written.add(TensorFile.write(files, path, inFile, values.array()));
            }
            all.add(new Written(part.ordinal(), written));
        }
        return all;
    }

    private static boolean areBytes(float[] values) {
        for (float value : values) {
            // The negative zero is none.
            if (!(value >= 0 && value <= 255) || Float.floatToIntBits(value) != Float.floatToIntBits((int) value)) {
                return false;
            }
        }
        return true;
    }

    private ByteBuffer bytes(FloatBuffer floats, int rows) {
        ByteBuffer file = Npy.allocate(Npy.Type.BYTE, rows, features.width());
        while (floats.hasRemaining()) {
            file.put((byte) (int) floats.get());
        }
        return file;
    }

    private static int[] rows(RowBlock block, SplitPart part) {
        int[] rows = new int[block.rows()];
        int count = 0;
        for (int row = 0; row < rows.length; row++) {
            if (block.part(row) == part) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    private static void round(double[] row, float[] values, List<String> names) {
        for (int i = 0; i < row.length; i++) {
            float value = (float) row[i];
            values[i] = value;
            if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                throw new InvalidInputException(
                        "Feature '%s' becomes %s in a 32-bit float after scaling; set data.scaling = "
                                        .formatted(names.get(i), value)
                                + "none or robust, or mend the column's largest value");
            }
        }
    }

    /** Targets of one partition, by split, and what rows count; no weights where all count the same. */
    @DefaultSerializer(JavaSerializer.class)
    private record Targets(int partition, List<double[]> ofParts, List<double[]> weights) implements Serializable {
    }

    /** One file for each split, or two. */
    private List<List<TensorFile>> targets(JavaRDD<RowBlock> blocks) {
        Map<String, Integer> classes = new HashMap<>();
        if (task instanceof LearningTask.Classification classification) {
            classification.classes().forEach(name -> classes.put(name, classes.size()));
        }
        JavaRDD<Targets> ofPartitions = blocks.mapPartitionsWithIndex((partition, each) ->
                List.of(targets(partition, each.next(), classes)).iterator(), true);
        return ofPartitions.coalesce(1).mapPartitions(partitions -> writeTargets(partitions).iterator()).collect();
    }

    private Targets targets(int partition, RowBlock block, Map<String, Integer> classes) {
        List<double[]> targets = new ArrayList<>();
        List<double[]> weights = new ArrayList<>();
        for (SplitPart part : parts()) {
            int[] rows = rows(block, part);
            double[] values = new double[rows.length];
            if (block.layout().weighted()) {
                weights.add(Arrays.stream(rows).mapToDouble(block::weight).toArray());
            }
            for (int i = 0; i < rows.length; i++) {
                values[i] = classes.isEmpty() ? block.target(rows[i]) : classes.get(block.label(rows[i]));
            }
            targets.add(values);
        }
        return new Targets(partition, targets, weights);
    }

    private List<List<TensorFile>> writeTargets(Iterator<Targets> partitions) throws IOException {
        List<Targets> all = new ArrayList<>();
        partitions.forEachRemaining(all::add);
        // They come from where they lie, not in their order.
        all.sort(Comparator.comparingInt(Targets::partition));
        boolean classes = task instanceof LearningTask.Classification;
        boolean weighted = all.stream().anyMatch(some -> !some.weights.isEmpty());
        List<List<TensorFile>> written = new ArrayList<>();
        for (SplitPart part : parts()) {
            List<TensorFile> files = new ArrayList<>();
            files.add(write(all.stream().map(some -> some.ofParts.get(part.ordinal())).toList(), classes,
                    directory(part) + "/targets.npy"));
            if (weighted) {
                files.add(write(all.stream().map(some -> some.weights.get(part.ordinal())).toList(), false,
                        directory(part) + "/weights.npy"));
            }
            written.add(files);
        }
        return written;
    }

    /** @param floats whether 32 bits do: of a class's index */
    private TensorFile write(List<double[]> partitions, boolean floats, String path) throws IOException {
        int count = partitions.stream().mapToInt(some -> some.length).sum();
        ByteBuffer file = Npy.allocate(floats ? Npy.Type.FLOAT : Npy.Type.DOUBLE, count);
        for (double[] some : partitions) {
            for (double value : some) {
                if (floats) {
                    file.putFloat((float) value);
                } else {
                    file.putDouble(value);
                }
            }
        }
        return TensorFile.write(files, path, count, file.array());
    }
}
