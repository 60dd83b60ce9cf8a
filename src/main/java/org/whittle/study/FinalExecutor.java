package org.whittle.study;

import java.util.List;
import org.whittle.space.Configuration;
import org.whittle.work.FinalModel;
import org.whittle.work.HeldOut;
import org.whittle.work.HeldOutTask;
import org.whittle.work.RefitTask;
import org.whittle.work.TestResult;

/** Refits and tests the final models where the trials were trained. */
public interface FinalExecutor {

    /** Refits each on training and validation rows; one result for each task, in order. */
    List<FinalModel> refit(List<RefitTask> tasks);

    /** Trains each on its fold's training rows alone; what the networks say of the validation rows, in order. */
    default List<HeldOut> heldOut(List<HeldOutTask> tasks) {
        throw new UnsupportedOperationException("These trainings do not tell of single rows");
    }

    /** Parameters that a network of a configuration has. */
    default int parameters(Configuration configuration) {
        throw new UnsupportedOperationException("These trainings do not tell of parameters");
    }

    /**
     * Measures the models on the test rows. The lock box must be open.
     *
     * @param resamples of the bootstrap
     */
    List<TestResult> test(List<FinalModel> models, LockBox box, int resamples, long seed);
}
