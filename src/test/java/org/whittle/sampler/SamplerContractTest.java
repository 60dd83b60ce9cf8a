package org.whittle.sampler;

import java.util.List;
import java.util.stream.Stream;
import org.whittle.sampler.cmaes.CmaEsSampler;
import org.whittle.sampler.evolution.DifferentialEvolutionSampler;
import org.whittle.sampler.evolution.GeneticSampler;
import org.whittle.sampler.evolution.Nsga2Sampler;
import org.whittle.sampler.forest.ForestSampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.sampler.reinforce.ReinforceSampler;
import org.whittle.sampler.tpe.TpeSampler;

/** The built-in samplers; a new one is added to {@link #samplers}. */
class SamplerContractTest extends SamplerContract {

    /** Some of every space of the contract; a condition is parted from what it reads. */
    private static final List<List<String>> GROUPS =
            List.of(List.of("optimizer", "nesterov", "x", "a", "units"), List.of("layers", "momentum", "b", "dropout"));

    @Override
    protected Stream<Sampler> samplers() {
        return Stream.of(new GridSampler(4), new RandomSampler(), new SobolSampler(), new HaltonSampler(),
                new GaussianProcessSampler(),
                new TpeSampler(), new ForestSampler(), new GeneticSampler(), new Nsga2Sampler(),
                new DifferentialEvolutionSampler(), new CmaEsSampler(), new ReinforceSampler(), new AutoSampler(),
                new StagedSampler(new RandomSampler(), 5, GROUPS), new StagedSampler(new TpeSampler(), 20, GROUPS));
    }

    /** Those whose proposals hang on what trials showed. */
    static Stream<Sampler> learning() {
        return new SamplerContractTest().samplers().filter(Sampler::learns);
    }

    /** A grid of four points a parameter has few that are allowed. */
    @Override
    protected boolean suits(Sampler sampler, String space) {
        return !(sampler instanceof GridSampler) || !space.equals("narrow");
    }
}
