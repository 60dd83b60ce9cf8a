package org.whittle.sampler.reinforce;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Forecast;
import org.whittle.sampler.LearningSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Sums;

/**
 * A controller trained by policy gradients, as in neural architecture search: REINFORCE (Williams 1992, "Simple
 * Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning") with a moving baseline (Zoph and
 * Le 2017, "Neural Architecture Search with Reinforcement Learning") and an entropy bonus (Bello, Zoph, Vasudevan and
 * Le 2017, "Neural Optimizer Search with Reinforcement Learning").
 *
 * <p>These train a recurrent network on thousands of trials. With the hundreds that a study has, the policy is
 * {@linkplain Policy factored}: a softmax a parameter. Its θ is not kept, but replayed from the history, trial by trial
 * in their order: θ ← θ + α ∇ [(R − b) log π(a; θ) + β H(π)], and then b ← b + (1 − γ) (R − b). Conditional parameters
 * learn from the trials that have them.
 *
 * <p><b>Reward.</b> R is a power of the share of trials that a trial is better than. By rank, since metrics have scales
 * of their own; a high power, since a search needs one very good trial and not a good average (Petersen et al. 2021,
 * "Deep Symbolic Regression", call such policy gradients risk-seeking). <b>Budgets.</b> Trials of every budget are
 * ranked together by their {@linkplain Forecast forecast} for the largest, and a step is as long as it can be trusted.
 * <b>Bad news.</b> Trials that diverged or failed earn nothing.
 */
public record ReinforceSampler() implements LearningSampler {

    // A good trial or two must show in a policy of a hundred trials: steps are long.
    private static final double ALPHA = 2;
    private static final double BETA = 0.1;
    private static final double GAMMA = 0.9;
    /** R's exponent: a trial at the upper quartile earns a tenth of what the best does. */
    private static final double POWER = 8;
    /** Draws a proposal, before a nearly exhausted space is left to random search. */
    private static final int ATTEMPTS = 100;

    @Override
    public String name() {
        return "reinforce";
    }

    @Override
    public String describe(SearchSpace space) {
        return ("Random until %d trials were seen, then draws from a policy that has a probability for every value "
                + "(%d ranges "
                        + "of a number), raised where trials did better than those before.")
                .formatted(MIN_TRIALS, Policy.BINS);
    }

    @Override
    public List<Configuration> propose(SearchSpace space, History told, List<Forecast> ranked, int count,
                                       RandomStream random) {
        Policy policy = replayed(space, ranked);
        RandomStream draws = random.child(told.proposed().size());
        Set<Configuration> proposed = new LinkedHashSet<>(told.proposed());
        List<Configuration> asked = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS * count && asked.size() < count; attempt++) {
            Configuration drawn = space.decode(policy.draw(draws));
            if (space.satisfiesConstraints(drawn) && proposed.add(drawn)) {
                asked.add(drawn);
            }
        }
        return asked;
    }

    /** The policy after all that was seen. */
    static Policy replayed(SearchSpace space, List<Forecast> ranked) {
        record Step(Forecast forecast, double reward) {
        }
        List<Step> steps = new ArrayList<>();
        for (int rank = 0; rank < ranked.size(); rank++) {
            double better = (double) (ranked.size() - 1 - rank) / (ranked.size() - 1);
            steps.add(new Step(ranked.get(rank), ranked.get(rank).completed() ? StrictMath.pow(better, POWER) : 0));
        }
        steps.sort(Comparator.comparing(step -> step.forecast().trial()));
        Policy policy = new Policy(space);
        double baseline = Sums.mean(steps.stream().mapToDouble(Step::reward));
        for (Step step : steps) {
            policy.reinforce(space.encode(step.forecast().configuration()), step.reward() - baseline,
                    ALPHA * step.forecast().trust(), BETA);
            baseline += (1 - GAMMA) * (step.reward() - baseline);
        }
        return policy;
    }
}
