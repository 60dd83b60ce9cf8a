package org.whittle.work;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.SeenInputs;
import org.whittle.net.setting.Values;

/**
 * The rows that trials may see. There is no way from here to the test rows.
 *
 * <p>An instance travels to executors without the rows, which are read when they are asked for. Two instances are equal
 * if they have the same rows: a JVM holds those once.
 */
public interface TrainingData extends Serializable {

    /** What is to be learned: classes, or a target with its mean and deviation. */
    LearningTask task();

    /** Features a row. */
    int width();

    /** What a row is to a network: numbers in no order, unless rows are images. */
    default InputShape input() {
        return new InputShape.Vector(width());
    }

    /**
     * What a network of such settings sees of a row: of its features, or of the channels that an image has.
     *
     * @param values of all settings
     */
    default SeenInputs seen(Values values) {
        return SeenInputs.all(input());
    }

    /** Of images with channels that are computed of others: how. */
    default Optional<DerivedChannels> derived() {
        return Optional.empty();
    }

    /**
     * Divisions of the rows into those that a trial is trained on and those that it is measured on, each prepared by
     * what its own training rows say: features, and with them widths, and a target's mean and deviation, may differ.
     * Without cross-validation, these rows alone.
     *
     * <p>With it, what these rows are themselves is what a refit trains on: all of them are training rows.
     */
    default List<TrainingData> folds() {
        return List.of(this);
    }

    /** Whether both are of one preparation: a device that holds one fold's rows soon needs another's. */
    default boolean isBeside(TrainingData other) {
        return equals(other);
    }

    /** The rows that these were made of: themselves, unless they are what a network makes of others. */
    default TrainingData origin() {
        return this;
    }

    /** Rows to fit weights on. */
    Rows training();

    /** Rows to measure every epoch on. */
    Rows validation();
}
