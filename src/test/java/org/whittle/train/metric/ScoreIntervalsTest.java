package org.whittle.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreIntervalsTest {

    private static final double Z = 1.959963984540054;

    /** Newcombe 1998 ("Two-sided confidence intervals for the single proportion"), table I, method 3. */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0.0000, 0.1611", "1, 29, 0.0061, 0.1718"})
    void proportionsAreAsPublished(int hits, int rows, double low, double high) {
        Interval interval = ScoreIntervals.proportion(hits / (double) rows, rows);

        // Four decimals are printed.
        assertThat(interval.low()).isCloseTo(low, within(5e-5));
        assertThat(interval.high()).isCloseTo(high, within(5e-5));
    }

    @Test
    void threeWrongOf100AreAcceptedWhereOneIsTheTruth() {
        assertThat(ScoreIntervals.proportion(0.97, 100).high()).isGreaterThan(0.99);
        assertThat(ScoreIntervals.proportion(0.03, 100).low()).isLessThan(0.01);
        assertThat(ScoreIntervals.proportion(0.96, 100).high()).isLessThan(0.99);
    }

    /** Exactly, over all counts. From 100 rows on at least 93 %; more is a matter of the few counts there are. */
    @ParameterizedTest
    @CsvSource({"0.8, 100", "0.95, 100", "0.99, 100", "0.8, 400", "0.95, 400", "0.99, 400", "0.05, 400", "0.99, 2000"})
    void proportionsAreCovered(double truth, int rows) {
        double logOdds = Math.log(truth / (1 - truth));
        double logProbability = rows * Math.log(1 - truth);
        double covered = 0;
        for (int hits = 0; hits <= rows; hits++) {
            Interval interval = ScoreIntervals.proportion(hits / (double) rows, rows);
            covered += interval.low() <= truth && truth <= interval.high() ? Math.exp(logProbability) : 0;
            logProbability += Math.log((rows - hits) / (hits + 1.0)) + logOdds;
        }
        assertThat(covered).isBetween(0.93, 0.985);
    }

    @Test
    void aDifferenceWithoutADiscordantPairIsAsWideAsTheRowsAreFew() {
        Interval interval = ScoreIntervals.difference(0, 0, 40);

        double expected = Z * Z / (40 + Z * Z);
        assertThat(interval.low()).isCloseTo(-expected, within(1e-12));
        assertThat(interval.high()).isCloseTo(expected, within(1e-12));
    }

    /** By definition: at an end, the score of what was seen under the likeliest shares with that difference is z. */
    @ParameterizedTest
    @CsvSource({"12, 2, 50", "5, 0, 30", "30, 40, 400", "1, 1, 20"})
    void differencesAreTangos(int gained, int lost, int rows) {
        Interval interval = ScoreIntervals.difference(gained, lost, rows);

        assertThat(score(gained, lost, rows, interval.low())).isCloseTo(Z, within(1e-5));
        assertThat(score(gained, lost, rows, interval.high())).isCloseTo(-Z, within(1e-5));
        Interval swapped = ScoreIntervals.difference(lost, gained, rows);
        assertThat(swapped.low()).isCloseTo(-interval.high(), within(1e-12));
        assertThat(swapped.high()).isCloseTo(-interval.low(), within(1e-12));
    }

    private static double score(int gained, int lost, int rows, double difference) {
        double low = Math.max(0, -difference);
        double high = (1 - difference) / 2;
        for (int i = 0; i < 200; i++) {
            double a = low + (high - low) / 3;
            double b = high - (high - low) / 3;
            boolean rising = logLikelihood(gained, lost, rows, difference, a)
                    < logLikelihood(gained, lost, rows, difference, b);
            low = rising ? a : low;
            high = rising ? high : b;
        }
        return (gained - lost - rows * difference)
                / Math.sqrt(rows * (2 * low + difference * (1 - difference)));
    }

    private static double logLikelihood(int gained, int lost, int rows, double difference, double share) {
        return gained * Math.log(share + difference) + (lost == 0 ? 0 : lost * Math.log(share))
                + (rows - gained - lost) * Math.log(1 - 2 * share - difference);
    }
}
