package org.whittle.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.whittle.data.tensor.DataSummary;
import org.whittle.data.tensor.Inputs;
import org.whittle.data.tensor.Manifest;
import org.whittle.data.tensor.StoredLockBox;
import org.whittle.data.tensor.StoredTrainingData;
import org.whittle.net.setting.Values;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LockBox;
import org.whittle.work.FileStore;
import org.whittle.work.TrainingData;

/**
 * A study's rows, ready for training.
 *
 * @param training for trials; holds no rows, and reads them once a JVM
 * @param lockBox the test rows
 * @param fingerprint 64 hexadecimal digits; the same for the same rows, seed and settings
 */
public record PreparedData(TrainingData training, LockBox lockBox, String fingerprint, DataSummary summary) {

    /**
     * What {@link DataPreparer} wrote before.
     *
     * @throws InvalidInputException if the directory holds no prepared data, or damaged ones
     */
    public static PreparedData load(FileStore files) {
        return of(files, Manifest.load(files));
    }

    /** Whether {@link DataPreparer} has finished here. */
    public static boolean isPrepared(FileStore files) {
        try {
            return files.exists(Manifest.PATH);
        } catch (IOException e) {
            throw InfrastructureException.of("%s could not be looked at".formatted(files.locate(Manifest.PATH)), e);
        }
    }

    /** Names of the features that a network of such settings sees; empty if no network has a choice. */
    public Optional<List<String>> seen(Values values) {
        return choices().map(choices -> choices.bestFirst(training.seen(values)).stream()
                .map(summary.features()::get).toList());
    }

    /** How many features the table has, of which the prepared ones are some or all. */
    public int made() {
        return choices().map(Inputs::made).orElse(training.width());
    }

    private Optional<Inputs> choices() {
        return training instanceof StoredTrainingData stored ? stored.choices() : Optional.empty();
    }

    static PreparedData of(FileStore files, Manifest manifest) {
        return new PreparedData(
                StoredTrainingData.of(files, manifest),
                new StoredLockBox(files, manifest.lockBox(), manifest.images()),
                manifest.fingerprint(),
                manifest.summary());
    }
}
