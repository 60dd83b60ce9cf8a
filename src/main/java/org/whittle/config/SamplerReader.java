package org.whittle.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.whittle.config.hocon.Brought;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.sampler.AutoSampler;
import org.whittle.sampler.GridSampler;
import org.whittle.sampler.HaltonSampler;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.SobolSampler;
import org.whittle.sampler.StagedSampler;
import org.whittle.sampler.cmaes.CmaEsSampler;
import org.whittle.sampler.evolution.DifferentialEvolutionSampler;
import org.whittle.sampler.evolution.GeneticSampler;
import org.whittle.sampler.evolution.Nsga2Sampler;
import org.whittle.sampler.forest.ForestSampler;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.sampler.reinforce.ReinforceSampler;
import org.whittle.sampler.tpe.TpeSampler;

/** Reads what {@code search} says of the sampler: the one place that knows every sampler by name. */
final class SamplerReader {

    private static final String SAMPLER = "search.sampler";
    private static final String STAGED_SAMPLER = "search.staged.sampler";
    private static final String STAGED = "staged";

    /** Those that need no other, in the order in which they are told. */
    private static final List<Supplier<Sampler>> PLAIN = List.of(
            GridSampler::new,
            RandomSampler::new,
            SobolSampler::new,
            HaltonSampler::new,
            GaussianProcessSampler::new,
            TpeSampler::new,
            ForestSampler::new,
            GeneticSampler::new,
            Nsga2Sampler::new,
            DifferentialEvolutionSampler::new,
            CmaEsSampler::new,
            ReinforceSampler::new,
            AutoSampler::new);

    private final Settings settings;
    private final Map<String, Sampler> plain = new LinkedHashMap<>();

    SamplerReader(Settings settings) {
        this.settings = settings;
        PLAIN.stream().map(Supplier::get).forEach(sampler -> plain.put(sampler.name(),
                sampler.with(OwnSettings.read(settings, sampler.name(), sampler.settings()))));
    }

    /**
     * @param combination the sampler that the scheduler brings along; empty if it has none of its own
     * @param parameters names of the search space's
     * @param broken parameters that are meant, but have something wrong
     */
    Sampler read(String combination, String scheduler, Set<String> parameters, Set<String> broken) {
        Brought<Sampler> ofJars = new Brought<>(settings, Sampler.class, Sampler::name, RecordedSampler::new);
        String written = ofJars.name(SAMPLER, Stream.concat(plain.keySet().stream(), Stream.of(STAGED)).toList());
        if (!combination.isEmpty() && !combination.equals(written)) {
            if (settings.written(SAMPLER).isPresent()) {
                settings.problem(
                        SAMPLER,
                        ("search.scheduler = %s is hyperband with search.sampler = %s; leave out "
                                        + "search.sampler = %s, or write search.scheduler = hyperband")
                                .formatted(scheduler, combination, written));
            }
            settings.keep(SAMPLER, combination);
            written = combination;
        }
        String inner = ofJars.name(STAGED_SAMPLER, List.copyOf(plain.keySet()));
        int trials = settings.get("search.staged.trials", Kind.integer(1, Integer.MAX_VALUE));
        List<List<String>> groups = new GroupsReader(settings, parameters, broken).read();
        return written.equals(STAGED) ? new StagedSampler(plain(STAGED_SAMPLER, inner, ofJars), trials, groups)
                : plain(SAMPLER, written, ofJars);
    }

    private Sampler plain(String path, String name, Brought<Sampler> ofJars) {
        String meant = name.equals("auto") ? settings.chosen(path).orElse(name) : name;
        return plain.containsKey(meant)
                ? plain.get(meant)
                : ofJars.make(
                                path,
                                meant,
                                sampler -> sampler.with(OwnSettings.read(settings, sampler.name(), sampler.settings())))
                        .orElse(plain.get("auto"));
    }
}
