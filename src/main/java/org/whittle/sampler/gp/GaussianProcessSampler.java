package org.whittle.sampler.gp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.whittle.random.RandomStream;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.SobolSampler;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

/**
 * Bayesian optimisation with a Gaussian process over configurations and budgets.
 *
 * <p>The first configurations are a scrambled Sobol sequence. From {@link #DESIGN} observed trials on, a question is
 * answered so: outputs are warped ({@link OutputWarp}); the kernel's hyperparameters ({@link KernelShape}) are fitted
 * by maximum a posteriori ({@link Evidence}, {@link Prior}), for all budgets or for full trainings alone
 * ({@link ModelChoice}), for each half of the population under another prior ({@link LengthScales}); and one
 * configuration after another is chosen where the expected improvement of a full training over the best posterior mean
 * is greatest ({@link Population}). What is still in training, and what was just chosen, counts as seen at its
 * posterior mean.
 *
 * <p><b>Cost.</b> Time grows with the cube of the observations, so hyperparameters are fitted on at most
 * {@value #FIT_ROWS} of them, and on fewer in spaces of more than {@value #FIT_DIMENSIONS} parameters, and the model is
 * conditioned on at most {@value #MODEL_ROWS}, however long the history is ({@link Conditioning#atMost} says which).
 * Seconds of processor time for 1 and for 27 configurations, after 1,000 trials: 0.06 and 0.13 with 7 parameters, 0.07
 * and 0.30 with 20; after 10,000 trials 0.09 and 0.22, 0.15 and 0.45.
 */
public record GaussianProcessSampler() implements Sampler {

    /** Trials to be observed before a model is trusted. */
    public static final int DESIGN = 8;
    /** Most observations that hyperparameters are fitted on, up to {@value #FIT_DIMENSIONS} parameters. */
    public static final int FIT_ROWS = 160;
    private static final int FIT_DIMENSIONS = 20;
    /** Most observations that the model is conditioned on. */
    public static final int MODEL_ROWS = 450;

    @Override
    public String name() {
        return "gp";
    }

    @Override
    public boolean learns() {
        return true;
    }

    @Override
    public String describe(SearchSpace space) {
        return ("A Sobol sequence until %d trials were seen, then where a Gaussian process over configurations and "
                + "budgets "
                        + "expects the largest improvement of a full training; fitted on at most %d observations, for "
                        + "half of a "
                        + "population believing that the objective changes evenly along an axis, for the rest leaving "
                        + "that open.")
                .formatted(DESIGN, fitRows(space.dimensions().size()));
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        if (count < 1) {
            throw new IllegalArgumentException("%d configurations were asked for".formatted(count));
        }
        List<Configuration> chosen = new ArrayList<>();
        if (told.observations().stream().map(Observation::trial).distinct().count() >= DESIGN) {
            Data all = Conditioning.of(space, told);
            // Of an odd number the larger half in turns, and so a single one.
            int half = (count + told.proposed().size() % 2) / 2;
            chosen.addAll(propose(LengthScales.LONG, space, all, told, half, random));
            chosen.addAll(propose(LengthScales.WIDE, space, all, told.withProposed(chosen), count - half, random));
        }
        if (chosen.size() < count) {
            chosen.addAll(design(space).ask(space, told.withProposed(chosen), count - chosen.size(), random));
        }
        return chosen;
    }

    /**
     * Most observations that hyperparameters are fitted on. Pairs of them times parameters are what a fit costs: where
     * the parameters are many, the pairs are fewer.
     */
    static int fitRows(int dimensions) {
        return dimensions <= FIT_DIMENSIONS ? FIT_ROWS
                : (int) (FIT_ROWS * Math.sqrt((double) FIT_DIMENSIONS / dimensions));
    }

    private static Sampler design(SearchSpace space) {
        return space.dimensions().size() <= SobolSampler.MAX_DIMENSIONS ? new SobolSampler() : new RandomSampler();
    }

    private static List<Configuration> propose(
            LengthScales lengths, SearchSpace space, Data all, History told, int count, RandomStream sampler) {
        if (all.size() == 0 || count == 0) {
            return List.of();
        }
        RandomStream random = sampler.child("gp").child(told.proposed().size());
        List<Configuration> pending = pending(space, told);
        Model model = ModelChoice.of(new Geometry(space), lengths, all, count + pending.size(), random);
        double[] means = IntStream.range(0, model.observed())
                .mapToDouble(i -> model.mean(model.covariances(model.point(i)))).toArray();
        List<double[]> best = IntStream.range(0, means.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> means[i]).reversed())
                .map(model::point).limit(Population.NEIGHBOURHOODS).toList();
        double incumbent = IntStream.range(0, means.length).mapToDouble(i -> means[i]).max().orElseThrow();
        List<double[]> awaited = new ArrayList<>();
        pending.forEach(c -> awaited.add(model.kernel().warp().warp(space.encode(c))));
        awaited.forEach(model::believe);
        return new Population(space, model, incumbent, new LinkedHashSet<>(told.proposed()), awaited)
                .choose(count, best, random);
    }

    /** Configurations of the space that nothing is known of yet; of very many the latest. */
    private static List<Configuration> pending(SearchSpace space, History told) {
        BitSet observed = new BitSet();
        told.observations().forEach(o -> observed.set(o.trial().value()));
        List<Configuration> pending = IntStream.range(0, told.proposed().size()).filter(i -> !observed.get(i))
                .mapToObj(told.proposed()::get).filter(space::admits).toList();
        return pending.subList(Math.max(0, pending.size() - MODEL_ROWS), pending.size());
    }
}
