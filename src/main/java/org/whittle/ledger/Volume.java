package org.whittle.ledger;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * How one kind of file system keeps the promises of {@link org.whittle.work.FileStore}. Paths are absolute.
 */
interface Volume {

    void write(Path file, byte[] content) throws IOException;

    boolean writeNew(Path file, byte[] content) throws IOException;

    /** As {@link org.whittle.work.FileStore#isExclusive}. */
    default boolean isExclusive() {
        return true;
    }

    byte[] read(Path file) throws IOException;

    long size(Path file) throws IOException;

    boolean exists(Path path) throws IOException;

    List<String> list(Path directory) throws IOException;

    void delete(Path path) throws IOException;

    /** Start of the names under which files are written before they appear; such names are never listed. */
    String UNPUBLISHED = ".unpublished-";
}
