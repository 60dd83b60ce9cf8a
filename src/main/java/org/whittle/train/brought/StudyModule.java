package org.whittle.train.brought;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.whittle.net.BroughtNetwork;
import org.whittle.score.block.TorchScriptBlocks;
import org.whittle.score.block.UnknownBlockException;
import org.whittle.score.step.Digest;
import org.whittle.work.FileStore;

/**
 * A study's own copy of a module of PyTorch's, under the name of its sum: what executors load. A module is code, and a
 * study directory may have been written by others: so it is loaded only if its sum is that of a file that the user
 * names.
 */
public final class StudyModule extends TorchScriptBlocks {

    private static final long serialVersionUID = 1L;
    private static final String DIRECTORY = "network";
    private static final String ENDING = ".pt";
    private static final Map<String, SoftReference<byte[]>> READ = new ConcurrentSkipListMap<>();

    private final FileStore files;
    private final String sum;

    /** @param sum SHA-256 of the module; another one is not loaded */
    public StudyModule(FileStore files, String sum) {
        this.files = files;
        this.sum = sum;
    }

    /** Reads a file that a study file names. */
    @FunctionalInterface
    public interface Reader {

        byte[] read() throws IOException;
    }

    /**
     * The module of a study, of which a copy is made if there is none yet.
     *
     * @throws IllegalArgumentException if the study began with another one
     * @throws IOException if it cannot be read or written
     */
    public static StudyModule of(FileStore files, Reader file) throws IOException {
        byte[] content = file.read();
        StudyModule module = new StudyModule(files, Digest.of(content));
        Optional<String> copy = files.list(DIRECTORY).stream().filter(name -> name.endsWith(ENDING)).findFirst();
        if (copy.isPresent() && !copy.get().equals(module.sum + ENDING)) {
            throw new IllegalArgumentException(
                    "holds another module than the one that the study began with; put back that "
                            + "one, of which %s is a copy".formatted(files.locate(DIRECTORY + "/" + copy.get())));
        }
        files.writeNew(module.path(), content);
        return module;
    }

    private String path() {
        return DIRECTORY + "/" + sum + ENDING;
    }

    String sum() {
        return sum;
    }

    @Override
    protected byte[] module(BroughtNetwork network) throws IOException {
        if (network.origin() != BroughtNetwork.Origin.TORCHSCRIPT || !network.name().equals(sum)) {
            throw new UnknownBlockException(network, List.of("a file with the SHA-256 " + sum));
        }
        SoftReference<byte[]> before = READ.get(sum);
        byte[] content = before == null ? null : before.get();
        if (content == null) {
            content = files.read(path());
            if (!Digest.of(content).equals(sum)) {
                throw new IOException(
                        "%s is damaged: it does not match the checksum in its name. Put the file of a copy "
                                        .formatted(files.locate(path()))
                                + "back.");
            }
            READ.put(sum, new SoftReference<>(content));
        }
        return content;
    }
}
