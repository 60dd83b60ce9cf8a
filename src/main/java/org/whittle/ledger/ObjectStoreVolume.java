package org.whittle.ledger;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * An object store such as S3. An object appears whole when its stream is closed, and a rename would be a copy, so files
 * are written in place. New means looking before writing: two writers within the same moment can both succeed, the
 * later one's content staying. {@link StudyLock} and {@link HadoopLedger} reckon with that.
 */
final class ObjectStoreVolume extends HadoopVolume {

    ObjectStoreVolume(FileSystem fileSystem) {
        super(fileSystem);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        put(file, content, true);
    }

    @Override
    public boolean writeNew(Path file, byte[] content) throws IOException {
        if (exists(file)) {
            return false;
        }
        try {
            put(file, content, false);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @Override
    public boolean isExclusive() {
        return false;
    }

    private void put(Path file, byte[] content, boolean overwrite) throws IOException {
        try (FSDataOutputStream out = fileSystem.create(file, overwrite)) {
            out.write(content);
        }
    }
}
