package org.whittle.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.whittle.work.FileStore;

/** Reads many small files at once: on HDFS and object stores each one is a wait, not work. */
final class ManyFiles {

    private static final int READERS = 16;

    private ManyFiles() {
    }

    /** What a file's content stands for. */
    interface Decoder<T> {

        /** @param index of the file in the list */
        T decode(int index, byte[] content);
    }

    /** In the order of the paths. */
    static <T> List<T> read(FileStore files, List<String> paths, Decoder<T> decoder) throws IOException {
        ExecutorService readers = Executors.newFixedThreadPool(Math.max(1, Math.min(READERS, paths.size())));
        try {
            List<Future<T>> reading = new ArrayList<>();
            for (int i = 0; i < paths.size(); i++) {
                int index = i;
                reading.add(readers.submit(() -> decoder.decode(index, files.read(paths.get(index)))));
            }
            List<T> contents = new ArrayList<>();
            for (Future<T> content : reading) {
                contents.add(content.get());
            }
            return contents;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
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
