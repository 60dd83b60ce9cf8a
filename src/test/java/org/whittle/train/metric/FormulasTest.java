package org.whittle.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.CountMetric;
import org.whittle.goal.Metric;
import org.whittle.goal.RankMetric;
import org.whittle.random.RandomStream;

/** What holds for every metric that is a formula; their values are held against scikit-learn's with all others. */
class FormulasTest {

    private static final int CLASSES = 3;

    static Stream<Metric> counted() {
        return Metric.all().stream().filter(CountMetric.class::isInstance);
    }

    static Stream<Metric> smooth() {
        return Metric.all().stream().filter(metric -> metric instanceof CountMetric || metric instanceof RankMetric);
    }

    @ParameterizedTest
    @MethodSource("smooth")
    void influencesAreWhatMoreWeightOnARowChanges(Metric metric) {
        int rows = 60;
        float[] logits = logits(rows, 1);
        double[] labels = labels(rows, 1);
        Evidence.Rating rating = (Evidence.Rating) new ClassificationMetrics(logits, rows, CLASSES, labels, 1)
                .evidence()
                .get(metric.key());

        // Each row 200 times, one of them once more: a difference quotient, and on average nothing changes.
        int times = 200;
        double whole = repeated(logits, labels, times, -1).get(metric.key());
        assertThat(rating.value()).isCloseTo(whole, within(1e-12));
        for (int row = 0; row < rows; row += 7) {
            double change = (repeated(logits, labels, times, row).get(metric.key()) - whole) * rows * times;
            // The step is a 12,000th of all rows; the second derivative is of the order of the first.
            assertThat(rating.influence()[row]).as("row %d", row).isCloseTo(change, within(0.02));
        }
        assertThat(IntStream.range(0, rows)
                        .mapToDouble(row -> rating.influence()[row])
                        .sum())
                .isCloseTo(0, within(1e-3));
    }

    /** The world's value by 200,000 rows; 95 % of 400 test sets: 380, less three standard deviations of a binomial. */
    @ParameterizedTest
    @MethodSource("smooth")
    void intervalsCoverTheWorldsValue(Metric metric) {
        int rows = 150;
        double truth = ClassificationMetrics.of(logits(200_000, 99), 200_000, CLASSES, labels(200_000, 99), 1)
                .get(metric.key());
        int covered = 0;
        for (int test = 0; test < 400; test++) {
            Evidence.Rating rating = (Evidence.Rating) new ClassificationMetrics(logits(rows, test), rows, CLASSES,
                    labels(rows, test), 1).evidence().get(metric.key());
            Interval interval = ScoreIntervals.rating(rating);
            assertThat(rating.value()).isBetween(interval.low(), interval.high());
            covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
        }
        assertThat(covered).isGreaterThan(366);
    }

    @ParameterizedTest
    @MethodSource("counted")
    void whereNothingIsWrongTheValueIsTheLargestAndTheIntervalReachesBelow(Metric metric) {
        int rows = 90;
        double[] labels = labels(rows, 5);
        float[] logits = new float[rows * CLASSES];
        for (int row = 0; row < rows; row++) {
            logits[row * CLASSES + (int) labels[row]] = 9;
        }
        Evidence.Rating rating = (Evidence.Rating) new ClassificationMetrics(logits, rows, CLASSES, labels, 1)
                .evidence()
                .get(metric.key());
        assertThat(rating.value()).isEqualTo(metric.most());
        assertThat(ScoreIntervals.rating(rating).low()).isBetween(0.8, 0.999);
        assertThat(ScoreIntervals.rating(rating).high()).isEqualTo(metric.most());
    }

    /** Starts a process. */
    @Test
    @Tag("cluster")
    void theReferenceIsWhatScikitLearnSaysToday() throws IOException, InterruptedException {
        String python = System.getenv().getOrDefault("WHITTLE_TEST_PYTHON", "python3");
        boolean there;
        try {
            there = new ProcessBuilder(python, "-c", "import sklearn, scipy").start().waitFor() == 0;
        } catch (IOException none) {
            there = false;
        }
        assumeTrue(there, "scikit-learn is not installed");
        Process process = new ProcessBuilder(python,
                Path.of("src/test/resources/org/whittle/train/metric/reference.py").toString()).start();
        Config made =
                ConfigFactory.parseString(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        List<? extends Config> cases = made.getConfigList("classification");
        List<Reference.Classification> ours = Reference.classification().toList();
        assertThat(cases).hasSameSizeAs(ours);
        for (int i = 0; i < ours.size(); i++) {
            Config theirs = cases.get(i).getConfig("metrics");
            ours.get(i).metrics().forEach((metric, value) -> assertThat(theirs.getDouble(metric)).as(metric)
                    .isCloseTo(value, within(1e-12)));
        }
    }

    private static SortedMap<String, Double> repeated(float[] logits, double[] labels, int times, int again) {
        int rows = labels.length;
        int all = rows * times + (again < 0 ? 0 : 1);
        float[] more = new float[all * CLASSES];
        double[] moreLabels = new double[all];
        for (int i = 0; i < all; i++) {
            int row = i < rows * times ? i % rows : again;
            moreLabels[i] = labels[row];
            System.arraycopy(logits, row * CLASSES, more, i * CLASSES, CLASSES);
        }
        return ClassificationMetrics.of(more, all, CLASSES, moreLabels, 1);
    }

    private static double[] labels(int rows, long seed) {
        RandomStream random = RandomStream.ofSeed(seed).child("labels");
        return IntStream.range(0, rows).mapToDouble(row -> Math.min(CLASSES - 1, random.nextInt(5))).toArray();
    }

    private static float[] logits(int rows, long seed) {
        double[] labels = labels(rows, seed);
        RandomStream random = RandomStream.ofSeed(seed).child("logits");
        float[] logits = new float[rows * CLASSES];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (random.nextGaussian() + (i % CLASSES == labels[i / CLASSES] ? 1.5 : 0));
        }
        return logits;
    }
}
