package org.whittle.study;

import java.io.FileNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.whittle.work.FileStore;

/** A study directory in memory. */
final class MemoryFiles implements FileStore {

    private static final long serialVersionUID = 1L;

    private final Map<String, byte[]> files = new TreeMap<>();

    @Override
    public synchronized void write(String path, byte[] content) {
        files.put(path, content);
    }

    @Override
    public synchronized boolean writeNew(String path, byte[] content) {
        return files.putIfAbsent(path, content) == null;
    }

    @Override
    public synchronized byte[] read(String path) throws FileNotFoundException {
        byte[] content = files.get(path);
        if (content == null) {
            throw new FileNotFoundException(path);
        }
        return content;
    }

    @Override
    public synchronized boolean exists(String path) {
        return files.containsKey(path) || !list(path).isEmpty();
    }

    @Override
    public synchronized List<String> list(String directory) {
        return files.keySet().stream().filter(p -> p.startsWith(directory + "/"))
                .map(p -> p.substring(directory.length() + 1).split("/")[0]).distinct().toList();
    }

    @Override
    public synchronized void delete(String path) {
        files.keySet().removeIf(p -> path.isEmpty() || p.equals(path) || p.startsWith(path + "/"));
    }

    @Override
    public String locate(String path) {
        return "memory:/" + path;
    }
}
