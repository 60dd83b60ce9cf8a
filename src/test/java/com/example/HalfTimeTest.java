package com.example;

import java.util.stream.Stream;
import org.whittle.schedule.Effort;
import org.whittle.schedule.Scheduler;
import org.whittle.schedule.SchedulerContract;

class HalfTimeTest extends SchedulerContract {

    @Override
    protected Stream<Scheduler> schedulers() {
        return Stream.of(new HalfTime().scheduler(new Effort(1, 9, 3, 2, 7, 9)),
                new HalfTime().scheduler(new Effort(1, 2, 3, 1, 1, 9)));
    }
}
