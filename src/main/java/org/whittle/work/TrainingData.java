package org.whittle.work;

import java.io.Serializable;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;

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

    /** Rows to fit weights on. */
    Rows training();

    /** Rows to measure every epoch on. */
    Rows validation();
}
