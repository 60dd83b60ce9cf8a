package org.whittle.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A disk of this machine, or a network file system that is mounted like one.
 *
 * <p>Hadoop's own local file system writes a checksum file beside each file, starts a process to set permissions or to
 * follow links, and cannot publish a file exclusively. So this goes to the disk directly: a rename replaces a file, and
 * a hard link makes one only if the name is free. Both are atomic under POSIX, on NFS too. Where there are no hard
 * links (some FUSE mounts), exclusive means looking before renaming.
 */
final class LocalVolume implements Volume {

    @Override
    public void write(org.apache.hadoop.fs.Path file, byte[] content) throws IOException {
        Path target = local(file);
        Path written = writeBeside(target, content);
        try {
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(written);
            throw e;
        }
    }

    @Override
    public boolean writeNew(org.apache.hadoop.fs.Path file, byte[] content) throws IOException {
        Path target = local(file);
        if (Files.exists(target)) {
            return false;
        }
        Path written = writeBeside(target, content);
        try {
            publishNew(written, target);
            return true;
        } catch (FileAlreadyExistsException e) {
            // NFS can lose the answer to a link that was made, and refuse the repeated request.
            return Files.isSameFile(written, target);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static void publishNew(Path written, Path target) throws IOException {
        try {
            Files.createLink(target, written);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
            Files.move(written, target);
        }
    }

    @Override
    public byte[] read(org.apache.hadoop.fs.Path file) throws IOException {
        try {
            return Files.readAllBytes(local(file));
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(file + " does not exist");
        }
    }

    @Override
    public long size(org.apache.hadoop.fs.Path file) throws IOException {
        try {
            return Files.size(local(file));
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(file + " does not exist");
        }
    }

    @Override
    public boolean exists(org.apache.hadoop.fs.Path path) {
        return Files.exists(local(path));
    }

    @Override
    public List<String> list(org.apache.hadoop.fs.Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(local(directory))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(UNPUBLISHED)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public void delete(org.apache.hadoop.fs.Path path) throws IOException {
        deleteTree(local(path));
    }

    /** Deletes a file or directory, even if a task that is being stopped writes into it meanwhile. */
    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException error) throws IOException {
                if (error instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw error;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException error) throws IOException {
                if (error != null) {
                    throw error;
                }
                try {
                    Files.deleteIfExists(directory);
                } catch (DirectoryNotEmptyException written) {
                    deleteTree(directory);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static Path writeBeside(Path target, byte[] content) throws IOException {
        Path file = target.resolveSibling(UNPUBLISHED + UUID.randomUUID());
        try {
            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (NoSuchFileException noDirectoryYet) {
            Files.createDirectories(target.getParent());
            Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return file;
    }

    private static Path local(org.apache.hadoop.fs.Path path) {
        return Path.of(path.toUri().getPath());
    }
}
