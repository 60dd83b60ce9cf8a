package org.whittle.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What all of Hadoop's file systems do alike. */
abstract class HadoopVolume implements Volume {

    protected final FileSystem fileSystem;

    HadoopVolume(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    @Override
    public byte[] read(Path file) throws IOException {
        try (InputStream in = fileSystem.open(file)) {
            return in.readAllBytes();
        }
    }

    @Override
    public long size(Path file) throws IOException {
        return fileSystem.getFileStatus(file).getLen();
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return fileSystem.exists(path);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        FileStatus[] entries;
        try {
            entries = fileSystem.listStatus(directory);
        } catch (FileNotFoundException none) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (FileStatus entry : entries) {
            if (entry.getPath().equals(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
            if (!entry.getPath().getName().startsWith(UNPUBLISHED)) {
                names.add(entry.getPath().getName());
            }
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public void delete(Path path) throws IOException {
        fileSystem.delete(path, true);
    }
}
