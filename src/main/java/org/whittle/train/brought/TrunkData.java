package org.whittle.train.brought;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import org.whittle.net.Augmentation;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.SeenInputs;
import org.whittle.net.setting.Values;
import org.whittle.train.store.FeatureFile;
import org.whittle.work.FileStore;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;

/**
 * What the first layers of a trunk give for a study's rows: computed once, kept in the study directory, and from there
 * on the rows of trials in which these layers stay as they are.
 */
public final class TrunkData implements TrainingData {

    private static final long serialVersionUID = 1L;

    /** The splits that trials may see. */
    public static final List<String> SPLITS = List.of("training", "validation");

    private final TrainingData rows;
    private final String part;
    private final StudyTrunk trunk;
    private final int layers;

    /**
     * @param part of the study that the rows are, as names of files have it
     * @param layers how many of the trunk's, at least 1
     */
    TrunkData(TrainingData rows, String part, StudyTrunk trunk, int layers) {
        this.rows = rows;
        this.part = part;
        this.trunk = trunk;
        this.layers = layers;
    }

    /** Computes what there is not yet of a split. @throws IOException if a file cannot be read or written */
    public void compute(String split) throws IOException {
        if (!trunk.files().exists(path(split))) {
            Rows raw = raw(split);
            float[] features = raw.count() == 0 ? new float[0] : trunk.trunk().features(layers, raw);
            trunk.files().writeNew(path(split), FeatureFile.encode(features, raw.count()));
        }
    }

    private String path(String split) {
        return "network/features-%d-%s%s.safetensors".formatted(layers, part, split);
    }

    private Rows raw(String split) {
        return split.equals(SPLITS.get(0)) ? rows.training() : rows.validation();
    }

    @Override
    public LearningTask task() {
        return rows.task();
    }

    @Override
    public int width() {
        return input().features();
    }

    @Override
    public InputShape input() {
        return trunk.trunk().after(layers);
    }

    /** @throws IllegalArgumentException if a network is not to see all of a row as it is: the frozen layers saw it */
    @Override
    public SeenInputs seen(Values values) {
        if (!rows.seen(values).areAll() || Augmentation.of(values).isOn()) {
            throw new IllegalArgumentException("Frozen layers see all inputs of rows, as they are: with freeze = none "
                    + "alone can rows be changed or chosen from.");
        }
        return SeenInputs.all(input());
    }

    @Override
    public TrainingData origin() {
        return rows.origin();
    }

    @Override
    public Rows training() {
        return read(SPLITS.get(0));
    }

    @Override
    public Rows validation() {
        return read(SPLITS.get(1));
    }

    private Rows read(String split) {
        Rows raw = raw(split);
        FileStore files = trunk.files();
        return new Rows(raw.count(), width(), reader -> {
            if (raw.count() == 0) {
                return;
            }
            try {
                compute(split);
                reader.accept(FloatBuffer.wrap(FeatureFile.decode(
                        files.read(path(split)), raw.count(), width(), files.locate(path(split)))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, raw.targets(), raw.weights());
    }

    /** The rows decide: a study has one trunk. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TrunkData data && rows.equals(data.rows) && layers == data.layers
                && trunk.files().locate("").equals(data.trunk.files().locate(""));
    }

    @Override
    public int hashCode() {
        return Objects.hash(rows, layers);
    }
}
