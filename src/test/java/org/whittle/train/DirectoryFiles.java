package org.whittle.train;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.whittle.work.FileStore;

/** A study directory on the local disk, which two processes can share. */
public final class DirectoryFiles implements FileStore {

    private static final long serialVersionUID = 1L;

    private final String root;

    public DirectoryFiles(Path root) {
        this.root = root.toString();
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        Path file = resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    @Override
    public boolean writeNew(String path, byte[] content) throws IOException {
        if (exists(path)) {
            return false;
        }
        write(path, content);
        return true;
    }

    @Override
    public byte[] read(String path) throws IOException {
        try {
            return Files.readAllBytes(resolve(path));
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(path);
        }
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(resolve(path));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        if (!exists(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(resolve(directory))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void delete(String path) throws IOException {
        if (!exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(resolve(path))) {
            tree.sorted(Comparator.reverseOrder()).forEach(entry -> {
                try {
                    Files.delete(entry);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Override
    public String locate(String path) {
        return resolve(path).toUri().toString();
    }

    private Path resolve(String path) {
        return Path.of(root).resolve(path);
    }
}
