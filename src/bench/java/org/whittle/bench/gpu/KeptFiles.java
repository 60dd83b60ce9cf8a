package org.whittle.bench.gpu;

import java.io.FileNotFoundException;
import java.util.concurrent.ConcurrentHashMap;
import org.whittle.bench.cohorts.NoFiles;

/** Keeps what is written, in memory: checkpoints to go on from, and to compare. */
class KeptFiles extends NoFiles {

    private static final long serialVersionUID = 1L;

    private final ConcurrentHashMap<String, byte[]> files = new ConcurrentHashMap<>();

    @Override
    public void write(String path, byte[] content) {
        files.put(path, content.clone());
    }

    @Override
    public byte[] read(String path) throws FileNotFoundException {
        byte[] content = files.get(path);
        if (content == null) {
            throw new FileNotFoundException(path);
        }
        return content.clone();
    }
}
