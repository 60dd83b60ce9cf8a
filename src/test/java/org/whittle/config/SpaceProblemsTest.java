package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in {@code space}, {@code constraints}, {@code baseline} and {@code enqueue}. */
class SpaceProblemsTest {

    /** What the cases below add to. */
    private static final String SPACE = """
            space {
              layers { low = 1, high = 3 }
              units { low = 16, high = 128, log = true }
              activation = [relu, tanh]
              optimizer = [sgd, adam]
              nesterov = [true, false]
              dropout { low = 0, high = 0.5, step = 0.1 }
            }
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            batchsize = [32]                                        § space.batchsize is not a hyperparameter; write \
            space.batch-size
            rho = { type = reel, low = 0, high = 0.9 }              § space.rho.type = reel is not a type of rho (real \
            | choice | fixed); write real
            batch-size { type = real, low = 1, high = 3 }           § space.batch-size.type = real is not a type of \
            batch-size (int | choice | fixed); write int
            rho { low = 0.1, hihg = 0.9, high = 0.8 }               § space.rho.hihg is not a setting of type real; \
            write high
            rho { values = [0.1, 0.9], log = true }                 § space.rho.log is not a setting of type choice; \
            it has: type, values, when
            beta1 { low = 0.1, high = 0.9, per-layer = layers }     § space.beta1.per-layer is not a setting of type \
            real; it has: high, log, low, step, type, when
            rho { low = 0.1 }                                       § space.rho.high is missing; write the largest \
            value to try
            rho { low = 0.9, high = 0.1 }                           § space.rho: The range of rho (0.9 to 0.1) is \
            empty. Set low below high, or fix the value: rho = 0.9.
            weight-decay { low = 0, high = 0.1, log = true }        § space.weight-decay: The low end of weight-decay \
            (0.0) must be above 0 on a log scale. Maybe set low = 1e-6.
            rho { low = 0.1, high = 0.9, step = 0 }                 § space.rho.step = 0 is not a number above 0
            batch-size { low = 0, high = 64 }                       § space.batch-size.low = 0 is not a whole number \
            from 1 to 16777216; write 1
            batch-size { low = 1.5, high = 64 }                     § space.batch-size.low = 1.5 is not a whole number \
            from 1 to 16777216; write 1
            schedule = [cosine, cosinus]                            § space.schedule = cosinus is not one of constant \
            | step | exponential | cosine | one-cycle | warm-restarts; write cosine
            schedule = [cosine, cosine]                             § space.schedule: schedule names a value twice: \
            [cosine, cosine]
            loss {}                                                 § space.loss has no values; write space.loss = \
            [auto, cross-entropy, mean-squared, huber, focal]
            schedule { values = cosine }                            § space.schedule.values = cosine is not a list; \
            write space.schedule.values = [cosine]
            schedule { type = fixed }                               § space.schedule.value is missing; write the value \
            that it has in all trials
            schedule = cosinus                                      § space.schedule = cosinus is not one of constant \
            | step | exponential | cosine | one-cycle | warm-restarts; write cosine
            """)
    void aWrongParameterIsNamedWithARemedy(String parameter, String problem) {
        assertThat(Studies.spaceProblem(SPACE + "space." + parameter)).isEqualTo("my.conf:10: " + problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            optimizer = sdg               § 'optimizer = sdg': optimizer is never sdg: its domain is sgd | adam; write \
            sgd
            optimzer = sgd                § 'optimzer = sgd': optimzer is not a parameter; write optimizer
            optimizer in [sgd, adm]       § 'optimizer in [sgd, adm]': optimizer is never adm: its domain is sgd | \
            adam; write adam
            optimizer = layers            § 'optimizer = layers': optimizer and layers cannot be compared; compare a \
            parameter with its own values
            optimizer = rmsprop           § 'optimizer = rmsprop': optimizer is never rmsprop: its domain is sgd | \
            adam; write a value of it
            activation < tanh             § 'activation < tanh': activation is not a number and has no order; write \
            activation = relu, for instance, instead of <
            layers >= two                 § 'layers >= two': two is not a parameter; write one of activation, dropout, \
            layers, momentum, nesterov, optimizer, units
            layers = 4                    § 'layers = 4': layers is never 4: its domain is 1 to 3; write a value of it
            activation + 1 > 2            § 'activation + 1 > 2': activation is not a number; + takes numbers only
            layers                        § 'layers': layers is neither true nor false; write a comparison, such as \
            layers = 1
            not layers                    § 'not layers': layers is neither true nor false; write a comparison, such \
            as layers = 1
            loss = huber                  § 'loss = huber': loss is not in the search space; add space.loss, or leave \
            it out here
            optimizer = sgd and           § In the expression 'optimizer = sgd and', column 20: 'the end' stands where \
            a parameter or a value was expected.
            layers > 3                    § no configuration fulfils 'layers > 3'; loosen it, or leave the parameter out
            momentum < 0.5                § the conditions form a circle (momentum needs momentum); leave out one of \
            them
            """)
    void aWrongConditionIsNamedWithARemedy(String condition, String problem) {
        assertThat(Studies.spaceProblem(SPACE + "space.momentum { low = 0, high = 0.9, when = \"" + condition + "\" }"))
                .isEqualTo("my.conf:10: space.momentum.when: " + problem);
    }

    @Test
    void aConditionAsAGroupIsCheckedLikeAnExpression() {
        assertThat(Studies.spaceProblem(SPACE + "space.momentum { low = 0, high = 0.9, when { optimizer = [sdg] } }"))
                .isEqualTo(
                        "my.conf:10: space.momentum.when: 'optimizer in [sdg]': optimizer is never sdg: its domain is "
                                + "sgd | adam; write sgd");
    }

    @Test
    void conditionsInACircleAreReported() {
        assertThat(
                        Studies.spaceProblem(
                                """
                space {
                  beta1 { low = 0, high = 0.9, when = "rho > 0.3" }
                  rho { low = 0, high = 0.9, when = "not epsilon > 0.3" }
                  epsilon { low = 0, high = 0.9, when = "momentum < 0.3" }
                  momentum { low = 0, high = 0.9, when = "rho < 0.3" }
                }
                """))
                .isEqualTo("my.conf:6: space.momentum.when: the conditions form a circle (momentum needs rho needs "
                        + "epsilon needs momentum); leave out one of them");
    }

    @Test
    void aConstraintIsReportedOnItsOwnLine() {
        assertThat(Studies.problems(Studies.DATA + SPACE + """
                constraints = [
                  "layers * units <= 256"
                  "layer > 1"
                  "units > 128 or layers > 3"
                ]
                """)).containsExactly("my.conf:12: constraints: 'layer > 1': layer is not a parameter; write layers");
        assertThat(Studies.problems(Studies.DATA + SPACE + """
                constraints = [
                  "layers * units <= 256"
                  "units > 128 or layers > 3"
                ]
                """)).containsExactly("my.conf:12: constraints: 'units > 128 or layers > 3': no "
                        + "configuration satisfies it; loosen it, or widen the space");
        assertThat(Studies.spaceProblem(SPACE + "constraints = \"layers * units <= 256\"")).isEqualTo("my.conf:10: "
                + "constraints = layers * units <= 256 is not a list; write constraints = [\"layers * units <= 256\"]");
    }

    @Test
    void constraintsThatExcludeEachOtherAreReported() {
        assertThat(Studies.spaceProblem(SPACE + "constraints = [\"layers = 1\", \"layers * units > 256\"]")).isEqualTo(
                "my.conf:10: constraints: 'layers = 1': no configuration satisfies all constraints; "
                        + "loosen one");
    }

    @Test
    void expressionsAboutABrokenParameterAreNotBlamed() {
        assertThat(Studies.problems(Studies.DATA + """
                space {
                  units { low = 0, high = 64, per-layer = layers }
                  layers = [1, 2]
                  dropout { low = 0, high = 0.5, when = "units.2 > 3 and units.1 = 7" }
                }
                baseline.units = [3]
                """)).containsExactly(
                "my.conf:3: space.units.low = 0 is not a whole number from 1 to 1048576; write 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', textBlock = """
            baseline.dropout = 0.7           § baseline.dropout = 0.7 is outside its domain (0.0 to 0.5, step 0.1); \
            write 0.5
            baseline.dropout = 0.15          § baseline.dropout = 0.15 is outside its domain (0.0 to 0.5, step 0.1); \
            write 0.1
            baseline.units = 1000            § baseline.units = 1000 is outside its domain (16 to 128, log); write 128
            baseline.units = many            § baseline.units = many is outside its domain (16 to 128, log); write 16
            baseline.activation = tahn       § baseline.activation = tahn is outside its domain (relu | tanh); write \
            tanh
            baseline.unit = 64               § baseline.unit is not a parameter of the search space; write \
            baseline.units
            baseline.rho = 0.5               § baseline.rho: rho is not in the search space; add space.rho, or write \
            training.rho = 0.5 for all trials
            baseline = 3                     § baseline = 3 is a value, but baseline is a group of settings; write \
            baseline { name = value }
            baseline { layers = 2, units = 128 } § baseline (activation = relu, dropout = 0.0, layers = 2, nesterov = \
            false, optimizer = adam, units = 128) violates the constraint '(layers * units) <= 240'; change one of them
            enqueue = 3                      § enqueue = 3 is not a list; write enqueue = [ { layers = 2 } ]
            enqueue = [3]                    § enqueue[0] = 3 is not a configuration; write { layers = 2 }, for instance
            enqueue = [{ layers = 3, units = 40 }, { unit = 3 }] § enqueue[1].unit is not a parameter of the search \
            space; write enqueue[1].units
            enqueue = [{ dropout = 0 }]      § enqueue[0] is the same configuration as baseline, trial 0; leave it out
            enqueue = [{ layers = 3, units = 40 }, { units = 40, layers = 3 }] § enqueue[1] is the same configuration \
            as enqueue[0]; leave it out
            """)
    void aWrongStartingPointIsNamedWithARemedy(String setting, String problem) {
        assertThat(Studies.spaceProblem(SPACE + "constraints = [\"layers * units <= 240\"]\n" + setting))
                .isEqualTo("my.conf:11: " + problem);
    }

    @Test
    void aDefaultOutsideTheDomainAsksForABaseline() {
        assertThat(Studies.spaceProblem("space.learning-rate { low = 0.01, high = 0.1, log = true }"))
                .isEqualTo(
                        "my.conf:2: baseline leaves out learning-rate, and training.learning-rate = 0.001 is outside "
                                + "its domain "
                                + "(0.01 to 0.1, log); write baseline.learning-rate = 0.01");
    }

    @Test
    void aListOfUnitsMustHaveAValueForEachLayer() {
        String space = "space { layers = [1, 2, 3], units { low = 16, high = 64, per-layer = layers } }\n";

        assertThat(Studies.spaceProblem(space + "baseline { layers = 3, units = [32, 32] }"))
                .isEqualTo(
                        "my.conf:3: baseline.units has a length of 2, but the configuration has 3 layers; write a "
                                + "value for each");
        assertThat(Studies.spaceProblem(space + "baseline { layers = 3, units = [32, 32, 32, 32] }"))
                .isEqualTo(
                        "my.conf:3: baseline.units = [32,32,32,32] has 4 values, but there are at most 3 layers; "
                                + "write at most 3");
        assertThat(Studies.spaceProblem(space + "baseline { layers = 3, units = [32, 128, 32] }")).isEqualTo(
                "my.conf:3: baseline.units.2 = 128 is outside its domain (16 to 64); write 64");
        assertThat(Studies.spaceProblem(space + "constraints = [\"units > 3\"]")).isEqualTo("my.conf:3: constraints: "
                + "'units > 3': units has a value for each layer; write units.1, or another layer's");
    }

    /** Case 44: what is written for the baseline is not left out, though it is wrong. */
    @Test
    void aWrongValueOfTheBaselineIsOneProblem() {
        assertThat(Studies.spaceProblem("space.dropout { low = 0.05, high = 0.3, step = 0.1 }\nbaseline.dropout = 0.3"))
                .isEqualTo("my.conf:3: baseline.dropout = 0.3 is outside its domain (0.05 to 0.25, step 0.1); "
                        + "write 0.25");
    }
}
