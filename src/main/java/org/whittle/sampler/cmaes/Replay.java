package org.whittle.sampler.cmaes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Forecast;
import org.whittle.sampler.LearningSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

/**
 * Finds out where the strategy stands, from what was proposed and seen.
 *
 * <p>Trial i is drawn from the stream of key i, so a drawing can be repeated: where a distribution's drawing gives the
 * configuration that was proposed, the trial came from it. So generations need not be recorded. They begin with the
 * first trial that was drawn from the start's distribution, and each goes on until a trial does not come from its
 * distribution but from the next one's. Trials that come from neither (enqueued by the user, or random ones) are no
 * members of a generation.
 */
final class Replay {

    /** Drawings of a trial before a space is taken for exhausted here. */
    private static final int ATTEMPTS = 100;
    /** Trials that the start is learnt from at the most, the latest. */
    private static final int START_TRIALS = 100;
    /** Starts that are distinguished, at the least, while trials double. */
    private static final int START_STEPS = 16;
    /** γ of warm starting: share of them, the best, that the start is laid around; and at least so many. */
    private static final double START_SHARE = 0.25;
    private static final int START_POINTS = 3;
    /** α of warm starting: deviation around each of these points. */
    private static final double START_SPREAD = 0.2;
    /** σ⁽⁰⁾ of the tutorial for a unit interval, where nothing is known. */
    private static final double RESTART_SPREAD = 0.3;

    /** A distribution, and how many of its trials must be seen before the next one follows. */
    private record Phase(Distribution distribution, int lambda) {
    }

    private final SearchSpace space;
    private final History told;
    private final RandomStream random;
    private final Map<Integer, List<Observation>> observations = new LinkedHashMap<>();
    private final Set<Configuration> known = new LinkedHashSet<>();
    private final List<Member> generation = new ArrayList<>();
    private Phase phase;
    private Phase next;
    private Phase start;
    private int startTrials = -1;

    Replay(SearchSpace space, History told, RandomStream random) {
        this.space = space;
        this.told = told;
        this.random = random;
        told.observations().forEach(o -> observations
                .computeIfAbsent(o.trial().value(), t -> new ArrayList<>())
                .add(o));
    }

    /** At most {@code count} new members of the present generation. */
    List<Configuration> propose(int count) {
        int trials = told.proposed().size();
        for (int trial = 0; trial < trials; trial++) {
            pass(trial, told.proposed().get(trial));
            known.add(told.proposed().get(trial));
        }
        Phase now = phase == null ? start(trials) : ripe() ? following() : phase;
        List<Configuration> asked = new ArrayList<>();
        for (int i = 0; i < count && now != null; i++) {
            Member drawn = draw(now, trials + i);
            if (drawn == null) {
                break;
            }
            asked.add(drawn.configuration());
            known.add(drawn.configuration());
        }
        return asked;
    }

    private void pass(int trial, Configuration proposed) {
        if (phase == null) {
            Phase from = start(trial);
            if (from != null) {
                join(from, draw(from, trial), proposed);
            }
        } else if (!join(phase, draw(phase, trial), proposed) && ripe()) {
            join(following(), draw(following(), trial), proposed);
        }
    }

    /** Makes the trial a member of the phase's generation, if it was drawn there. */
    @SuppressWarnings("ReferenceEquality") // a phase is itself
    private boolean join(Phase from, Member drawn, Configuration proposed) {
        if (drawn == null || !drawn.configuration().equals(proposed)) {
            return false;
        }
        if (from != phase) {
            generation.clear();
            phase = from;
        }
        generation.add(drawn);
        next = null;
        return true;
    }

    /** The first new configuration that a trial's stream leads to; {@code null} if there seems to be none. */
    private Member draw(Phase from, int trial) {
        RandomStream stream = random.child(trial);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double[] x = from.distribution().draw(stream);
            Configuration configuration = space.decode(x);
            if (space.satisfiesConstraints(configuration) && !known.contains(configuration)) {
                return new Member(trial, configuration, x);
            }
        }
        return null;
    }

    private boolean ripe() {
        return generation.stream().filter(m -> observations.containsKey(m.trial())).count() >= phase.lambda();
    }

    private Phase following() {
        if (next == null) {
            next = follow();
        }
        return next;
    }

    private Phase follow() {
        Map<Integer, Member> members = new LinkedHashMap<>();
        generation.forEach(m -> members.put(m.trial(), m));
        List<Forecast> ranked = ranked(generation.stream().map(Member::trial).toList());
        List<Member> completed = ranked.stream().filter(Forecast::completed)
                .map(f -> members.get(f.trial().value())).toList();
        boolean flat = completed.size() == ranked.size()
                && ranked.get(0).loss() == ranked.get(ranked.size() - 1).loss();
        if (completed.isEmpty() || flat) {
            return restart();
        }
        Distribution distribution = phase.distribution().next(completed, ranked.size());
        return distribution.converged() ? restart() : new Phase(distribution, phase.lambda());
    }

    private Phase restart() {
        RandomStream stream = random.child("restart").child(generation.get(0).trial());
        double[] mean = stream.doubles(space.dimensions().size()).toArray();
        return new Phase(Distribution.around(space, List.of(mean), RESTART_SPREAD), 2 * phase.lambda());
    }

    /**
     * From the best of the trials before; {@code null} if there is too little to learn from. The more trials there are,
     * the rounder is the number of those that are learnt from: it would take long to learn from each anew.
     */
    private Phase start(int trials) {
        int before = trials - trials % Integer.highestOneBit(Math.max(1, trials / START_STEPS));
        if (before != startTrials) {
            startTrials = before;
            start = startAfter(before);
        }
        return start;
    }

    private Phase startAfter(int trials) {
        List<Integer> before = new ArrayList<>();
        for (int trial = Math.max(0, trials - START_TRIALS); trial < trials; trial++) {
            if (space.admits(told.proposed().get(trial))) {
                before.add(trial);
            }
        }
        List<Forecast> ranked = ranked(before);
        if (ranked.size() < LearningSampler.MIN_TRIALS || !ranked.get(0).completed()) {
            return null;
        }
        long points = Math.max(START_POINTS, Math.round(START_SHARE * ranked.size()));
        List<double[]> best = ranked.stream().filter(Forecast::completed).limit(points)
                .map(f -> space.encode(f.configuration())).toList();
        return new Phase(Distribution.around(space, best, START_SPREAD), Strategy.lambda(space.dimensions().size()));
    }

    private List<Forecast> ranked(List<Integer> trials) {
        List<Observation> seen = new ArrayList<>();
        trials.forEach(trial -> seen.addAll(observations.getOrDefault(trial, List.of())));
        List<Forecast> ranked = new ArrayList<>(Forecast.of(told.withObservations(seen)));
        ranked.sort(Comparator.comparingDouble(Forecast::loss).thenComparing(Forecast::trial));
        return ranked;
    }
}
