package org.whittle.schedule;

import java.util.stream.Stream;

/** The built-in schedulers; a new one is added to {@link #schedulers}. */
class SchedulerContractTest extends SchedulerContract {

    @Override
    protected Stream<Scheduler> schedulers() {
        return Stream.of(
                new Hyperband(1, 27, 3, 2),
                new Hyperband(1, 81, 3, 1),
                new Hyperband(2, 50, 4, 1),
                new Hyperband(1, 1, 2, 3),
                new Hyperband(3, 5, 7, 1),
                new SuccessiveHalving(27, 1, 27, 3, 2),
                new SuccessiveHalving(10, 2, 100, 2, 1),
                new SuccessiveHalving(1, 1, 9, 3, 1),
                new FullTraining(20, 8, 5),
                new FullTraining(1, 10, 1),
                new MedianStopping(20, 8, 10, 2, 3),
                new MedianStopping(3, 3, 4, 9, 1),
                new OneEpoch(20, 3, 1, 9),
                new OneEpoch(3, 3, 5, 5),
                new LearningCurve(20, 8, 10, 2, 3, 0.05),
                new LearningCurve(6, 3, 27, 1, 1, 0.5),
                new PopulationBasedTraining(20, 10, 3),
                new PopulationBasedTraining(2, 9, 2),
                new PopulationBasedTraining(5, 4, 4),
                new Ascent(1, 52, 4, 12, 7),
                new Ascent(2, 3, 3, 2, 6));
    }

    @Override
    protected boolean screens(Scheduler scheduler, int iteration) {
        return scheduler instanceof Ascent && iteration < 2;
    }
}
