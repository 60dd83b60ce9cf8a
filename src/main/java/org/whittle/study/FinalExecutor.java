package org.whittle.study;

import java.util.List;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.TestResult;

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
