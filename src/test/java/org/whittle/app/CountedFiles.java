package org.whittle.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A local file system of the scheme {@value #SCHEME} that notes every file that anybody opens to read. */
public final class CountedFiles extends RawLocalFileSystem {

    /** Name for {@code fs.counted.impl}. */
    static final String SCHEME = "counted";

    private static final ConcurrentLinkedQueue<Opened> OPENED = new ConcurrentLinkedQueue<>();

    /**
     * A file that was opened.
     *
     * @param afterOpening whether the ledger beside it had an opening of the lock box then
     */
    record Opened(String path, boolean afterOpening) {
    }

    /** All that were opened since the last call. */
    static List<Opened> opened() {
        List<Opened> all = List.copyOf(OPENED);
        OPENED.clear();
        return all;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public void initialize(URI uri, Configuration conf) throws IOException {
        super.initialize(URI.create(SCHEME + ":///"), conf);
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize) throws IOException {
        String file = path.toUri().getPath();
        OPENED.add(new Opened(file, file.contains("lockbox") && isOpen(Path.of(file))));
        return super.open(path, bufferSize);
    }

    private static boolean isOpen(Path file) throws IOException {
        Path study = file;
        while (study != null && !Files.exists(study.resolve("study.json"))) {
            study = study.getParent();
        }
        if (study == null || !Files.isDirectory(study.resolve("ledger"))) {
            return false;
        }
        try (Stream<Path> commits = Files.list(study.resolve("ledger"))) {
            for (Path commit : commits.filter(c -> c.toString().endsWith(".json")).toList()) {
                if (Files.readString(commit).contains("\"lock-box-opened\"")) {
                    return true;
                }
            }
        }
        return false;
    }
}
