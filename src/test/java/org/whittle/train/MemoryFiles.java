package org.whittle.train;

import java.io.FileNotFoundException;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.whittle.work.FileStore;

/** A study directory in memory. */
public class MemoryFiles implements FileStore {

    private static final long serialVersionUID = 1L;

    private final ConcurrentSkipListMap<String, byte[]> files = new ConcurrentSkipListMap<>();

    @Override
    public void write(String path, byte[] content) {
        files.put(path, content.clone());
    }

    @Override
    public boolean writeNew(String path, byte[] content) {
        return files.putIfAbsent(path, content.clone()) == null;
    }

    @Override
    public byte[] read(String path) throws FileNotFoundException {
        byte[] content = files.get(path);
        if (content == null) {
            throw new FileNotFoundException(path);
        }
        return content.clone();
    }

    @Override
    public boolean exists(String path) {
        return files.containsKey(path) || !list(path).isEmpty();
    }

    @Override
    public List<String> list(String directory) {
        return below(directory).keySet().stream().map(path -> path.substring(directory.length() + 1).split("/")[0])
                .distinct().toList();
    }

    @Override
    public void delete(String path) {
        files.remove(path);
        below(path).clear();
    }

    @Override
    public String locate(String path) {
        return "memory:/" + path;
    }

    private SortedMap<String, byte[]> below(String directory) {
        return files.subMap(directory + "/", directory + "0");
    }
}
