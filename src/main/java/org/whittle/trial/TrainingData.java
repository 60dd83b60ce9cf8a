package org.whittle.trial;

import java.io.Serializable;

/**
 * The rows that trials may see. There is no way from here to the test rows.
 *
 * <p>An instance travels to executors without the rows; they are read on first use, once per JVM.
 */
public interface TrainingData extends Serializable {

    LearningTask task();

    /** Features a row. */
    int width();

    /** Rows to fit weights on. */
    Rows training();

    /** Rows to measure every epoch on. */
    Rows validation();
}
