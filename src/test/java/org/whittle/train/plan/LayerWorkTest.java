package org.whittle.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.net.Architecture;
import org.whittle.net.Convolutional;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.Pooling;
import org.whittle.net.Training;
import org.whittle.net.activation.Activations;
import org.whittle.net.kind.ConvolutionalKind;
import org.whittle.net.setting.Setting;
import org.whittle.space.Configuration;
import org.whittle.work.Processor;

/** What networks of any layers are taken to cost. */
class LayerWorkTest {

    private static final Layer RELU = new Layer.Activate(Activations.ofKey("relu"));
    private static final InputShape.Image DIGIT = new InputShape.Image(28, 28, 1);

    private static Layer conv(int filters, int kernel, int stride, int groups) {
        return new Layer.Convolution(filters, kernel, stride, Padding.VALID, groups, 1);
    }

    /** LeCun et al. 1998, as prototypes measured it: 0.28 million products a row. */
    @Test
    void leNetByHand() {
        Layer pool = new Layer.Pool(Pooling.MAX, 2, 2);
        LayerWork work = LayerWork.of(new Architecture(DIGIT, List.of(conv(6, 5, 1, 1), RELU, pool, conv(16, 5, 1, 1),
                RELU, pool, new Layer.Flatten(), new Layer.Dense(120), RELU, new Layer.Dense(84), RELU,
                new Layer.Dense(10))));
        assertThat(work.weighted()).isEqualTo(5);
        assertThat(work.convolutions()).isEqualTo(2);
        assertThat(work.others()).isEqualTo(7);
        assertThat(work.products()).isEqualTo(24 * 24 * 6 * 25 + 8 * 8 * 16 * 150 + 256 * 120 + 120 * 84 + 84 * 10);
        assertThat(work.units()).isEqualTo(2 * 3456 + 864 + 2 * 1024 + 2 * 256 + 2 * 120 + 2 * 84 + 10);
        assertThat(work.widest()).isEqualTo(3456);
        assertThat(work.parameters()).isEqualTo(156 + 2416 + 30840 + 10164 + 850);
    }

    @Test
    void residualsCountTheirLayersProjectionAndSum() {
        Layer residual = new Layer.Residual(List.of(new Layer.Convolution(8, 3, 2, Padding.SAME, 2, 1), RELU));
        LayerWork work = LayerWork.of(new Architecture(new InputShape.Image(6, 6, 4), List.of(residual,
                new Layer.GlobalPool(Pooling.AVERAGE), new Layer.Dense(3))));
        assertThat(work.weighted()).isEqualTo(3);
        assertThat(work.convolutions()).isEqualTo(2);
        assertThat(work.others()).isEqualTo(3);
        assertThat(work.products()).isEqualTo(72 * 18 + 72 * 4 + 24);
        assertThat(work.units()).isEqualTo(4 * 72 + 8 + 3);
    }

    private static CohortCost cost(Object... changes) {
        SortedMap<String, Object> training = new TreeMap<>();
        for (Setting<?> setting : Training.settings()) {
            training.put(setting.key(), setting.standard());
        }
        for (Setting<?> setting : List.of(Convolutional.CONV_LAYERS, Convolutional.FILTERS,
                Convolutional.FILTER_GROWTH, Convolutional.KERNEL_SIZE, Convolutional.POOLING, Convolutional.RESIDUAL,
                Convolutional.DENSE_LAYERS)) {
            training.put(setting.key(), setting.standard());
        }
        for (int i = 0; i < changes.length; i += 2) {
            training.put((String) changes[i], changes[i + 1]);
        }
        return new CohortCost(new ConvolutionalKind(), training, DIGIT, 10, 6400, Rates.of(Processor.STANDARD));
    }

    private static final Configuration ONE = new Configuration(new TreeMap<>());

    @Test
    void aCohortOfSmallNetworksCostsLessThanEachAlone() {
        CohortCost small = cost("filters", 6, "batch-size", 32);
        assertThat(small.epoch(Collections.nCopies(4, ONE))).isLessThan(4 * small.epoch(List.of(ONE)));
        assertThat(small.bytes(Collections.nCopies(4, ONE))).isCloseTo(4 * small.bytes(List.of(ONE)), within(1e-3));
    }

    /** Where the activations of some fill the cache, more beside them are slower than one after the other. */
    @Test
    void aCohortOfLargeNetworksCostsMoreThanEachAlone() {
        CohortCost large = cost("filters", 32, "batch-size", 64);
        assertThat(large.epoch(Collections.nCopies(8, ONE))).isGreaterThan(1.1 * 8 * large.epoch(List.of(ONE)));
    }

    /** Padded to the widest of each layer, which may be another network's. */
    @Test
    void membersOfOtherWidthsCostAsMuchAsTheWidest() {
        CohortCost cost = cost("batch-size", 32);
        Configuration narrow = configuration("filters", 5, "units", 40);
        Configuration wide = configuration("filters", 9, "units", 30);
        Configuration widest = configuration("filters", 9, "units", 40);
        assertThat(cost.shape(narrow).graph()).isEqualTo(cost.shape(wide).graph());
        assertThat(cost.epoch(List.of(narrow, wide))).isEqualTo(cost.epoch(List.of(widest, widest)));
        assertThat(cost.epoch(List.of(narrow))).isLessThan(cost.epoch(List.of(widest)));
    }

    private static Configuration configuration(Object... values) {
        SortedMap<String, Object> all = new TreeMap<>();
        for (int i = 0; i < values.length; i += 2) {
            all.put((String) values[i], values[i + 1]);
        }
        return new Configuration(all);
    }

    @Test
    void memoryCountsActivationsOfABatch() {
        double less = cost("batch-size", 32).bytes(List.of(ONE));
        double more = cost("batch-size", 64).bytes(List.of(ONE));
        double units = LayerWork.of(cost().shape(ONE).layered().orElseThrow()).units();
        assertThat(more - less).isEqualTo(32 * 32 * units);
    }
}
