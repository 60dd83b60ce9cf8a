package org.whittle.data.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
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

    /** Of rows that are no images. */
    public StoredTrainingData(FileStore files, LearningTask task, SplitTensors training, SplitTensors validation) {
        this(files, task, training, validation, null);
    }

    /** @param images what rows are, if they are images; otherwise {@code null} */
    public StoredTrainingData(
            FileStore files, LearningTask task, SplitTensors training, SplitTensors validation, StoredImages images) {
        this.images = images;
        this.files = files;
        this.task = task;
        this.training = training;
        this.validation = validation;
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
                && Objects.equals(images, data.images);
    }

    @Override
    public int hashCode() {
        return training.hashCode();
    }
}
