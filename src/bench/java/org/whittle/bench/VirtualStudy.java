package org.whittle.bench;

import java.io.FileNotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Sampler;
import org.whittle.schedule.Scheduler;
import org.whittle.score.step.Scaling;
import org.whittle.space.Configuration;
import org.whittle.study.DataSpec;
import org.whittle.study.Gate;
import org.whittle.study.Ledger;
import org.whittle.study.LedgerEvent;
import org.whittle.study.Standings;
import org.whittle.study.StopRules;
import org.whittle.study.Study;
import org.whittle.study.StudyListener;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.work.CohortLimits;
import org.whittle.work.DeviceProfile;
import org.whittle.work.FileStore;
import org.whittle.work.TrialOutcome;

/**
 * Runs a whole study on a problem and tells what a user would have returned at any time.
 *
 * <p>The baseline, which every study trains in full as trial 0, is a uniform draw, and its epochs count: it is no
 * better informed than the first trial of a tuner that has no baseline.
 */
final class VirtualStudy {

    /**
     * What Whittle ships: a configuration, and for how many epochs it is refitted.
     */
    record Shipped(Configuration configuration, int epochs) {
    }

    /**
     * What was known after a task had ended.
     *
     * @param spent epochs of the study so far; a promoted trial pays only the difference
     * @param shipped the winner if the search had ended then
     */
    record Moment(long spent, Shipped shipped) {
    }

    /**
     * A study that is over.
     *
     * @param moments in the order in which a cluster would end the tasks
     * @param trials all of them
     * @param proposingSeconds spent in the sampler
     */
    record Run(List<Moment> moments, List<Trial> trials, double proposingSeconds) {

        /** What would be shipped after so many epochs; empty before the first result. */
        Optional<Shipped> shippedAfter(long epochs) {
            Optional<Shipped> shipped = Optional.empty();
            for (Moment moment : moments) {
                if (moment.spent() <= epochs) {
                    shipped = Optional.of(moment.shipped());
                }
            }
            return shipped;
        }

        /** Epochs of the whole study. */
        long spent() {
            return trials.stream().mapToLong(t -> t.curve().epochs().size()).sum();
        }
    }

    private VirtualStudy() {
    }

    /** The rule that ends a study after so many epochs. */
    static StopRules epochs(long epochs) {
        return new StopRules(OptionalInt.empty(), OptionalLong.of(epochs), Optional.empty(), OptionalDouble.empty(),
                Optional.empty());
    }

    static Run run(
            Problem problem, Objectives objectives, Sampler sampler, Scheduler scheduler, StopRules stop, long seed) {
        TimedSampler timed = new TimedSampler(sampler);
        SimulatedCluster cluster = new SimulatedCluster(problem);
        Study study = new Study(
                spec(problem, objectives, timed, scheduler, stop, seed),
                new Study.Ports(
                        new MemoryLedger(),
                        new NoFiles(),
                        (tasks, epochs) -> List.of(tasks),
                        DeviceProfile.CORE,
                        cluster,
                        cluster,
                        () -> {
                            throw new IllegalStateException("A problem has no test rows.");
                        },
                        new StudyListener() {},
                        Clock.systemUTC()));
        try {
            StudyState state = study.run("none", new TreeMap<>());
            return new Run(moments(objectives, state), state.trials(), timed.seconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static StudySpec spec(Problem problem, Objectives objectives, Sampler sampler, Scheduler scheduler,
                                  StopRules stop, long seed) {
        DataSpec data = new DataSpec("csv", problem.name(), Map.of(), "y", DataSpec.Task.AUTO, List.of(), List.of(),
                List.of(), Scaling.NONE, 1, new DataSpec.Split.ByHash(0.6, 0.2, 0.2, false));
        Configuration baseline = problem.draw(RandomStream.ofSeed(seed).child("baseline"));
        return new StudySpec(problem.name(), seed, data, new TreeMap<>(), 1, problem.space(), baseline, List.of(),
                objectives, sampler, scheduler, stop,
                new CohortLimits(1, 1, Duration.ZERO, 1024), new StudySpec.Test(1),
                Gate.NONE, new TreeMap<>());
    }

    private static List<Moment> moments(Objectives objectives, StudyState state) {
        List<Configuration> proposed = state.proposed();
        List<Moment> moments = new ArrayList<>();
        Standings standings = new Standings(objectives);
        long spent = 0;
        for (LedgerEvent.RungFinished rung : state.rungs()) {
            for (TrialOutcome outcome : rung.outcomes()) {
                spent += outcome.epochs().size();
                standings.note(outcome);
                Optional<Standing> best = standings.best();
                if (best.isPresent()) {
                    moments.add(new Moment(
                            spent,
                            new Shipped(
                                    proposed.get(best.get().trial().value()),
                                    best.get().epoch())));
                }
            }
        }
        return moments;
    }

    private static final class MemoryLedger implements Ledger {

        private final List<LedgerEvent> events = new ArrayList<>();

        @Override
        public List<LedgerEvent> read() {
            return List.copyOf(events);
        }

        @Override
        public void append(List<LedgerEvent> more) {
            events.addAll(more);
        }
    }

    // Nothing is trained, so there is no checkpoint to keep or to delete.
    static final class NoFiles implements FileStore {

        private static final long serialVersionUID = 1L;

        @Override
        public void write(String path, byte[] content) {
        }

        @Override
        public boolean writeNew(String path, byte[] content) {
            return true;
        }

        @Override
        public byte[] read(String path) throws FileNotFoundException {
            throw new FileNotFoundException(path);
        }

        @Override
        public boolean exists(String path) {
            return false;
        }

        @Override
        public List<String> list(String directory) {
            return List.of();
        }

        @Override
        public void delete(String path) {
        }

        @Override
        public String locate(String path) {
            return path;
        }
    }
}
