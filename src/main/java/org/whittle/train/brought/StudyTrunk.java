package org.whittle.train.brought;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Map;
import org.whittle.net.InputShape;
import org.whittle.score.model.ModelFiles;
import org.whittle.score.model.StoredNetwork;
import org.whittle.train.model.StoredModel;
import org.whittle.work.FileStore;

/** A study's own copy of the network that its trials begin with: numbers and names, and no code. */
public final class StudyTrunk implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String DIRECTORY = "network/trunk";
    /** Written last: one that is there is whole. */
    private static final String LAST = "architecture.json";

    private final FileStore files;
    private transient volatile Trunk loaded;

    private StudyTrunk(FileStore files) {
        this.files = files;
    }

    /**
     * The trunk of a study, which is copied once.
     *
     * @param model that the study file names
     * @throws IllegalArgumentException if there is no trunk in it
     * @throws IOException if it cannot be read, or is not what was written
     */
    public static StudyTrunk of(FileStore files, ModelFiles model) throws IOException {
        if (!files.exists(DIRECTORY + "/" + LAST)) {
            StoredNetwork network = StoredNetwork.read(model);
            if (network.architecture().brought().isPresent()) {
                throw new IllegalArgumentException("it is a network that a user brought, and not of Whittle's layers");
            }
            Map<String, byte[]> all = StoredNetwork.files(model);
            for (Map.Entry<String, byte[]> file : all.entrySet()) {
                files.write(DIRECTORY + "/" + file.getKey(), file.getValue());
            }
        }
        StudyTrunk trunk = new StudyTrunk(files);
        trunk.trunk();
        return trunk;
    }

    /** @throws IllegalArgumentException if it does not take such rows */
    public StudyTrunk requireFit(InputShape rows) {
        String misfit = trunk().misfit(rows);
        if (misfit != null) {
            throw new IllegalArgumentException(misfit);
        }
        return this;
    }

    FileStore files() {
        return files;
    }

    Trunk trunk() {
        Trunk trunk = loaded;
        if (trunk == null) {
            try {
                trunk = new Trunk(StoredNetwork.read(StoredModel.files(files, DIRECTORY)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            loaded = trunk;
        }
        return trunk;
    }
}
