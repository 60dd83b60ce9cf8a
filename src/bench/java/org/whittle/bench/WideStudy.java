package org.whittle.bench;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.whittle.goal.Standing;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.study.InFlight;
import org.whittle.study.Standings;
import org.whittle.study.Study;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.DeviceProfile;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * A study, or a model of another tuner's, on a cluster of so many slots in virtual time: an epoch takes a unit of it.
 *
 * @param busy when slots were taken
 * @param moments what would have been shipped, and from when on
 */
record WideStudy(int slots, List<VirtualSlots.Interval> busy, List<Moment> moments) {

    /** The best known from some time on. */
    record Moment(double time, VirtualStudy.Shipped shipped) {
    }

    /**
     * How long tasks take beside what their epochs are: a factor that is drawn for each anew.
     *
     * @param sigma of the logarithm of the factor, whose mean is 1
     * @param lost share of tasks that are lost on their way and begin again
     */
    record Noise(double sigma, double lost) {

        /** The duration of a task. */
        double of(int epochs, RandomStream random) {
            double factor = Math.exp(sigma * normal(random) - sigma * sigma / 2);
            double again = random.nextDouble() < lost ? random.nextDouble() : 0;
            return epochs * factor * (1 + again);
        }

        private static double normal(RandomStream random) {
            double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            return radius * Math.cos(2 * Math.PI * random.nextDouble());
        }

        VirtualSlots.Durations durations(long seed) {
            RandomStream all = RandomStream.ofSeed(seed).child("durations");
            return (TrialTask task, int epochs) -> of(epochs, all.child(task.id().value()).child(task.rung()));
        }
    }

    /**
     * Runs a method of {@link Methods}.
     *
     * @param inFlight how much is under way at once
     * @param epochs that it may spend
     */
    static WideStudy run(
            Problem problem, String method, int slots, InFlight inFlight, Noise noise, long epochs, long seed) {
        VirtualSlots cluster = new VirtualSlots(problem, slots, noise.durations(seed));
        StudySpec spec = VirtualStudy.spec(problem, problem.objectives(), Methods.sampler(method),
                Methods.scheduler(method, problem.space(), problem.maxEpochs(), epochs), VirtualStudy.epochs(epochs),
                seed).with(inFlight);
        try {
            StudyState state = new Study(spec, new Study.Ports(
                    cluster, new VirtualStudy.NoFiles(), (tasks, e) -> List.of(tasks), DeviceProfile.CORE, cluster,
                    cluster, () -> {
                        throw new IllegalStateException("A problem has no test rows.");
                    }, cluster, Clock.systemUTC())).run("none", new TreeMap<>());
            return new WideStudy(slots, cluster.busy(), moments(problem, state.proposed(), cluster.commits()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<Moment> moments(
            Problem problem, List<Configuration> proposed, List<VirtualSlots.Commit> commits) {
        Standings standings = new Standings(problem.objectives());
        List<Moment> moments = new ArrayList<>();
        for (VirtualSlots.Commit commit : commits) {
            for (TrialOutcome outcome : commit.rung().outcomes()) {
                standings.note(outcome);
            }
            Optional<Standing> best = standings.best();
            best.ifPresent(standing -> moments.add(new Moment(commit.time(),
                    new VirtualStudy.Shipped(proposed.get(standing.trial().value()), standing.epoch()))));
        }
        return moments;
    }

    /** The share of the slots that was taken between 5 and 95 % of the run. */
    double busyShare() {
        double end = busy.stream().mapToDouble(VirtualSlots.Interval::to).max().orElse(0);
        double from = 0.05 * end;
        double to = 0.95 * end;
        double taken = busy.stream()
                .mapToDouble(one -> Math.max(0, Math.min(to, one.to()) - Math.max(from, one.from()))).sum();
        return taken / (to - from) / slots;
    }

    /** What would be shipped at some time; empty before the first result. */
    Optional<VirtualStudy.Shipped> shippedAt(double time) {
        return moments.stream().filter(moment -> moment.time() <= time)
                .max(Comparator.comparingDouble(Moment::time)).map(Moment::shipped);
    }
}
