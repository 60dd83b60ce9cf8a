package com.example;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whittle.net.setting.Values;
import org.whittle.schedule.Effort;
import org.whittle.schedule.Scheduler;
import org.whittle.schedule.SchedulerContract;

class HalfTimeTest extends SchedulerContract {

    @Override
    protected Stream<Scheduler> schedulers() {
        return Stream.of(
                        new Effort(1, 9, 3, 2, 7, 9, Values.standard(new HalfTime().settings())),
                        new Effort(1, 2, 3, 1, 1, 9, Values.standard(new HalfTime().settings())),
                        new Effort(1, 9, 3, 2, 7, 9, new Values(new TreeMap<>(Map.of("share", 0.2)))))
                .map(new HalfTime()::scheduler);
    }
}
