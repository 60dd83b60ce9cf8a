package org.whittle.work;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * The files of one study directory. Paths are relative to it, with {@code /} between their parts.
 *
 * <p>An {@link IOException} is a fault of the infrastructure and is left to Spark's retries.
 */
public interface FileStore extends Serializable {

    /** Makes the file appear whole, or not at all, replacing an older one. */
    void write(String path, byte[] content) throws IOException;

    /**
     * Makes the file appear whole, unless there is one of that name.
     *
     * @return whether this call made it
     */
    boolean writeNew(String path, byte[] content) throws IOException;

    /**
     * Whether {@link #writeNew} is exclusive, whatever others do at the same moment. If not, it looks before it writes:
     * of two who look before either has written, both succeed, and the later one's content stays.
     */
    default boolean isExclusive() throws IOException {
        return true;
    }

    /** @throws java.io.FileNotFoundException if there is none */
    byte[] read(String path) throws IOException;

    /**
     * Bytes of a file, to be known before it is read.
     *
     * @throws java.io.FileNotFoundException if there is none
     */
    default long size(String path) throws IOException {
        return read(path).length;
    }

    /** Whether there is a file, or a directory, of that path. */
    boolean exists(String path) throws IOException;

    /** Names (not paths) of what is directly in a directory, sorted; none if there is no such directory. */
    List<String> list(String directory) throws IOException;

    /** Removes a file, or a directory with all it holds; nothing happens if there is none. */
    void delete(String path) throws IOException;

    /** The whole, absolute path of a file, scheme included. */
    String locate(String path);
}
