package org.whittle.train.brought;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;
import org.whittle.net.LearningTask;
import org.whittle.net.SeenInputs;
import org.whittle.net.setting.Values;
import org.whittle.train.store.FeatureFile;
import org.whittle.work.FileStore;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;

/**
 * What a frozen trunk gives for a study's rows: computed once, kept in the study directory, and from there on the rows
 * of its trials.
 */
public final class TrunkData implements TrainingData {

    private static final long serialVersionUID = 1L;

    /** The splits that trials may see. */
    public static final List<String> SPLITS = List.of("training", "validation");

    private final TrainingData rows;
    private final FileStore files;
    private final int width;

    private TrunkData(TrainingData rows, FileStore files, int width) {
        this.rows = rows;
        this.files = files;
        this.width = width;
    }

    /** Computes the features of a split, once; to be done before anybody asks for them. */
    public record Work(StudyTrunk trunk, TrainingData rows, FileStore files) implements Serializable {

        /** @throws IOException if a file cannot be read or written */
        public void of(String split) throws IOException {
            if (!files.exists(path(split))) {
                Rows raw = split.equals(SPLITS.get(0)) ? rows.training() : rows.validation();
                float[] features = trunk.trunk().features(raw);
                files.writeNew(path(split), FeatureFile.encode(features, raw.count()));
            }
        }

        /** The rows, once the features of all {@link #SPLITS} are there. */
        public TrunkData data() {
            return new TrunkData(rows, files, trunk.trunk().features().features());
        }
    }

    private static String path(String split) {
        return "network/features-" + split + ".safetensors";
    }

    @Override
    public LearningTask task() {
        return rows.task();
    }

    @Override
    public int width() {
        return width;
    }

    /** @throws IllegalArgumentException if a network is not to see all of a row: the trunk saw it */
    @Override
    public SeenInputs seen(Values values) {
        if (!rows.seen(values).areAll()) {
            throw new IllegalArgumentException("A frozen network sees all inputs of its rows: write "
                    + "network.pretrained.freeze = none, or leave out data.selection and groups.");
        }
        return SeenInputs.all(input());
    }

    @Override
    public Rows training() {
        return read(rows.training(), SPLITS.get(0));
    }

    @Override
    public Rows validation() {
        return read(rows.validation(), SPLITS.get(1));
    }

    private Rows read(Rows raw, String split) {
        return new Rows(raw.count(), width, reader -> {
            try {
                reader.accept(FloatBuffer.wrap(FeatureFile.decode(
                        files.read(path(split)), raw.count(), width, files.locate(path(split)))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, raw.targets());
    }

    /** The rows decide: a study has one trunk. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TrunkData data && rows.equals(data.rows) && width == data.width
                && files.locate("").equals(data.files.locate(""));
    }

    @Override
    public int hashCode() {
        return rows.hashCode();
    }
}
