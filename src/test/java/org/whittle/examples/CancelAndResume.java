package org.whittle.examples;

import java.util.concurrent.CancellationException;
import org.whittle.run.Tuning;
import org.whittle.run.TuningResult;
import org.whittle.run.TuningRun;

/** A study that makes room for something else, and goes on later. */
final class CancelAndResume {

    private CancelAndResume() {
    }

    static TuningResult run(Tuning tuning) throws InterruptedException {
        TuningRun run = tuning.start();
        run.cancel();
        try {
            return run.await();
        } catch (CancellationException cancelled) {
            return tuning.resume().run();
        }
    }
}
