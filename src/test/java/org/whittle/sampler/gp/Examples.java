package org.whittle.sampler.gp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.whittle.random.RandomStream;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

/** Spaces and data for tests of the Gaussian process. */
final class Examples {

    private Examples() {
    }

    /** Numbers, a choice, and a conditional number and choice. */
    static SearchSpace mixed() {
        Set<String> names = new TreeSet<>(Set.of("optimizer"));
        List<Dimension> dimensions = new ArrayList<>();
        dimensions.add(Dimension.always(real("rate", 0, 1)));
        dimensions.add(Dimension.always(new ChoiceParameter("optimizer", List.of("sgd", "adam", "rmsprop"))));
        dimensions.add(Dimension.when(real("momentum", 0, 1), Expression.parse("optimizer = sgd", names)));
        dimensions.add(
                Dimension.when(ChoiceParameter.ofBoolean("amsgrad"), Expression.parse("optimizer = adam", names)));
        dimensions.add(Dimension.always(new IntegerParameter("layers", 1, 5, Scale.LINEAR, 1)));
        return new SearchSpace(dimensions, List.of());
    }

    static SearchSpace cube(int dimensions) {
        List<Parameter<?>> parameters = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
            parameters.add(real("x" + d, 0, 1));
        }
        return SearchSpace.of(parameters.toArray(new Parameter<?>[0]));
    }

    static RealParameter real(String name, double low, double high) {
        return new RealParameter(name, low, high, Scale.LINEAR, OptionalDouble.empty());
    }

    /** Draws at three budgets with a smooth output. */
    static Data data(SearchSpace space, int n) {
        RandomStream random = RandomStream.ofSeed(3);
        double[][] x = new double[n][];
        int[] level = new int[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            Configuration c = space.decode(random.doubles(space.dimensions().size()).toArray());
            x[i] = space.encode(c);
            level[i] = i % 3;
            for (double u : x[i]) {
                y[i] += StrictMath.sin(3 * (Double.isNaN(u) ? 0.2 : u) + level[i]);
            }
        }
        return new Data(x, level, new double[] {0, 0.5, 1}, y);
    }
}
