package com.example;

import java.util.List;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Effort;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Scheduler;
import org.whittle.schedule.SchedulerProvider;

/** A scheduler that is not Whittle's: at half-time, the better half goes on. */
public final class HalfTime implements SchedulerProvider {

    @Override
    public String name() {
        return "half-time";
    }

    @Override
    public Scheduler scheduler(Effort effort) {
        if (effort.maxEpochs() < 2) {
            throw new IllegalArgumentException("one epoch has no half; write search.max-epochs = 2, at least");
        }
        return new Halves(effort.maxEpochs(), effort.iterations(), effort.trials());
    }

    /** One bracket an iteration, of so many trials. */
    record Halves(int maxEpochs, int iterations, int trials) implements Scheduler {

        @Override
        public String name() {
            return "half-time";
        }

        @Override
        public String describe() {
            return "Of %d trials, the better half goes on after %d epochs.".formatted(trials, maxEpochs / 2);
        }

        @Override
        public List<BracketPlan> brackets(int iteration, int firstNumber) {
            return List.of(new BracketPlan(firstNumber, List.of(new RungPlan(trials, maxEpochs / 2),
                    new RungPlan((trials + 1) / 2, maxEpochs))));
        }
    }
}
