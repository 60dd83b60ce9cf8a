package org.whittle.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Sampler;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

/** How long a sampler thinks when it has seen many trials. */
final class ProposalTime {

    private ProposalTime() {
    }

    /**
     * Seconds of processor time a configuration: what it takes on one core that does nothing else.
     *
     * @param trials of the history; a third reached 3 epochs, a ninth 9, and so on up to 27, and one in 50 diverged
     * @param count configurations proposed together
     */
    static double secondsAConfiguration(Sampler sampler, SearchSpace space, int trials, int count) {
        History told = history(space, trials);
        RandomStream random = RandomStream.ofSeed(1).child("sampler");
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadCpuTime();
        List<Configuration> asked = sampler.ask(space, told, count, random);
        return (thread.getCurrentThreadCpuTime() - start) / 1e9 / asked.size();
    }

    /** A space of so many parameters, as a network's: of every kind, and one in five conditional. */
    static SearchSpace space(int parameters) {
        List<Dimension> dimensions = new ArrayList<>();
        for (int i = 0; i < parameters; i++) {
            String name = "p" + i;
            dimensions.add(
                    switch (i % 5) {
                        case 0 -> Dimension.always(new ChoiceParameter(name, List.of("a", "b", "c")));
                        case 1 -> Dimension.always(new RealParameter(name, 1e-5, 1, Scale.LOG, OptionalDouble.empty()));
                        case 2 -> Dimension.always(new IntegerParameter(name, 8, 512, Scale.LOG, 1));
                        case 3 -> Dimension.when(
                                real(name), Expression.parse("p%d = a".formatted(i - 3), Set.of("p" + (i - 3))));
                        default -> Dimension.always(real(name));
                    });
        }
        return new SearchSpace(dimensions, List.of());
    }

    private static RealParameter real(String name) {
        return new RealParameter(name, 0, 1, Scale.LINEAR, OptionalDouble.empty());
    }

    private static History history(SearchSpace space, int trials) {
        RandomStream random = RandomStream.ofSeed(0).child("history");
        List<Configuration> proposed = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Configuration configuration = space.decode(random.doubles(space.dimensions().size()).toArray());
            proposed.add(configuration);
            double value = 0;
            for (double u : space.encode(configuration)) {
                value += Double.isNaN(u) ? 0.1 : (u - 0.3) * (u - 0.3);
            }
            int rungs = 1;
            for (int share = 3; i % share == 0 && rungs < 4; share *= 3) {
                rungs++;
            }
            int epochs = 1;
            for (int rung = 0; rung < rungs; rung++, epochs *= 3) {
                observations.add(new Observation(new TrialId(i), configuration, epochs,
                        i % 50 == 7 ? Double.NaN : value + 0.3 * random.nextGaussian() / epochs));
            }
        }
        return new History(new Objective("value", Direction.MINIMIZE), 27, proposed, observations);
    }
}
