package org.whittle.data.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.whittle.net.Edges;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.SeenInputs;
import org.whittle.net.setting.Values;
import org.whittle.work.DerivedChannels;
import org.whittle.work.FileStore;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;

/**
 * Training and validation rows in a study directory. It knows no name of the test rows' files, and holds no rows: they
 * go from the files to the device that trains on them.
 *
 * <p>A file that cannot be read, or is not as it was prepared, is an {@link UncheckedIOException}.
 */
public final class StoredTrainingData implements TrainingData {

    private static final long serialVersionUID = 1L;

    private final FileStore files;
    private final LearningTask task;
    private final SplitTensors training;
    private final SplitTensors validation;
    private final StoredImages images;
    private final Inputs choices;
    private final List<StoredTrainingData> folds;
    /** Of all that was prepared together. */
    private final String fingerprint;

    /** Of rows that are no images. */
    public StoredTrainingData(FileStore files, LearningTask task, SplitTensors training, SplitTensors validation) {
        this(files, task, training, validation, null, null);
    }

    /**
     * @param images what rows are, if they are images; otherwise {@code null}
     * @param choices what hyperparameters choose among features; {@code null} if all networks see all
     */
    public StoredTrainingData(
            FileStore files, LearningTask task, SplitTensors training, SplitTensors validation, StoredImages images,
            Inputs choices) {
        this(files, task, training, validation, images, choices, List.of(), "");
    }

    private StoredTrainingData(
            FileStore files, LearningTask task, SplitTensors training, SplitTensors validation, StoredImages images,
            Inputs choices, List<StoredTrainingData> folds, String fingerprint) {
        this.folds = folds;
        this.fingerprint = fingerprint;
        this.images = images;
        this.choices = choices;
        this.files = files;
        this.task = task;
        this.training = training;
        this.validation = validation;
    }

    /** What was prepared, with its folds if there are any. */
    public static StoredTrainingData of(FileStore files, Manifest manifest) {
        List<StoredTrainingData> folds = manifest.ofFolds().stream().map(fold -> new StoredTrainingData(files,
                fold.task(), fold.training(), fold.validation(), fold.images(), fold.choices(), List.of(),
                manifest.fingerprint())).toList();
        return new StoredTrainingData(files, manifest.summary().task(), manifest.training(), manifest.validation(),
                manifest.images(), manifest.choices(), folds, folds.isEmpty() ? "" : manifest.fingerprint());
    }

    @Override
    public List<TrainingData> folds() {
        return folds.isEmpty() ? TrainingData.super.folds() : List.copyOf(folds);
    }

    @Override
    public boolean isBeside(TrainingData other) {
        return equals(other) || other instanceof StoredTrainingData data && !fingerprint.isEmpty()
                && fingerprint.equals(data.fingerprint) && files.locate("").equals(data.files.locate(""));
    }

    @Override
    public LearningTask task() {
        return task;
    }

    @Override
    public int width() {
        return training.width();
    }

    @Override
    public InputShape input() {
        return images == null ? TrainingData.super.input() : images.shape();
    }

    @Override
    public SeenInputs seen(Values values) {
        if (images != null && images.edges() != null) {
            return images.seen(Edges.ofKey(values.of(Edges.SETTING)));
        }
        return choices == null ? TrainingData.super.seen(values) : choices.seen(width(), values);
    }

    /** What hyperparameters choose among features; empty if all networks see all, or rows are images. */
    public Optional<Inputs> choices() {
        return Optional.ofNullable(choices);
    }

    @Override
    public Optional<DerivedChannels> derived() {
        return Optional.ofNullable(images).filter(stored -> stored.edges() != null).map(DerivedChannels.class::cast);
    }

    @Override
    public Rows training() {
        return read(training);
    }

    @Override
    public Rows validation() {
        return read(validation);
    }

    private Rows read(SplitTensors tensors) {
        try {
            return tensors.read(files, images);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The place, and digests: these tell a prepared study from another one that was prepared in the same place before.
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof StoredTrainingData data && files.locate("").equals(data.files.locate(""))
                && task.equals(data.task) && training.equals(data.training) && validation.equals(data.validation)
                && Objects.equals(images, data.images) && Objects.equals(choices, data.choices);
    }

    @Override
    public int hashCode() {
        return training.hashCode();
    }
}
