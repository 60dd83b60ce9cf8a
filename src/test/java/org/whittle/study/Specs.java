package org.whittle.study;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Direction;
import org.whittle.goal.Keep;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.Scheduler;
import org.whittle.score.step.Scaling;
import org.whittle.space.Configuration;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.work.CohortLimits;

/** Small studies of one learning rate. */
final class Specs {

    static final SearchSpace SPACE = SearchSpace.of(new RealParameter("learning-rate", 0, 1, Scale.LINEAR,
            OptionalDouble.empty()));

    private Specs() {
    }

    static StudySpec of(Sampler sampler, Scheduler scheduler, StopRules stop, List<Configuration> enqueued,
                        SearchSpace space) {
        return of(sampler, scheduler, stop, enqueued, rate(0.9), space);
    }

    static StudySpec of(Sampler sampler, Scheduler scheduler, StopRules stop, List<Configuration> enqueued,
                        Configuration baseline, SearchSpace space) {
        DataSpec data = new DataSpec("csv", "rows.csv", Map.of(), "y", DataSpec.Task.CLASSIFICATION, List.of(),
                List.of(), List.of(), Scaling.STANDARD, 100, new DataSpec.Split.ByHash(0.6, 0.2, 0.2, true));
        return new StudySpec(
                "test",
                42,
                data,
                new TreeMap<>(),
                3,
                space,
                baseline,
                enqueued,
                Objectives.of(new Objective("accuracy", Direction.MAXIMIZE)),
                sampler,
                scheduler,
                stop,
                new CohortLimits(8, 4, Duration.ZERO, 1024),
                new StudySpec.Test(100),
                Gate.NONE,
                new TreeMap<>());
    }

    static StudySpec keeping(Keep keep, StudySpec spec) {
        return with(spec, spec.objectives().keeping(keep), spec.resolved());
    }

    static StudySpec resolved(StudySpec spec, Map<String, String> settings) {
        return with(spec, spec.objectives(), new TreeMap<>(settings));
    }

    static StudySpec with(StudySpec spec, Scheduler scheduler) {
        return with(spec, spec.objectives(), scheduler, spec.resolved());
    }

    private static StudySpec with(StudySpec spec, Objectives objectives, SortedMap<String, String> resolved) {
        return with(spec, objectives, spec.scheduler(), resolved);
    }

    private static StudySpec with(StudySpec spec, Objectives objectives, Scheduler scheduler,
                                  SortedMap<String, String> resolved) {
        return new StudySpec(
                spec.name(),
                spec.seed(),
                spec.data(),
                spec.training(),
                spec.topK(),
                spec.space(),
                spec.baseline(),
                spec.enqueued(),
                objectives,
                spec.sampler(),
                scheduler,
                spec.stop(),
                spec.cohorts(),
                spec.test(),
                spec.gate(),
                resolved);
    }

    static StudySpec hyperband(StopRules stop) {
        return of(new RandomSampler(), new Hyperband(1, 9, 3, 2), stop, List.of(), SPACE);
    }

    static Configuration rate(double value) {
        return Configuration.of(Map.of("learning-rate", value));
    }

    static StopRules trials(int n) {
        return new StopRules(OptionalInt.of(n), OptionalLong.empty(), Optional.empty(), OptionalDouble.empty(),
                Optional.empty());
    }

    static StopRules epochs(long n) {
        return new StopRules(OptionalInt.empty(), OptionalLong.of(n), Optional.empty(), OptionalDouble.empty(),
                Optional.empty());
    }

    static StopRules target(double value) {
        return new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(), OptionalDouble.of(value),
                Optional.empty());
    }

    static StopRules plateau(int trials, double epsilon) {
        return new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(), OptionalDouble.empty(),
                Optional.of(new StopRules.Plateau(trials, epsilon)));
    }

    static StopRules regret(double below) {
        return new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.empty(), OptionalDouble.empty(),
                Optional.empty(), OptionalDouble.of(below));
    }

    static StopRules wallTime(java.time.Duration limit) {
        return new StopRules(OptionalInt.empty(), OptionalLong.empty(), Optional.of(limit), OptionalDouble.empty(),
                Optional.empty());
    }
}
