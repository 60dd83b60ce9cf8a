package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.rate.LearningRate;

/**
 * Schedules against PyTorch's, and the optimizers that programs are compared with, everywhere else, against PyTorch's
 * optimizers.
 */
class OptimizerReferenceTest {

    static List<Reference.OptimizerCase> cases() {
        return Reference.optimizers();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fiftyLearningRatesAreThoseOfPyTorch(Reference.OptimizerCase reference) {
        LearningRate schedule = reference.learningRates();
        for (int step = 0; step < 50; step++) {
            // PyTorch computes rates by recurrence, each from the last: 50 roundings of 1e-16.
            assertThat(schedule.at(step, 5)).as("step %d", step)
                    .isCloseTo(reference.rates[step], within(1e-13 * reference.learningRate));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fiftyStepsLeadWhereTheyLeadInPyTorch(Reference.OptimizerCase reference) {
        double[] weights = start(reference.weights[0].length);
        PlainOptimizer optimizer = reference.optimizer(weights.length);
        LearningRate schedule = reference.learningRates();
        for (int step = 0; step < 50; step++) {
            optimizer.step(weights, gradient(weights, step), schedule.at(step, 5));
            if ((step + 1) % 10 == 0) {
                double[] expected = reference.weights[step / 10];
                for (int i = 0; i < weights.length; i++) {
                    // Double precision, 50 roundings of weights of about 1; where a gradient is all but 0, Adam and
                    // RMSprop divide two roundings by each other.
                    assertThat(weights[i]).as("weight %d after step %d", i, step + 1)
                            .isCloseTo(expected[i], within(1e-10));
                }
            }
        }
    }

    private static double[] start(int size) {
        double[] weights = new double[size];
        for (int i = 0; i < size; i++) {
            weights[i] = Math.rint(Math.sin(1.7 * i * i + 0.9 * i + 0.3) * 65536) / 65536;
        }
        return weights;
    }

    private static double[] gradient(double[] weights, int step) {
        double[] gradient = new double[weights.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = (0.5 + (double) i / gradient.length) * weights[i] + Math.cos(step + i);
        }
        return gradient;
    }
}
