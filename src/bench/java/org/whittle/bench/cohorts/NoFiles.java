package org.whittle.bench.cohorts;

import java.io.FileNotFoundException;
import java.util.List;
import org.whittle.work.FileStore;

/** Keeps nothing: checkpoints are not what is measured. */
public class NoFiles implements FileStore {

    private static final long serialVersionUID = 1L;

    @Override
    public void write(String path, byte[] content) {
        // Not kept.
    }

    @Override
    public boolean writeNew(String path, byte[] content) {
        return true;
    }

    @Override
    public byte[] read(String path) throws FileNotFoundException {
        throw new FileNotFoundException(path);
    }

    @Override
    public boolean exists(String path) {
        return false;
    }

    @Override
    public List<String> list(String directory) {
        return List.of();
    }

    @Override
    public void delete(String path) {
        // There is nothing.
    }

    @Override
    public String locate(String path) {
        return path;
    }
}
