package org.whittle.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.whittle.trial.FileStore;

/** Reads many small files at once: on HDFS and object stores each one is a wait, not work. */
final class ManyFiles {

    private static final int READERS = 16;

    private ManyFiles() {
    }

    /** Contents in the order of the paths. */
    static List<byte[]> read(FileStore files, List<String> paths) throws IOException {
        ExecutorService readers = Executors.newFixedThreadPool(Math.max(1, Math.min(READERS, paths.size())));
        try {
            List<Future<byte[]>> reading = new ArrayList<>();
            for (String path : paths) {
                reading.add(readers.submit(() -> files.read(path)));
            }
            List<byte[]> contents = new ArrayList<>();
            for (Future<byte[]> content : reading) {
                contents.add(content.get());
            }
            return contents;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while reading", e);
        } finally {
            readers.shutdownNow();
        }
    }
}
