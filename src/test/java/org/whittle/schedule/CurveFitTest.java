package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveFitTest {

    private static final int HORIZON = 27;

    @Test
    void aPowerLawIsContinuedToWhereItLeads() {
        IntToDoubleFunction curve = t -> 0.9 - 0.5 / t;
        double end = curve.applyAsDouble(HORIZON);

        assertThat(reaches(curve, 9, end - 0.05)).isGreaterThan(0.95);
        assertThat(reaches(curve, 9, end + 0.05)).isLessThan(0.05);
    }

    @Test
    void anExponentialThatHasSettledReachesNoMore() {
        IntToDoubleFunction curve = t -> 0.7 - 0.4 * Math.exp(-t / 1.5);

        assertThat(reaches(curve, 9, 0.69)).isGreaterThan(0.9);
        assertThat(reaches(curve, 9, 0.8)).isLessThan(0.05);
    }

    @Test
    void whatHappensFarAheadIsLessCertain() {
        IntToDoubleFunction curve = t -> 0.9 - 0.5 / Math.sqrt(t);
        double target = 0.85;

        double early = reaches(curve, 2, target);
        double late = reaches(curve, 20, target);

        assertThat(curve.applyAsDouble(HORIZON)).isLessThan(target);
        assertThat(early).isGreaterThan(late);
        assertThat(late).isLessThan(0.1);
    }

    @Test
    void unitsDoNotMatter() {
        IntToDoubleFunction curve = t -> 0.9 - 0.5 / t;

        assertThat(reaches(t -> 1000 * curve.applyAsDouble(t) - 7, 6, 1000 * 0.9 - 7))
                .isCloseTo(reaches(curve, 6, 0.9), within(1e-9));
    }

    @Test
    void aCurveThatStandsStillAtTheTargetIsThere() {
        assertThat(reaches(t -> 0.5, 4, 0.5)).isEqualTo(1);
    }

    @Test
    void probabilitiesAreCalibratedOnNoisyCurvesOfItsFamilies() {
        // 400 curves of which the end is as often above the target as below: of those that the criterion would end
        // (probability below 0.05), few get there. 5 % are 20; twice as many leave room for the drawn curves' own ways.
        SplittableRandom random = new SplittableRandom(42);
        int ended = 0;
        int wrongly = 0;
        for (int i = 0; i < 400; i++) {
            double c = 0.7 + 0.3 * random.nextDouble();
            double a = 0.2 + 0.4 * random.nextDouble();
            double power = 0.3 + random.nextDouble();
            double[] noise = IntStream.rangeClosed(0, HORIZON).mapToDouble(t -> 0.01 * random.nextGaussian()).toArray();
            IntToDoubleFunction curve = t -> c - a * Math.pow(t, -power) + noise[t];
            double target = 0.75 + 0.1 * random.nextDouble();
            if (reaches(curve, 6, target) < 0.05) {
                ended++;
                wrongly += curve.applyAsDouble(HORIZON) >= target ? 1 : 0;
            }
        }
        assertThat(ended).isGreaterThan(60);
        assertThat(wrongly).isLessThan(ended / 10);
    }

    private static double reaches(IntToDoubleFunction curve, int seen, double target) {
        int[] epochs = IntStream.rangeClosed(1, seen).toArray();
        return CurveFit.reaches(epochs, IntStream.of(epochs).mapToDouble(curve).toArray(), HORIZON, target);
    }
}
