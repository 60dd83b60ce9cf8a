package com.example;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Effort;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Scheduler;
import org.whittle.schedule.SchedulerProvider;

/**
 * A scheduler that is not Whittle's: at half-time, the better half goes on, or what {@code search.half-time.share}
 * says.
 */
public final class HalfTime implements SchedulerProvider {

    private static final Setting<Double> SHARE = Setting.real("share", 0, 1, 0.5, "Share of the trials that go on");

    @Override
    public String name() {
        return "half-time";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SHARE);
    }

    @Override
    public Scheduler scheduler(Effort effort) {
        if (effort.maxEpochs() < 2) {
            throw new IllegalArgumentException("one epoch has no half; write search.max-epochs = 2, at least");
        }
        int staying = (int) Math.ceil(effort.own().of(SHARE) * effort.trials());
        if (staying == 0) {
            throw new IllegalArgumentException("no trial would go on; write search.half-time.share = 0.5");
        }
        return new Halves(effort.maxEpochs(), effort.iterations(), effort.trials(), staying);
    }

    /** One bracket an iteration, of so many trials. */
    record Halves(int maxEpochs, int iterations, int trials, int staying) implements Scheduler {

        @Override
        public String name() {
            return "half-time";
        }

        @Override
        public String describe() {
            return "Of %d trials, the best %d go on after %d epochs.".formatted(trials, staying, maxEpochs / 2);
        }

        @Override
        public List<BracketPlan> brackets(int iteration, int firstNumber) {
            return List.of(new BracketPlan(firstNumber, List.of(new RungPlan(trials, maxEpochs / 2),
                    new RungPlan(staying, maxEpochs))));
        }
    }
}
