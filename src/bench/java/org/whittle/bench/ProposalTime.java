package org.whittle.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Sampler;
import org.whittle.space.Configuration;
import org.whittle.trial.History;
import org.whittle.trial.Observation;
import org.whittle.trial.TrialId;

/** How long a sampler thinks about a population when it has seen many trials. */
final class ProposalTime {

    /** Configurations proposed together: the first rung of Hyperband's largest bracket for R = 27. */
    static final int POPULATION = 27;

    private ProposalTime() {
    }

    /**
     * Seconds of processor time a configuration: what it takes on one core that does nothing else.
     *
     * @param trials of the history; a third reached 3 epochs, a ninth 9, and so on up to 27, and one in 50 diverged
     */
    static double secondsAConfiguration(Sampler sampler, Problem problem, int trials) {
        History told = history(problem, trials);
        RandomStream random = RandomStream.ofSeed(1).child("sampler");
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadCpuTime();
        List<Configuration> asked = sampler.ask(problem.space(), told, POPULATION, random);
        return (thread.getCurrentThreadCpuTime() - start) / 1e9 / asked.size();
    }

    private static History history(Problem problem, int trials) {
        RandomStream random = RandomStream.ofSeed(0).child("history");
        List<Configuration> proposed = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Configuration configuration = problem.draw(random);
            proposed.add(configuration);
            double value = problem.regret(configuration);
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
        return new History(problem.objective(), 27, proposed, observations);
    }
}
