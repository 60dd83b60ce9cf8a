package org.whittle.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.whittle.goal.Direction;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Sampler;
import org.whittle.space.Configuration;
import org.whittle.work.Budget;
import org.whittle.work.History;
import org.whittle.work.Observation;
import org.whittle.work.Start;
import org.whittle.work.TrialTask;

/**
 * A model of tuners that promote as soon as they can: asynchronous successive halving (Li et al. 2018, algorithm 2)
 * over the brackets that are given, with a sampler that is told what has arrived. With random draws and one bracket it
 * is ASHA; with TPE and a bracket drawn for each trial, what Optuna's TPE and Hyperband do in many processes.
 */
final class AshaPeer {

    private static final int ETA = 3;

    private final Problem problem;
    private final Sampler sampler;
    private final boolean brackets;
    private final RandomStream random;
    private final double sign;
    private final List<Integer> ladder = new ArrayList<>();
    private final List<Configuration> proposed = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();
    private final List<Trial> trials = new ArrayList<>();

    private static final class Trial {

        private final int id;
        private final Configuration configuration;
        private final int bracket;
        private int rung;
        private boolean running = true;
        /** The best it has shown by each rung, as a number of which more is better. */
        private final double[] shown;

        Trial(int id, Configuration configuration, int bracket, int rungs) {
            this.id = id;
            this.configuration = configuration;
            this.bracket = bracket;
            this.rung = bracket;
            this.shown = new double[rungs];
        }
    }

    private record Running(Trial trial, double end) {
    }

    private AshaPeer(Problem problem, Sampler sampler, boolean brackets, long seed) {
        this.problem = problem;
        this.sampler = sampler;
        this.brackets = brackets;
        this.sign = problem.objective().direction() == Direction.MAXIMIZE ? 1 : -1;
        this.random = RandomStream.ofSeed(seed).child("asha");
        for (int epochs = 1; epochs < problem.maxEpochs(); epochs *= ETA) {
            ladder.add(epochs);
        }
        ladder.add(problem.maxEpochs());
    }

    /** @param sampler that proposes one configuration at a time */
    static WideStudy run(Problem problem, Sampler sampler, boolean brackets, int slots, WideStudy.Noise noise,
                         long epochs, long seed) {
        return new AshaPeer(problem, sampler, brackets, seed).run(slots, noise, epochs, seed);
    }

    private WideStudy run(int slots, WideStudy.Noise noise, long epochs, long seed) {
        RandomStream durations = RandomStream.ofSeed(seed).child("durations");
        PriorityQueue<Running> running =
                new PriorityQueue<>(Comparator.comparingDouble(Running::end).thenComparingInt(one -> one.trial().id));
        List<VirtualSlots.Interval> busy = new ArrayList<>();
        List<WideStudy.Moment> moments = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        long spent = 0;
        double now = 0;
        while (true) {
            while (running.size() < slots && spent < epochs) {
                Trial next = next();
                int more = ladder.get(next.rung) - (next.rung == next.bracket ? 0 : ladder.get(next.rung - 1));
                double duration = noise.of(more, durations.child(next.id).child(next.rung));
                spent += more;
                busy.add(new VirtualSlots.Interval(now, now + duration));
                running.add(new Running(next, now + duration));
            }
            if (running.isEmpty()) {
                return new WideStudy(slots, busy, moments);
            }
            Running first = running.remove();
            now = first.end();
            Trial trial = first.trial();
            trial.running = false;
            double[] curve = problem.curves(List.of(task(trial)), 0, ladder.get(trial.rung))[0];
            int epoch = bestEpoch(curve);
            trial.shown[trial.rung] = sign * curve[epoch];
            observations.add(new Observation(new TrialId(trial.id), trial.configuration, ladder.get(trial.rung),
                    curve[epoch]));
            if (trial.shown[trial.rung] > best) {
                best = trial.shown[trial.rung];
                moments.add(new WideStudy.Moment(now, new VirtualStudy.Shipped(trial.configuration, epoch + 1)));
            }
        }
    }

    private TrialTask task(Trial trial) {
        return new TrialTask(new TrialId(trial.id), 0, 0, trial.configuration, new Start.Fresh(),
                new Budget(ladder.get(trial.rung)), 0);
    }

    private int bestEpoch(double[] curve) {
        int best = 0;
        for (int epoch = 1; epoch < curve.length; epoch++) {
            best = sign * curve[epoch] > sign * curve[best] ? epoch : best;
        }
        return best;
    }

    /** Whoever can be promoted, from the highest rung down; else a new trial. */
    private Trial next() {
        for (int rung = ladder.size() - 2; rung >= 0; rung--) {
            for (int bracket = 0; bracket < (brackets ? ladder.size() : 1); bracket++) {
                Trial promoted = promotable(rung, bracket);
                if (promoted != null) {
                    promoted.rung++;
                    promoted.running = true;
                    return promoted;
                }
            }
        }
        Configuration drawn = sampler.ask(problem.space(), new History(problem.objectives(), problem.maxEpochs(),
                proposed, observations), 1, random).get(0);
        Trial fresh = new Trial(trials.size(), drawn, brackets ? bracket() : 0, ladder.size());
        proposed.add(drawn);
        trials.add(fresh);
        return fresh;
    }

    /** As often as Hyperband begins trials there: in proportion to η^s (s_max + 1) / (s + 1). */
    private int bracket() {
        int count = ladder.size();
        double[] weights = new double[count];
        double sum = 0;
        for (int s = 0; s < count; s++) {
            weights[count - 1 - s] = Math.pow(ETA, s) * count / (s + 1);
            sum += weights[count - 1 - s];
        }
        double left = random.child("bracket").child(trials.size()).nextDouble() * sum;
        int chosen = 0;
        while (chosen < count - 1 && left >= weights[chosen]) {
            left -= weights[chosen++];
        }
        return chosen;
    }

    private Trial promotable(int rung, int bracket) {
        List<Trial> seen = trials.stream()
                .filter(t -> t.bracket == bracket && (t.rung > rung || t.rung == rung && !t.running)).toList();
        if (bracket > rung || seen.size() < ETA) {
            return null;
        }
        return seen.stream().sorted(Comparator.comparingDouble((Trial t) -> t.shown[rung]).reversed())
                .limit(seen.size() / ETA).filter(t -> t.rung == rung).findFirst().orElse(null);
    }
}
