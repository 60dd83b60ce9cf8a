package org.whittle.train.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.whittle.net.LearningTask;
import org.whittle.net.loss.CrossEntropy;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.Scalars;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceRows;
import org.whittle.work.Rows;

class BatchFeedTest {

    // Rows of 2 KB: about 500 of them fill a chunk.
    private static final int WIDTH = 500;

    private final NDManager manager = TorchEngine.newManager(Device.cpu());
    private final BatchedLoss loss =
            new BatchedLoss(manager, List.of(new CrossEntropy.Of(3, 0)), new Scalars(manager));

    @AfterEach
    void free() {
        manager.close();
    }

    @Test
    void anEpochGivesEveryRowOnceWithItsTarget() {
        List<List<Integer>> batches = epoch(feed(1100, 64, false, 9), 1);

        assertThat(batches).hasSize(18);
        assertThat(batches.subList(0, 17)).allSatisfy(batch -> assertThat(batch).hasSize(64));
        assertThat(batches.get(17)).hasSize(1100 - 17 * 64);
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, 1100).boxed().toList());
    }

    @Test
    void theOrderIsTheStudysForThatEpoch() {
        List<List<Integer>> first = epoch(feed(300, 32, false, 9), 1);

        assertThat(epoch(feed(300, 32, false, 9), 1)).isEqualTo(first);
        assertThat(epoch(feed(300, 32, false, 9), 2)).isNotEqualTo(first);
        assertThat(epoch(feed(300, 32, false, 10), 1)).isNotEqualTo(first);
        // Another batch size cuts the same sequence.
        assertThat(epoch(feed(300, 50, false, 9), 1).stream().flatMap(List::stream).toList())
                .isEqualTo(first.stream().flatMap(List::stream).toList());
    }

    @Test
    void aLastBatchOfOneRowIsLeftOutWhereNothingCanBeNormalizedByIt() {
        assertThat(epoch(feed(65, 32, true, 9), 1)).hasSize(2);
        assertThat(epoch(feed(65, 32, false, 9), 1)).hasSize(3);
        assertThat(epoch(feed(66, 32, true, 9), 1)).hasSize(3);
    }

    @Test
    void aBatchIsAtMostAllRows() {
        BatchFeed feed = feed(10, 64, false, 9);
        assertThat(feed.batches().size()).isEqualTo(10);
        assertThat(feed.batches().last()).isEqualTo(10);
        assertThat(epoch(feed, 1)).hasSize(1);
    }

    @Test
    void tooFewRowsAreRefused() {
        assertThatThrownBy(() -> feed(1, 32, true, 9)).hasMessage("There are 1 training rows: too few to train on.");
    }

    private BatchFeed feed(int count, int batchSize, boolean noSingles, long seed) {
        float[] features = new float[count * WIDTH];
        double[] targets = new double[count];
        for (int row = 0; row < count; row++) {
            Arrays.fill(features, row * WIDTH, (row + 1) * WIDTH, row);
            targets[row] = row % 3;
        }
        DeviceRows rows = DeviceRows.copy(new Rows(count, WIDTH, features, targets),
                new LearningTask.Classification(List.of("a", "b", "c")), manager);
        return new BatchFeed(manager, rows, loss, 1, 3, batchSize, noSingles, RandomStream.ofSeed(seed));
    }

    /** The rows of each batch, read from their features; targets are checked on the way. */
    private static List<List<Integer>> epoch(BatchFeed feed, int epoch) {
        List<List<Integer>> batches = new ArrayList<>();
        feed.epoch(epoch, (index, features, targets) -> {
            assertThat(index).isEqualTo(batches.size());
            float[] values = features.toFloatArray();
            float[] classes = targets.toFloatArray();
            int size = values.length / WIDTH;
            List<Integer> batch = new ArrayList<>();
            for (int row = 0; row < size; row++) {
                batch.add((int) values[row * WIDTH]);
                assertThat(classes[((int) values[row * WIDTH] % 3) * size + row]).isEqualTo(1f);
            }
            batches.add(batch);
            return targets.duplicate();
        });
        return batches;
    }
}
