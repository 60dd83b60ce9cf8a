package org.whittle.data;

import java.io.IOException;
import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.whittle.trial.FileStore;

/**
 * A file of 32-bit floats in NumPy's format.
 *
 * @param path within the study directory
 * @param rows first size of its shape
 * @param sha256 of the whole file, in hexadecimal digits
 */
record TensorFile(String path, int rows, String sha256) implements Serializable {

    /** Writes a file; the same content twice if a task is tried again. */
    static TensorFile write(FileStore files, String path, int rows, byte[] content) throws IOException {
        files.write(path, content);
        return new TensorFile(path, rows, digest(content));
    }

    /**
     * Copies the values.
     *
     * @param shape that the file must have
     * @throws IOException if the file is missing or is not what was written
     */
    void read(FileStore files, float[] values, int at, int... shape) throws IOException {
        byte[] content = files.read(path);
        if (!digest(content).equals(sha256)) {
            throw new IOException("%s is not as it was prepared; put it back, or begin the study anew"
                    .formatted(files.locate(path)));
        }
        Npy.read(files.locate(path), content, values, at, shape);
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
