package org.whittle.config;

import java.util.List;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Scheduler;

/** Stands for a user's scheduler in a study that was read from its record: it has a name, and lays out nothing. */
record RecordedScheduler(String name, int maxEpochs) implements Scheduler {

    @Override
    public String describe() {
        return "A scheduler of the user's.";
    }

    @Override
    public int iterations() {
        return 0;
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        throw new IllegalStateException(name + " is only recorded here.");
    }
}
