package org.whittle.train.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.whittle.net.Augmentation;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.work.DerivedChannels;
import org.whittle.work.Rows;

/** Images are changed as it is said, by the study, the epoch and their row, and by nothing else. */
class AugmentedRowsTest {

    private static final int COUNT = 600;
    private static final InputShape.Image SHAPE = new InputShape.Image(5, 4, 2);
    private static final Augmentation OFF = new Augmentation(0, false, false, 0, 0, 0, 0, 0, 0);

    private static float[] images() {
        RandomStream random = RandomStream.ofSeed(4);
        float[] values = new float[COUNT * SHAPE.features()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() * 2 - 1);
        }
        values[0] = -1;
        values[1] = -1;
        values[2] = 1;
        values[3] = 1;
        return values;
    }

    /** The features of an epoch. */
    private static float[] epoch(Augmentation how, int... epochs) {
        float[][] features = new float[1][];
        with(how, rows -> {
            for (int epoch : epochs) {
                rows.begin(epoch);
            }
            features[0] = read(rows.rows());
        });
        return features[0];
    }

    private static float[] read(DeviceRows rows) {
        float[] features = new float[rows.count() * rows.width()];
        HostTensor.read(rows.features(), features, 0);
        return features;
    }

    private static void with(Augmentation how, Consumer<AugmentedRows> test) {
        with(how, Optional.empty(), test);
    }

    private static void with(Augmentation how, Optional<DerivedChannels> derived, Consumer<AugmentedRows> test) {
        Rows rows = new Rows(COUNT, SHAPE.features(), images(), new double[COUNT]);
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            DeviceRows original = DeviceRows.copy(rows, new LearningTask.Regression(0, 1), manager);
            try (AugmentedRows augmented = new AugmentedRows(original, SHAPE, derived, false, how,
                    RandomStream.ofSeed(9))) {
                test.accept(augmented);
            }
            assertThat(read(original)).as("what others train on").isEqualTo(images());
        }
    }

    private static float[] image(float[] all, int row) {
        return Arrays.copyOfRange(all, row * SHAPE.features(), (row + 1) * SHAPE.features());
    }

    private static float[] mirrored(float[] image, boolean left, boolean upside) {
        float[] other = new float[image.length];
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 4; x++) {
                for (int channel = 0; channel < 2; channel++) {
                    other[(y * 4 + x) * 2 + channel] =
                            image[((upside ? 4 - y : y) * 4 + (left ? 3 - x : x)) * 2 + channel];
                }
            }
        }
        return other;
    }

    @Test
    void nothingChangesNothing() {
        assertThat(OFF.isOn()).isFalse();
        assertThat(epoch(OFF, 1)).isEqualTo(images());
    }

    @Test
    void anEpochHangsOnItsNumberAlone() {
        Augmentation how = new Augmentation(20, true, true, 0.1, 0.2, 0.3, 0.3, 0.05, 0.3);
        float[] third = epoch(how, 3);
        assertThat(epoch(how, 1, 2, 3)).isEqualTo(third);
        assertThat(epoch(how, 4)).isNotEqualTo(third);
        assertThat(third).doesNotContain(Float.NaN);
        for (float value : third) {
            assertThat(value).as("between black and white").isBetween(-1f, 1f);
        }
    }

    @Test
    void flipsMirrorHalfOfTheImages() {
        float[] changed = epoch(new Augmentation(0, true, false, 0, 0, 0, 0, 0, 0), 1);
        int mirrored = 0;
        for (int row = 0; row < COUNT; row++) {
            float[] original = image(images(), row);
            if (!Arrays.equals(image(changed, row), original)) {
                mirrored++;
                assertThat(image(changed, row)).isEqualTo(mirrored(original, true, false));
            }
        }
        // 600 fair coins: a deviation of 12.2; five of them.
        assertThat(mirrored).isCloseTo(300, within(61));
        float[] both = epoch(new Augmentation(0, true, true, 0, 0, 0, 0, 0, 0), 1);
        for (int row = 0; row < COUNT; row++) {
            boolean left = !Arrays.equals(image(changed, row), image(images(), row));
            assertThat(image(both, row)).isIn(mirrored(image(images(), row), left, false),
                    mirrored(image(images(), row), left, true));
        }
    }

    /** A half turn about the center is both flips; only the angle's rounding lies between pixels. */
    @Test
    void rotationTurnsAboutTheCenter() {
        ImageChange change = new ImageChange(SHAPE, new Augmentation(180, false, false, 0, 0, 0, 0, 0, 0),
                new float[] {-1, -1}, new float[] {1, 1});
        float[] image = image(images(), 1);
        float[] turned = new float[image.length];
        RandomStream nearest = null;
        double best = 0;
        for (int i = 0; i < 20_000; i++) {
            double angle = Math.abs(2 * RandomStream.ofSeed(i).nextDouble() - 1);
            if (angle > best) {
                best = angle;
                nearest = RandomStream.ofSeed(i);
            }
        }
        change.apply(image, turned, 0, nearest);
        float[] expected = mirrored(image, true, true);
        // An angle that is this near to 180° moves the corners by less than 0.001 pixels, and values by twice that.
        assertThat(best).isGreaterThan(0.9999);
        for (int y = 1; y < 4; y++) {
            for (int x = 1; x < 3; x++) {
                assertThat(turned[(y * 4 + x) * 2]).isCloseTo(expected[(y * 4 + x) * 2], within(2e-3f));
            }
        }
    }

    @Test
    void shiftsBringInBlackAndKeepWhatIsThere() {
        float[] changed = epoch(new Augmentation(0, false, false, 0.5, 0, 0, 0, 0, 0), 1);
        double before = mean(images());
        assertThat(mean(changed)).as("black comes in").isLessThan(before - 0.1);
        assertThat(changed).contains(-1f);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @Test
    void cutoutLeavesASquareOfBlack() {
        float[] changed = epoch(new Augmentation(0, false, false, 0, 0, 0, 0, 0, 0.5), 1);
        int[] cut = new int[COUNT];
        for (int i = 0; i < changed.length; i += 2) {
            boolean black = changed[i] == -1 && changed[i + 1] == -1;
            cut[i / SHAPE.features()] += black ? 1 : 0;
            assertThat(black || changed[i] == images()[i]).isTrue();
        }
        assertThat(Arrays.stream(cut).max()).hasValue(4);
        assertThat(Arrays.stream(cut).min().getAsInt()).isPositive();
    }

    @Test
    void noiseIsAsLargeAsItIsSaid() {
        float[] changed = epoch(new Augmentation(0, false, false, 0, 0, 0, 0, 0.05, 0), 2);
        double squares = 0;
        int inner = 0;
        for (int i = 0; i < changed.length; i++) {
            if (Math.abs(images()[i]) < 0.5) {
                double difference = changed[i] - images()[i];
                squares += difference * difference;
                inner++;
            }
        }
        // 0.05 of what lies between −1 and 1; of 12,000 draws, the deviation is known to 0.7 %, and five of that.
        assertThat(Math.sqrt(squares / inner)).isCloseTo(0.1, within(0.0035));
    }

    /** A crop of an image that brightens from left to right stays one, within what the image has. */
    @Test
    void cropsAreAPartOfTheImageThatFillsIt() {
        InputShape.Image shape = new InputShape.Image(1, 9, 1);
        float[] slope = {0, 1, 2, 3, 4, 5, 6, 7, 8};
        Augmentation how = new Augmentation(0, false, false, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0);
        ImageChange change = new ImageChange(shape, how, new float[] {0}, new float[] {8});
        double flattest = 1;
        for (int seed = 0; seed < 200; seed++) {
            float[] cropped = new float[9];
            change.apply(slope, cropped, 0, RandomStream.ofSeed(seed));
            double step = cropped[4] - cropped[3];
            assertThat(step).isBetween(0.5 - 1e-6, 1.0 + 1e-6);
            flattest = Math.min(flattest, step);
            for (int i = 1; i < 9; i++) {
                // Interpolation of a line is the line; floats of up to 8 are known to 5e-7.
                assertThat(cropped[i] - cropped[i - 1]).isCloseTo((float) step, within(2e-6f));
            }
            assertThat(cropped[0]).isGreaterThanOrEqualTo(0);
            assertThat(cropped[8]).isLessThanOrEqualTo(8);
        }
        assertThat(flattest).isLessThan(0.52);
    }

    @Test
    void othersChangesAreRefused() {
        Augmentation ofTables = new Augmentation(0, false, false, 0, 0, 0, 0, 0, 0, 0, 0.1, 0, 0);
        assertThatThrownBy(() -> with(ofTables, rows -> { }))
                .hasMessage("Rows are images, which input-noise, input-dropout do not change.");
    }

    @Test
    void channelsThatAreComputedOfOthersAreThoseOfTheChangedImage() {
        DerivedChannels second = new DerivedChannels() {
            private static final long serialVersionUID = 1L;

            @Override
            public int own() {
                return 1;
            }

            @Override
            public void derive(float[] images, int at) {
                for (int i = at; i < at + SHAPE.features(); i += 2) {
                    images[i + 1] = 3 * images[i];
                }
            }
        };
        with(new Augmentation(20, true, true, 0.1, 0.2, 0.3, 0.3, 0.05, 0.3), Optional.of(second), rows -> {
            rows.begin(2);
            float[] changed = read(rows.rows());
            for (int i = 0; i < changed.length; i += 2) {
                assertThat(changed[i + 1]).isEqualTo(3 * changed[i]);
            }
        });
    }

    @Test
    void contrastKeepsTheMeanAndBrightnessKeepsBlack() {
        ImageChange contrast = new ImageChange(SHAPE, new Augmentation(0, false, false, 0, 0, 0, 0.5, 0, 0),
                new float[] {-9, -9}, new float[] {9, 9});
        float[] image = image(images(), 3);
        float[] changed = new float[image.length];
        contrast.apply(image, changed, 0, RandomStream.ofSeed(1));
        assertThat(changed).isNotEqualTo(image);
        assertThat(mean(changed)).isCloseTo(mean(image), within(1e-6));
        ImageChange brightness = new ImageChange(SHAPE, new Augmentation(0, false, false, 0, 0, 0.5, 0, 0, 0),
                new float[] {-1, -1}, new float[] {9, 9});
        float[] black = new float[image.length];
        Arrays.fill(black, -1);
        brightness.apply(black, changed, 0, RandomStream.ofSeed(1));
        assertThat(changed).containsOnly(-1);
    }
}
