package org.whittle.ledger;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.work.Fault;
import org.whittle.work.FileStore;

/**
 * A study directory on any file system that Hadoop knows.
 *
 * <p>How files appear depends on the file system:
 * <table>
 * <caption>What is atomic where</caption>
 * <tr><th>file system</th><th>{@link #write}</th><th>{@link #writeNew}</th></tr>
 * <tr><td>{@code file}</td><td>atomic (rename)</td><td>atomic and exclusive (hard link)</td></tr>
 * <tr><td>{@code hdfs}, {@code viewfs}, {@code ofs}, {@code abfs}, … (all that Hadoop's {@link FileContext} knows)</td>
 * <td>atomic (rename)</td><td>atomic and exclusive (rename that leaves an existing file alone)</td></tr>
 * <tr><td>{@code s3a}, {@code gs} and other object stores</td><td>atomic (one PUT)</td><td>atomic (one PUT after a
 * look; exclusive but for writers within the same moment)</td></tr>
 * </table>
 *
 * <p>A file that has appeared survives the death of the process, not necessarily that of the machine: nothing here
 * waits for a disk.
 *
 * <p>Instances are small and travel to executors: the connection to the file system is made on first use, once a JVM.
 */
public final class HadoopFileStore implements FileStore {

    private static final long serialVersionUID = 1L;

    private static final Set<String> OBJECT_STORES =
            Set.of("s3a", "s3", "s3n", "gs", "oss", "cosn", "obs", "swift", "wasb", "wasbs");

    private static final URI LOCAL = URI.create("file:///");

    private static final ConcurrentMap<Key, Volume> VOLUMES = new ConcurrentHashMap<>();

    private final String directory;
    private final TreeMap<String, String> settings;
    /** Whether the file system has answered the driver, before this travelled. */
    private boolean answered;
    private transient Consumer<String> told;
    private transient volatile Volume volume;

    /** A file system, not a directory of it: there are few of them, however many studies a JVM has seen. */
    private record Key(String scheme, String authority, Map<String, String> settings) {

        static Key of(URI directory, Map<String, String> settings) {
            return new Key(directory.getScheme(), directory.getAuthority(), settings);
        }

        Path root() {
            return new Path(scheme, authority, "/");
        }
    }

    /**
     * @param directory a local path, or one of a file system with its scheme; need not exist
     * @param hadoopSettings in which Hadoop's configuration differs from its defaults: see {@link #settings}
     * @throws InvalidInputException if the directory's name or file system is not one that Hadoop knows
     */
    public HadoopFileStore(String directory, Map<String, String> hadoopSettings) {
        this.settings = new TreeMap<>(hadoopSettings);
        try {
            Path path = new Path(directory);
            this.directory = qualified(path, configuration(settings)).toString();
        } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
            if (Fault.of(e).certain()) {
                throw InfrastructureException.of("The file system of %s cannot be reached".formatted(directory), e);
            }
            throw new InvalidInputException("The study directory '%s' cannot be used: %s. Write a path such as "
                    .formatted(directory, e.getMessage()) + "/data/studies/digits or hdfs://host/studies/digits.");
        } catch (IOException e) {
            throw InfrastructureException.of("The file system of %s cannot be reached".formatted(directory), e);
        }
    }

    /** With its scheme; of this machine's disk without asking Hadoop, which would look for all that it knows. */
    private static Path qualified(Path path, Configuration configuration) throws IOException {
        String scheme = path.toUri().getScheme();
        boolean local = LOCAL.getScheme().equals(
                scheme != null ? scheme : FileSystem.getDefaultUri(configuration).getScheme());
        return local ? path.makeQualified(LOCAL, new Path(System.getProperty("user.dir")))
                : path.getFileSystem(configuration).makeQualified(path);
    }

    /**
     * The same store, which tells what it waits for: a file system that has answered once and then falls silent, for
     * ten minutes at most. Stores that travelled to executors wait without a word.
     */
    public HadoopFileStore telling(Consumer<String> listener) {
        HadoopFileStore store = new HadoopFileStore(directory, settings);
        store.told = listener;
        return store;
    }

    /** The same store by a given kind of volume. */
    HadoopFileStore with(Volume kind) {
        HadoopFileStore store = new HadoopFileStore(directory, settings);
        store.volume = kind;
        return store;
    }

    /**
     * The settings in which a configuration differs from what Hadoop ships, whether they come from a file of the
     * cluster or from Spark's {@code spark.hadoop.*}: what an executor needs to reach the same file system.
     */
    public static Map<String, String> settings(Configuration hadoop) {
        Map<String, String> differing = new TreeMap<>();
        for (Map.Entry<String, String> setting : hadoop) {
            String[] sources = hadoop.getPropertySources(setting.getKey());
            if (sources == null || !sources[sources.length - 1].endsWith("-default.xml")) {
                differing.put(setting.getKey(), setting.getValue());
            }
        }
        return differing;
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        volume().write(resolve(path), content);
    }

    @Override
    public boolean writeNew(String path, byte[] content) throws IOException {
        return volume().writeNew(resolve(path), content);
    }

    @Override
    public boolean isExclusive() throws IOException {
        return volume().isExclusive();
    }

    @Override
    public byte[] read(String path) throws IOException {
        return volume().read(resolve(path));
    }

    @Override
    public long size(String path) throws IOException {
        return volume().size(resolve(path));
    }

    @Override
    public boolean exists(String path) throws IOException {
        return volume().exists(resolve(path));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return volume().list(resolve(directory));
    }

    @Override
    public void delete(String path) throws IOException {
        volume().delete(resolve(path));
    }

    @Override
    public String locate(String path) {
        return resolve(path).toString();
    }

    @Override
    public String toString() {
        return directory;
    }

    /** The empty path is the study directory itself. */
    private Path resolve(String path) {
        if (path.startsWith("/") || List.of(path.split("/")).contains("..")) {
            throw new IllegalArgumentException("Not a path within the study directory: " + path);
        }
        Path root = new Path(directory);
        if (path.isEmpty()) {
            return root;
        }
        String parent = root.toUri().getPath();
        return new Path(root.toUri().getScheme(), root.toUri().getAuthority(),
                (parent.endsWith("/") ? parent : parent + "/") + path);
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
        answered |= volume instanceof PatientVolume patient && patient.hasAnswered();
        out.defaultWriteObject();
    }

    private Volume volume() throws IOException {
        if (volume == null) {
            try {
                Volume shared =
                        VOLUMES.computeIfAbsent(Key.of(new Path(directory).toUri(), settings), HadoopFileStore::open);
                volume = shared instanceof LocalVolume ? shared
                        : new PatientVolume(shared, PatientVolume.PACE, answered, told == null ? line -> { } : told);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return volume;
    }

    private static Volume open(Key key) {
        Path root = key.root();
        String scheme = key.scheme();
        if (scheme.equals(LOCAL.getScheme())) {
            return new LocalVolume();
        }
        Configuration configuration = configuration(key.settings());
        try {
            FileSystem fileSystem = root.getFileSystem(configuration);
            if (OBJECT_STORES.contains(scheme)) {
                return new ObjectStoreVolume(fileSystem);
            }
            try {
                return new RenamingVolume(fileSystem, FileContext.getFileContext(root.toUri(), configuration));
            } catch (UnsupportedFileSystemException noFileContext) {
                return new ObjectStoreVolume(fileSystem);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Configuration configuration(Map<String, String> settings) {
        Configuration configuration = new Configuration();
        settings.forEach(configuration::set);
        return configuration;
    }
}
