package org.whittle.study;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.NetworkKind;
import org.whittle.sampler.Sampler;
import org.whittle.schedule.Scheduler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.CohortLimits;
import org.whittle.work.OwnTraining;

/**
 * All that a study is to do: a study file, read and validated.
 *
 * @param name for people
 * @param training value of every hyperparameter that a configuration does not set
 * @param topK the k of top-k accuracy
 * @param baseline trial 0
 * @param enqueued the user's own configurations, proposed before the sampler's
 * @param cohorts how tasks are grouped
 * @param test how final models are measured
 * @param resolved every setting with its value, defaults included, as HOCON paths and rendered values: the study's
 *     identity and provenance; a placeholder stands for what is secret
 * @param spark settings for Spark's configuration, by Spark's names; never written anywhere, for some are secret
 * @param trainer what trains in place of Whittle's networks; empty for these
 * @param network what makes a network of a configuration; not looked at with a trainer
 * @param inFlight how much is under way at once
 * @param notified who is told of its end
 * @param exports where else it is kept
 * @param winner how the final model is chosen, and its outputs read
 */
public record StudySpec(
        String name,
        long seed,
        DataSpec data,
        SortedMap<String, Object> training,
        int topK,
        SearchSpace space,
        Configuration baseline,
        List<Configuration> enqueued,
        Objectives objectives,
        Sampler sampler,
        Scheduler scheduler,
        StopRules stop,
        CohortLimits cohorts,
        Test test,
        Gate gate,
        SortedMap<String, String> resolved,
        SortedMap<String, String> spark,
        Optional<OwnTraining> trainer,
        NetworkKind network,
        InFlight inFlight,
        Notify notified,
        Exports exports,
        WinnerSpec winner) {

    /**
     * @param resamples bootstrap resamples of the test rows, for the intervals of losses
     */
    public record Test(int resamples) {
    }

    public StudySpec {
        training = Collections.unmodifiableSortedMap(new TreeMap<>(training));
        enqueued = List.copyOf(enqueued);
        resolved = Collections.unmodifiableSortedMap(new TreeMap<>(resolved));
        spark = Collections.unmodifiableSortedMap(new TreeMap<>(spark));
    }

    /**
     * A study that leaves it to sampler and scheduler how many trials are in flight, tells nobody of its end, and is
     * kept nowhere else.
     */
    public StudySpec(String name, long seed, DataSpec data, SortedMap<String, Object> training, int topK,
                     SearchSpace space, Configuration baseline, List<Configuration> enqueued, Objectives objectives,
                     Sampler sampler, Scheduler scheduler, StopRules stop, CohortLimits cohorts, Test test, Gate gate,
                     SortedMap<String, String> resolved, SortedMap<String, String> spark,
                     Optional<OwnTraining> trainer, NetworkKind network) {
        this(name, seed, data, training, topK, space, baseline, enqueued, objectives, sampler, scheduler, stop, cohorts,
                test, gate, resolved, spark, trainer, network, InFlight.STANDARD, Notify.NOBODY,
                Exports.NONE, WinnerSpec.STANDARD);
    }

    /** A study of multilayer perceptrons. */
    public StudySpec(String name, long seed, DataSpec data, SortedMap<String, Object> training, int topK,
                     SearchSpace space, Configuration baseline, List<Configuration> enqueued, Objectives objectives,
                     Sampler sampler, Scheduler scheduler, StopRules stop, CohortLimits cohorts, Test test, Gate gate,
                     SortedMap<String, String> resolved, SortedMap<String, String> spark) {
        this(name, seed, data, training, topK, space, baseline, enqueued, objectives, sampler, scheduler, stop, cohorts,
                test, gate, resolved, spark, Optional.empty(), new MlpKind());
    }

    /** A study of multilayer perceptrons that leaves Spark's configuration alone. */
    public StudySpec(String name, long seed, DataSpec data, SortedMap<String, Object> training, int topK,
                     SearchSpace space, Configuration baseline, List<Configuration> enqueued, Objectives objectives,
                     Sampler sampler, Scheduler scheduler, StopRules stop, CohortLimits cohorts, Test test, Gate gate,
                     SortedMap<String, String> resolved) {
        this(name, seed, data, training, topK, space, baseline, enqueued, objectives, sampler, scheduler, stop, cohorts,
                test, gate, resolved, new TreeMap<>());
    }

    /** Trials that the study file asks to be kept in flight; empty leaves it to sampler and scheduler. */
    public OptionalInt parallel() {
        return inFlight.auto() ? OptionalInt.empty() : inFlight.trials();
    }

    /** This study with so much in flight. */
    public StudySpec with(InFlight other) {
        return new StudySpec(name, seed, data, training, topK, space, baseline, enqueued, objectives, sampler,
                scheduler, stop, cohorts, test, gate, resolved, spark, trainer, network, other, notified, exports,
                winner);
    }

    /** This study with so many trials in flight. */
    public StudySpec withParallel(OptionalInt trials) {
        return with(new InFlight(trials, inFlight.order()));
    }

    /** The one objective, or what leads where there are several goals: see {@link Objectives#first}. */
    public Objective objective() {
        return objectives.first();
    }
}
