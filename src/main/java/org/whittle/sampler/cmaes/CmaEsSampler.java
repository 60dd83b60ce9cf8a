package org.whittle.sampler.cmaes;

import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Forecast;
import org.whittle.sampler.LearningSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * The evolution strategy with covariance matrix adaptation (Hansen and Ostermeier 2001, "Completely Derandomized
 * Self-Adaptation in Evolution Strategies"; with the names and defaults of Hansen 2016, "The CMA Evolution Strategy: A
 * Tutorial", without negative weights).
 *
 * <ul>
 * <li>Start: around the best of the first, random trials (warm starting: Nomura, Watanabe, Akimoto, Ozaki and Onishi
 *     2021), since a study seldom has the trials to come from afar. With few of them, the paper's α = γ = 0.1 is too
 *     narrow.
 * <li>Integers and steps are numbers with a {@link Margin}, choices have {@link Odds} of their own, learnt by their
 *     natural gradient with the rate μ<sub>eff</sub> / (μ<sub>eff</sub> + n) (CatCMA adapts it).
 * <li>Conditions: an inactive parameter is drawn like any other, and its coordinate, which nothing hangs on, drifts
 *     without direction. Constraints: what violates one is drawn again.
 * <li>Restarts: a generation that has converged, or whose trials are all alike or all lost, is followed by one at a
 *     random place with the deviation 0.3 and twice as large (IPOP: Auger and Hansen 2005).
 * </ul>
 *
 * <p><b>Populations.</b> λ trials and more are a generation: all that are proposed together and, if they are fewer,
 * those of the next questions. The strategy's parameters are those for its size. {@link Replay} finds generations in
 * the history. <b>Budgets.</b> Only trials of one generation are compared with each other, by their
 * {@linkplain Forecast forecast} for the largest budget among them: so cheap and dear brackets may alternate. <b>Bad
 * news.</b> The distribution never moves to trials that diverged or failed.
 */
public record CmaEsSampler() implements LearningSampler {

    @Override
    public String name() {
        return "cma-es";
    }

    @Override
    public String describe(SearchSpace space) {
        return ("Random until %d trials were seen, then from a normal distribution of numbers and odds of choices "
                + "that follow "
                        + "the best of each generation of at least %d trials.")
                .formatted(MIN_TRIALS, Strategy.lambda(space.dimensions().size()));
    }

    @Override
    public List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int count,
                                       RandomStream random) {
        return new Replay(space, told, random).propose(count);
    }
}
