package org.whittle.work;

import java.io.Serializable;
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

    /** Rows to fit weights on. */
    Rows training();

    /** Rows to measure every epoch on. */
    Rows validation();
}
