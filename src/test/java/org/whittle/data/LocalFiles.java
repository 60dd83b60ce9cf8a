package org.whittle.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.whittle.work.FileStore;

/** A study directory on this machine's disk. */
public final class LocalFiles implements FileStore {

    private static final long serialVersionUID = 1L;

    private final String directory;

    public LocalFiles(Path directory) {
        this.directory = directory.toAbsolutePath().toString();
    }

    public Path path(String path) {
        return Path.of(directory, path);
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        Path file = path(path);
        Files.createDirectories(file.getParent());
        Path draft = Files.write(file.resolveSibling("." + file.getFileName()), content);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
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
            return Files.readAllBytes(path(path));
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(e.getMessage());
        }
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(path(path));
    }

    @Override
    public List<String> list(String path) throws IOException {
        if (!Files.isDirectory(path(path))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path(path))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public void delete(String path) throws IOException {
        if (exists(path)) {
            try (Stream<Path> files = Files.walk(path(path))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public String locate(String path) {
        return path(path).toUri().toString();
    }
}
