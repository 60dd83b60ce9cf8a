package org.whittle.train.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.whittle.net.Augmentation;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.work.Rows;

/** Rows of tables get noise, lose numbers, and are mixed with others, by the study, the epoch and their place alone. */
class MixedRowsTest {

    private static final int COUNT = 3000;
    private static final int WIDTH = 4;

    /** The numbers of a row are its place, thrice it, a constant, and 100 plus it. */
    private static float[] features() {
        float[] features = new float[COUNT * WIDTH];
        for (int row = 0; row < COUNT; row++) {
            features[row * WIDTH] = row;
            features[row * WIDTH + 1] = 3 * row;
            features[row * WIDTH + 2] = 7;
            features[row * WIDTH + 3] = 100 + row;
        }
        return features;
    }

    private static double[] targets() {
        double[] targets = new double[COUNT];
        for (int row = 0; row < COUNT; row++) {
            targets[row] = row % 2;
        }
        return targets;
    }

    private static void with(Augmentation how, boolean classes, Consumer<AugmentedRows> test) {
        LearningTask task = classes ? new LearningTask.Classification(List.of("a", "b"))
                : new LearningTask.Regression(0, 1);
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            DeviceRows original = DeviceRows.copy(new Rows(COUNT, WIDTH, features(), targets()), task, manager);
            try (AugmentedRows augmented = new AugmentedRows(original, new InputShape.Vector(WIDTH), Optional.empty(),
                    classes, how, RandomStream.ofSeed(9))) {
                test.accept(augmented);
            }
            assertThat(read(original)).as("what others train on").isEqualTo(features());
            for (int row = 0; row < COUNT; row++) {
                assertThat(original.targets()[row]).isEqualTo(row % 2);
            }
        }
    }

    private static float[] read(DeviceRows rows) {
        float[] features = new float[COUNT * WIDTH];
        HostTensor.read(rows.features(), features, 0);
        return features;
    }

    private static Augmentation noise(double noise, double dropout, double mixup) {
        return new Augmentation(0, false, false, 0, 0, 0, 0, 0, 0, 0, noise, dropout, mixup);
    }

    @Test
    void noiseIsAShareOfANumbersOwnDeviation() {
        with(noise(0.1, 0, 0), true, rows -> {
            rows.begin(1);
            float[] changed = read(rows.rows());
            double[] squares = new double[WIDTH];
            for (int i = 0; i < changed.length; i++) {
                double difference = changed[i] - features()[i];
                squares[i % WIDTH] += difference * difference / COUNT;
            }
            // The deviation of 0 … 2999 is 866.2; of 3,000 draws that of noise is known to 1.3 %, and five of that.
            assertThat(Math.sqrt(squares[0])).isCloseTo(86.62, within(5.6));
            assertThat(Math.sqrt(squares[1])).isCloseTo(259.9, within(16.9));
            assertThat(squares[2]).as("what does not vary").isZero();
            assertThat(rows.mixesTargets()).isFalse();
        });
    }

    @Test
    void numbersThatAreTakenAwayAreTheirMeans() {
        with(noise(0, 0.2, 0), true, rows -> {
            rows.begin(1);
            float[] changed = read(rows.rows());
            int away = 0;
            for (int i = 0; i < changed.length; i += WIDTH) {
                away += changed[i] == features()[i] ? 0 : 1;
                assertThat(changed[i]).isIn(features()[i], 1499.5f);
                assertThat(changed[i + 3]).isIn(features()[i + 3], 1599.5f);
            }
            // 600 expected; a deviation of 21.9, and five of them.
            assertThat(away).isCloseTo(600, within(110));
        });
    }

    @Test
    void mixedRowsLieBetweenTwoAndNumbersAsTargetsWithThem() {
        with(noise(0, 0, 0.5), false, rows -> {
            rows.begin(3);
            float[] changed = read(rows.rows());
            int mixed = 0;
            for (int row = 0; row < COUNT; row++) {
                float place = changed[row * WIDTH];
                // All numbers are mixed alike; thousands are known to 3e-4, and one is three of them.
                assertThat(changed[row * WIDTH + 1]).isCloseTo(3 * place, within(3e-3f));
                assertThat(changed[row * WIDTH + 2]).isCloseTo(7, within(1e-5f));
                assertThat(Math.abs(place - row)).as("half the way to another of the slab").isLessThanOrEqualTo(127.5f);
                mixed += place == row ? 0 : 1;
                assertThat(rows.rows().targets()[row]).isBetween(0f, 1f);
            }
            assertThat(mixed).isGreaterThan(COUNT * 9 / 10);
            assertThat(rows.mixesTargets()).isTrue();
            float[] targets = rows.rows().targets().clone();
            assertThat(targets).containsAnyOf(targetBetween(targets));
            rows.begin(4);
            assertThat(read(rows.rows())).isNotEqualTo(changed);
            rows.begin(3);
            assertThat(read(rows.rows())).isEqualTo(changed);
            assertThat(rows.rows().targets()).isEqualTo(targets);
        });
    }

    private static float targetBetween(float[] targets) {
        for (float target : targets) {
            if (target > 0.05f && target < 0.95f) {
                return target;
            }
        }
        return Float.NaN;
    }

    /** Where a row is mixed with one of the other class, the own class is drawn with the weight of the own row. */
    @Test
    void classesAreDrawnByTheirWeights() {
        float[] targets = new float[20_000];
        float[] mixed = new float[targets.length];
        float[] slab = new float[targets.length];
        for (int row = 0; row < slab.length; row++) {
            targets[row] = row % 2;
            slab[row] = row % 2;
        }
        new Mixup(1, true).apply(slab, 1, 0, targets, mixed, RandomStream.ofSeed(4));
        double own = 0;
        double weights = 0;
        int apart = 0;
        for (int row = 0; row < slab.length; row++) {
            double weight = Math.abs(slab[row] - (1 - targets[row]));
            assertThat(weight).isGreaterThanOrEqualTo(0.5 - 1e-6);
            assertThat(mixed[row]).isIn(0f, 1f);
            if (weight < 1) {
                apart++;
                own += mixed[row] == targets[row] ? 1 : 0;
                weights += weight;
            }
        }
        // Of 10,000 draws a share is known to 0.0043, and five of that; weights of Beta(1, 1), at least ½, have mean ¾.
        assertThat(own / apart).isCloseTo(weights / apart, within(0.022));
        assertThat(weights / apart).isCloseTo(0.75, within(0.008));
    }

    @Test
    void imagesChangesAreRefused() {
        assertThatThrownBy(() -> with(new Augmentation(9, false, false, 0, 0, 0, 0, 0, 0), true, rows -> { }))
                .hasMessageStartingWith("Rows are no images, which rotation, ")
                .hasMessageEndingWith(" change; say what shape they have in data.image.");
    }
}
