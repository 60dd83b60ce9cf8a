package org.whittle.sampler.gp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.whittle.random.RandomStream;
import org.whittle.sampler.gp.Acquisition.Scored;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;

/**
 * Chooses a population, one configuration after another. After each the model believes it to be seen at its mean, so
 * that the next one looks elsewhere.
 */
final class Population {

    /** Best configurations whose neighbourhoods are searched. */
    static final int NEIGHBOURHOODS = 8;

    private static final int CANDIDATES = 1024;
    /** Candidates from which the acquisition is climbed. */
    private static final int STARTS = 6;

    /** Least mean squared distance between two of them, over the dimensions: 0.2 of an axis. */
    private static final double APART = 0.04;

    /**
     * The same between trials of which nothing is known yet: 0.01 of an axis. Where a model is sure of the best place
     * it would send one after the other there, and so would two models that agree on it.
     */
    private static final double TWINS = 1e-4;

    private final SearchSpace space;
    private final Model model;
    private final Set<Configuration> known;
    private final List<double[]> awaited;
    private double incumbent;

    /**
     * @param incumbent the best posterior mean of what was observed
     * @param known what must not be proposed; chosen configurations are added
     * @param awaited points of configurations of which nothing is known yet; those that are chosen are added
     */
    Population(SearchSpace space, Model model, double incumbent, Set<Configuration> known, List<double[]> awaited) {
        this.space = space;
        this.model = model;
        this.incumbent = incumbent;
        this.known = known;
        this.awaited = awaited;
    }

    /**
     * @param best points of the best configurations so far
     * @return at most {@code count}: fewer if nothing new was found
     */
    List<Configuration> choose(int count, List<double[]> best, RandomStream random) {
        CandidateDraw draw = new CandidateDraw(space, model.kernel().warp(), random.child("candidates"));
        CandidatePool pool = new CandidatePool(model, draw.draw(CANDIDATES, best), count);
        List<Configuration> chosen = new ArrayList<>();
        while (chosen.size() < count) {
            Candidate next = next(pool, random.child("climb").child(chosen.size()));
            if (next == null) {
                break;
            }
            known.add(next.configuration());
            chosen.add(next.configuration());
            awaited.add(next.point());
            pool.believe(model, next.point());
            incumbent = Math.max(incumbent, model.mean(model.covariances(next.point())));
        }
        return chosen;
    }

    private Candidate next(CandidatePool pool, RandomStream random) {
        Acquisition acquisition = new Acquisition(space, model, incumbent);
        List<Scored> starts = apart(IntStream.range(0, pool.size())
                .mapToObj(i -> new Scored(pool.candidate(i), acquisition.score(pool.mean(i), pool.variance(i))))
                .sorted(Comparator.comparingDouble(Scored::score).reversed()).toList());
        List<Scored> seen = new ArrayList<>(starts);
        for (int s = 0; s < starts.size(); s++) {
            acquisition.climb(starts.get(s).candidate(), random.child(s), seen);
        }
        List<Candidate> bestFirst = seen.stream()
                .filter(s -> s.score() > Double.NEGATIVE_INFINITY && isNew(s.candidate()))
                .sorted(Comparator.comparingDouble(Scored::score).reversed()).map(Scored::candidate).toList();
        return bestFirst.stream().filter(candidate -> !isTwin(candidate)).findFirst()
                .or(() -> bestFirst.stream().findFirst()).orElse(null);
    }

    /**
     * The best new ones that are not beside a better one: the peaks are several, and the best candidates crowd on one.
     */
    private List<Scored> apart(List<Scored> bestFirst) {
        List<Scored> starts = new ArrayList<>();
        for (Scored scored : bestFirst) {
            if (starts.size() == STARTS) {
                break;
            }
            if (starts.stream().allMatch(s -> squared(s.candidate().point(), scored.candidate().point()) > APART)
                    && isNew(scored.candidate())) {
                starts.add(scored);
            }
        }
        return starts;
    }

    private double squared(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += model.kernel().geometry().squared(d, a[d], b[d]);
        }
        return sum / a.length;
    }

    private boolean isNew(Candidate candidate) {
        return !known.contains(candidate.configuration());
    }

    private boolean isTwin(Candidate candidate) {
        return awaited.stream().anyMatch(point -> squared(point, candidate.point()) < TWINS);
    }
}
