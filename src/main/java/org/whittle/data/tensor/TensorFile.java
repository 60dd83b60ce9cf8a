package org.whittle.data.tensor;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.whittle.score.step.Digest;
import org.whittle.work.FileStore;

/**
 * A file of numbers in NumPy's format.
 *
 * @param path within the study directory
 * @param rows first size of its shape
 * @param sha256 of the whole file, in hexadecimal digits
 */
@DefaultSerializer(JavaSerializer.class)
record TensorFile(String path, int rows, String sha256) implements Serializable {

    /** Writes a file; the same content twice if a task is tried again. */
    static TensorFile write(FileStore files, String path, int rows, byte[] content) throws IOException {
        files.write(path, content);
        return new TensorFile(path, rows, Digest.of(content));
    }

    /**
     * Compares the file's length with that of so many rows, without reading it.
     *
     * @param images whether they may be bytes
     * @throws IOException if the file is missing or has another length
     */
    void requireSize(FileStore files, int width, boolean images) throws IOException {
        Npy.Type type = images && ofBytes(files, width) ? Npy.Type.BYTE : Npy.Type.FLOAT;
        requireSize(files, rows < 0 || width < 0 ? -1 : Npy.size(type, rows, width));
    }

    /** Its length tells bytes from floats. */
    private boolean ofBytes(FileStore files, int width) throws IOException {
        return rows > 0 && width > 0 && files.size(path) == Npy.size(Npy.Type.BYTE, rows, width);
    }

    /**
     * Features, row-major.
     *
     * @throws IOException if the file is missing or is not what was written
     */
    FloatBuffer features(FileStore files, int width) throws IOException {
        requireSize(files, width, false);
        return Npy.values(files.locate(path), content(files), Npy.Type.FLOAT, rows, width).asFloatBuffer();
    }

    /**
     * Shows images, row-major and in scale.
     *
     * @throws IOException if the file is missing or is not what was written
     */
    void images(FileStore files, int width, StoredImages images, Consumer<FloatBuffer> reader) throws IOException {
        requireSize(files, width, true);
        String place = files.locate(path);
        if (ofBytes(files, width)) {
            images.scale(Npy.values(place, content(files), Npy.Type.BYTE, rows, width), reader);
        } else {
            images.scale(Npy.values(place, content(files), Npy.Type.FLOAT, rows, width).asFloatBuffer(), reader);
        }
    }

    /**
     * Targets: class indices and, before there were doubles, a regression's, are floats.
     *
     * @throws IOException if the file is missing or is not what was written
     */
    double[] targets(FileStore files) throws IOException {
        boolean wide = rows > 0 && files.size(path) == Npy.size(Npy.Type.DOUBLE, rows);
        requireSize(files, rows < 0 ? -1 : Npy.size(wide ? Npy.Type.DOUBLE : Npy.Type.FLOAT, rows));
        byte[] content = content(files);
        double[] targets = new double[rows];
        if (rows == 0) {
            // Whatever they would be: with cross-validation a number's, too, are none beside the folds.
            return targets;
        }
        if (wide) {
            Npy.values(files.locate(path), content, Npy.Type.DOUBLE, rows).asDoubleBuffer().get(targets);
        } else {
            FloatBuffer values = Npy.values(files.locate(path), content, Npy.Type.FLOAT, rows).asFloatBuffer();
            Arrays.setAll(targets, values::get);
        }
        return targets;
    }

    private void requireSize(FileStore files, long wanted) throws IOException {
        long size = files.size(path);
        if (size != wanted) {
            throw new DamagedTensorException("%s has %d bytes where %s are needed; put it back, or begin the study anew"
                    .formatted(files.locate(path), size, wanted < 0 ? "others" : Long.toString(wanted)));
        }
    }

    private byte[] content(FileStore files) throws IOException {
        byte[] content = files.read(path);
        if (!Digest.of(content).equals(sha256)) {
            throw new DamagedTensorException("%s is not as it was prepared; put it back, or begin the study anew"
                    .formatted(files.locate(path)));
        }
        return content;
    }
}
