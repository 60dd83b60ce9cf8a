package org.whittle.bench;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.random.RandomStream;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.schedule.Asha;
import org.whittle.schedule.Scheduler;
import org.whittle.space.Configuration;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.study.InFlight;
import org.whittle.study.StopRules;
import org.whittle.study.Study;
import org.whittle.study.StudySpec;
import org.whittle.work.DeviceProfile;
import org.whittle.work.TrialTask;

/**
 * What the driver of a wide search costs, and what slots lose by waiting for it: the real study loop, whose processor
 * time passes in the virtual time of the cluster. Spark's own work, a job for each rung, is not in it, nor are files.
 */
final class DriverBench {

    private static final int MOST_EPOCHS = 27;

    /**
     * @param seconds of the driver's processor, all threads together, for 1,000 trials
     * @param heap MiB that the study's state takes at its end
     * @param lost share of the slots' time from 5 to 95 % of the search that waiting for the driver took
     */
    record Cost(double seconds, double heap, double lost) {
    }

    private record Ran(double seconds, double heap, double busy) {
    }

    /** Six parameters; what they show after an epoch is a function of them that rises with the epochs. */
    private record Curves(SearchSpace space) implements Problem {

        static Curves six() {
            return new Curves(SearchSpace.of(List.of("a", "b", "c", "d", "e", "f").stream()
                    .map(name -> new RealParameter(name, 0, 1, Scale.LINEAR, OptionalDouble.empty()))
                    .toArray(RealParameter[]::new)));
        }

        @Override
        public String name() {
            return "curves";
        }

        @Override
        public Objective objective() {
            return new Objective("accuracy", Direction.MAXIMIZE);
        }

        @Override
        public int maxEpochs() {
            return MOST_EPOCHS;
        }

        @Override
        public double[][] curves(List<TrialTask> tasks, int from, int to) {
            double[][] curves = new double[tasks.size()][to - from];
            for (int i = 0; i < curves.length; i++) {
                double worth = worth(tasks.get(i).configuration());
                for (int epoch = from; epoch < to; epoch++) {
                    curves[i][epoch - from] = worth * (1 - 1 / (2.0 + epoch));
                }
            }
            return curves;
        }

        private static double worth(Configuration configuration) {
            return configuration.values().values().stream()
                    .mapToDouble(value -> 1 - Math.abs((Double) value - 0.5)).reduce(1, (a, b) -> a * b);
        }

        @Override
        public double regret(Configuration configuration, int epochs) {
            return 1 - worth(configuration);
        }
    }

    private DriverBench() {
    }

    /**
     * ASHA with random draws, three trials in flight a slot.
     *
     * @param seconds that a task takes
     */
    static Cost asha(int slots, int trials, double seconds) {
        Scheduler asha = new Asha(trials, 1, MOST_EPOCHS, 3, false);
        Ran free = run(new RandomSampler(), asha, slots, Double.POSITIVE_INFINITY);
        Ran timed = run(new RandomSampler(), asha, slots, seconds);
        return new Cost(timed.seconds() / trials * 1000, timed.heap(), free.busy() - timed.busy());
    }

    private static Ran run(Sampler sampler, Scheduler scheduler, int slots, double seconds) {
        Curves problem = Curves.six();
        WideStudy.Noise noise = new WideStudy.Noise(0.5, 0);
        RandomStream random = RandomStream.ofSeed(1);
        VirtualSlots cluster = new VirtualSlots(problem, slots,
                (task, epochs) -> noise.of(1, random.child(task.id().value()).child(task.rung())), seconds);
        StudySpec spec = VirtualStudy.spec(problem, problem.objectives(), sampler, scheduler, StopRules.NONE, 0)
                .with(new InFlight(OptionalInt.of(3 * slots), InFlight.Order.ARRIVAL));
        long began = VirtualSlots.processorNanos();
        try {
            new Study(spec, new Study.Ports(cluster, new VirtualStudy.NoFiles(), (tasks, e) -> List.of(tasks),
                    DeviceProfile.CORE, cluster, cluster, () -> {
                        throw new IllegalStateException("A problem has no test rows.");
                    }, cluster, Clock.systemUTC())).run("none", new TreeMap<>());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        double spent = (VirtualSlots.processorNanos() - began) / 1e9;
        System.gc();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
        double busy = new WideStudy(slots, cluster.busy(), List.of()).busyShare();
        return new Ran(spent, heap, busy);
    }
}
