package org.whittle.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

/** Minimises functions with a sampler that knows nothing but the history. */
public final class Driven {

    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);

    private Driven() {
    }

    /** The history after so many populations, each fully trained before the next. */
    public static History search(Sampler sampler, SearchSpace space, ToDoubleFunction<Configuration> loss, int size,
                                 int populations, long seed) {
        RandomStream random = RandomStream.ofSeed(seed).child("sampler");
        List<Configuration> proposed = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < populations; i++) {
            History told = new History(LOSS, 1, proposed, observations);
            for (Configuration configuration : sampler.ask(space, told, size, random)) {
                observations.add(new Observation(new TrialId(proposed.size()), configuration, 1,
                        loss.applyAsDouble(configuration)));
                proposed.add(configuration);
            }
        }
        return new History(LOSS, 1, proposed, observations);
    }

    /** The least loss that was seen. */
    public static double least(History told) {
        return told.observations().stream().mapToDouble(Observation::value).min().orElseThrow();
    }

    /** Real parameters x0, x1, … from −5 to 5. */
    public static SearchSpace cube(int dimensions) {
        return SearchSpace.of(IntStream.range(0, dimensions)
                .mapToObj(i -> new RealParameter("x" + i, -5, 5, Scale.LINEAR, OptionalDouble.empty()))
                .toArray(Parameter<?>[]::new));
    }

    /** The numbers of a configuration, by name. */
    public static double[] numbers(Configuration configuration) {
        return configuration.values().values().stream().filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue()).toArray();
    }
}
