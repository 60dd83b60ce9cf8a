import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts the job jar together from its classes and the native engine. Part of the build, not of Whittle.
 *
 * <p>Java's zip file system moves the entries that it does not touch as they are. So the engine's 450 MB are not
 * compressed again: that took 25 s, this takes one.
 */
final class JobJar {

    private JobJar() {
    }

    /** @param args the classes' jar, the engine's jar, the job jar */
    public static void main(String[] args) throws IOException {
        Path classes = Path.of(args[0]);
        Path engine = Path.of(args[1]);
        Path job = Path.of(args[2]);
        Path unfinished = job.resolveSibling(job.getFileName() + ".part");
        Files.copy(engine, unfinished, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem from = FileSystems.newFileSystem(classes);
                FileSystem to = FileSystems.newFileSystem(unfinished)) {
            add(from.getPath("/"), to.getPath("/"));
        }
        // Whoever sees the job jar sees all of it.
        Files.move(unfinished, job, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void add(Path from, Path to) throws IOException {
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(from)) {
            entries = walk.sorted().toList();
        }
        for (Path entry : entries) {
            Path target = to.resolve(from.relativize(entry).toString());
            if (Files.isDirectory(entry)) {
                if (!Files.exists(target)) {
                    // Not the time of this build: equal classes give equal bytes.
                    Files.createDirectories(target);
                    FileTime time = Files.getLastModifiedTime(entry);
                    Files.getFileAttributeView(target, BasicFileAttributeView.class).setTimes(time, time, time);
                }
            } else {
                Files.copy(entry, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
