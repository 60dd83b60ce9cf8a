package org.whittle.study;

import java.util.List;
import org.whittle.trial.FinalModel;
import org.whittle.trial.RefitTask;
import org.whittle.trial.TestResult;

/** Refits and tests the final models where the trials were trained. */
public interface FinalExecutor {

    /** Refits each on training and validation rows; one result for each task, in order. */
    List<FinalModel> refit(List<RefitTask> tasks);

    /**
     * Measures the models on the test rows. The lock box must be open.
     *
     * @param resamples of the bootstrap
     */
    List<TestResult> test(List<FinalModel> models, LockBox box, int resamples, long seed);
}
