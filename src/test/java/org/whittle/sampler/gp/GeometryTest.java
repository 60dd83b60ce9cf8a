package org.whittle.sampler.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;

class GeometryTest {

    private static final int RATE = 0;
    private static final int OPTIMIZER = 1;

    private final SearchSpace space = Examples.mixed();
    private final Geometry geometry = new Geometry(space);

    @Test
    void choicesAreEquallyFarApartInWhateverOrderTheyAreWritten() {
        double[] sgd = {1.0 / 6};
        for (List<Object> order : List.of(List.<Object>of("a", "b", "c"), List.<Object>of("c", "a", "b"))) {
            SearchSpace choices = SearchSpace.of(new ChoiceParameter("kind", order));
            Geometry g = new Geometry(choices);
            double[] a = choices.encode(Configuration.of(Map.of("kind", "a")));
            double[] b = choices.encode(Configuration.of(Map.of("kind", "b")));
            double[] c = choices.encode(Configuration.of(Map.of("kind", "c")));
            assertThat(List.of(g.squared(0, a[0], b[0]), g.squared(0, b[0], c[0]), g.squared(0, a[0], c[0])))
                    .containsOnly(1.0);
        }
        assertThat(geometry.squared(OPTIMIZER, sgd[0], sgd[0])).isZero();
    }

    @Test
    void anInactiveDimensionTellsNothingApartFromItselfAndEverythingFromAnActiveOne() {
        int momentum = space.names().indexOf("momentum");

        assertThat(geometry.squared(momentum, Double.NaN, Double.NaN)).isZero();
        for (double u : new double[] {0, 0.3, 1}) {
            assertThat(geometry.squared(momentum, u, Double.NaN)).isEqualTo(1);
            assertThat(geometry.squared(momentum, Double.NaN, u)).isEqualTo(1);
        }
    }

    @Test
    void theChordOfAConditionalNumberIsNearlyItsDifference() {
        int momentum = space.names().indexOf("momentum");

        for (double u : new double[] {0.05, 0.2, 0.5, 0.8, 1}) {
            assertThat(Math.sqrt(geometry.squared(momentum, 0, u))).isCloseTo(u, within(0.05 * u));
            assertThat(Math.sqrt(geometry.squared(RATE, 0, u))).isCloseTo(u, within(1e-15));
        }
    }

    /** Whatever the mixture, the kernel is positive definite: every draw of points has a Cholesky factor. */
    @Test
    void theKernelOfMixedAndConditionalPointsIsPositiveDefinite() {
        Data data = Examples.data(space, 60);
        double[][] k = new double[60][60];
        for (int i = 0; i < 60; i++) {
            for (int j = i; j < 60; j++) {
                double squared = 0;
                for (int d = 0; d < geometry.size(); d++) {
                    squared += geometry.squared(d, data.x()[i][d], data.x()[j][d]) / 0.09;
                }
                k[i][j] = Matern.of(squared);
            }
        }

        assertThat(Cholesky.of(k, 60)).isNotNull();
    }
}
