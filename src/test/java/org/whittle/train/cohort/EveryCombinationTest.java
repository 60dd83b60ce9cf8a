package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.InputShape;
import org.whittle.net.Mlp;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Activations;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.loss.Loss;
import org.whittle.net.loss.Losses;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.space.Configuration;
import org.whittle.train.PlainTraining;
import org.whittle.train.Synthetic;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.graph.DropoutHash;
import org.whittle.train.graph.Graph;
import org.whittle.train.store.Checkpoint;
import org.whittle.work.Rows;

/**
 * Every optimizer with every activation, loss and normalization, as members of cohorts of other widths, depths,
 * dropouts and constants: each member's weights, losses and outputs are those of a plain training in double precision,
 * of one network, without cohort and engine.
 */
class EveryCombinationTest {

    private static final int ROWS = 44;
    private static final int BATCH = 16;
    private static final int EPOCHS = 3;
    private static final Synthetic.Data CLASSES = Synthetic.classes(ROWS, 20, 6, 3);
    private static final Synthetic.Data NUMBERS = Synthetic.numbers(ROWS, 20, 6);

    // Nine steps of up to 0.01 on weights of order 1, each with some dozen roundings of 6e-8; where an optimizer
    // divides by a gradient's size they grow by its inverse, which ε = 1e-3 bounds.
    private static final double ROUNDING = 5e-5;

    // Through two layers of up to 190 units.
    private static final double OF_OUTPUTS = 2e-4;

    /** Losses, with and without normalization: what members of a cohort share. */
    static Stream<Arguments> cohorts() {
        return Losses.ALL.stream()
                .flatMap(loss -> Stream.of(false, true).map(normalized -> Arguments.of(loss, normalized)));
    }

    /** Where each member stands, and what it makes of rows it has not seen. */
    @ParameterizedTest(name = "{0}, normalized {1}")
    @MethodSource("cohorts")
    void everyMemberDescendsAsAloneInDoublePrecision(Loss loss, boolean normalized) {
        List<SortedMap<String, Object>> configurations = new ArrayList<>();
        for (Optimizer optimizer : Optimizers.ALL) {
            for (Activation activation : Activations.ALL) {
                RandomStream random = RandomStream.ofSeed(configurations.size()).child("combination");
                SortedMap<String, Object> values = constants(loss, normalized, random);
                values.put("optimizer", optimizer.key());
                values.put("activation", activation.key());
                int layers = 1 + random.nextInt(2);
                values.put("layers", layers);
                for (int layer = 1; layer <= layers; layer++) {
                    values.put("units." + layer, 3 + random.nextInt(6));
                }
                configurations.add(values);
            }
        }
        assertDescendsAsAlone(loss, configurations);
    }

    /** So wide that weights have panels of their own. */
    @ParameterizedTest(name = "{0}, normalized {1}")
    @MethodSource("cohorts")
    void soDoWideNetworks(Loss loss, boolean normalized) {
        List<SortedMap<String, Object>> configurations = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SortedMap<String, Object> values =
                    constants(loss, normalized, RandomStream.ofSeed(i).child("wide"));
            values.put("optimizer", List.of("adam", "adamw", "sgd", "rmsprop").get(i));
            values.put("activation", i == 3 ? "sigmoid" : "tanh");
            values.put("layers", 1 + i % 2);
            values.put("units", 150 + 10 * i);
            configurations.add(values);
        }
        assertDescendsAsAlone(loss, configurations);
    }

    private static void assertDescendsAsAlone(Loss loss, List<SortedMap<String, Object>> configurations) {
        Synthetic.Data data = loss.classifies() ? CLASSES : NUMBERS;
        List<MemberStart> starts = new ArrayList<>();
        for (SortedMap<String, Object> values : configurations) {
            TrainingSettings settings = TrainingSettings.of(
                    new MlpKind(),
                    Synthetic.defaults(),
                    new Configuration(values),
                    new InputShape.Vector(data.width()),
                    (all, frozen) -> data.seen(all),
                    data.task(),
                    0,
                    EPOCHS);
            starts.add(MemberStart.fresh(settings, RandomStream.ofSeed(starts.size())));
        }
        starts.sort(Comparator.comparing(start -> Mlp.of(start.settings().network()), CohortShape.ORDER));
        RandomStream order = RandomStream.ofSeed(11);
        try (NDManager manager = TorchEngine.newManager(Device.cpu());
             BatchedTraining together = BatchedTraining.of(starts,
                     DeviceRows.copy(data.training(), data.task(), manager), order)) {
            double[] losses = new double[0];
            for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                losses = together.train();
            }
            DeviceRows unseen = DeviceRows.copy(data.validation(), data.task(), manager);
            Graph.Predictions predictions = together.predict(unseen, false);
            for (int i = 0; i < starts.size(); i++) {
                String what = starts.get(i).settings().values().all().toString();
                Alone alone = new Alone(starts.get(i), loss.key());
                Checkpoint member = together.checkpoint(together.members().get(i));

                if ("balanced".equals(starts.get(i).settings().values().all().get("class-weights"))) {
                    alone.plain.balance(targets(data.training(), data, manager));
                }
                double last = alone.train(data, targets(data.training(), data, manager), order);
                assertClose(member.parameters(), alone.plain.parameters(), ROUNDING, "weight", what);
                assertClose(member.statistics(), alone.plain.statistics(), ROUNDING, "running statistic", what);
                double[][] outputs = alone.plain.infer(Synthetic.wide(data.validation()));
                assertClose(predictions.outputs()[i],
                        Arrays.stream(outputs).flatMapToDouble(Arrays::stream).toArray(), OF_OUTPUTS, "output", what);
                assertThat(losses[i]).as("training loss of %s", what).isCloseTo(last, within(ROUNDING));
                assertThat(predictions.losses()[i] / unseen.count()).as("validation loss of %s", what).isCloseTo(
                        alone.plain.meanLoss(outputs, targets(data.validation(), data, manager)), within(OF_OUTPUTS));
            }
        }
    }

    private static void assertClose(float[] actual, double[] expected, double rounding, String element, String what) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("%s %d of %s", element, i, what).isCloseTo(expected[i],
                    within(rounding * Math.max(1, Math.abs(expected[i]))));
        }
    }

    /** A member's training without cohort and engine. */
    private static final class Alone {

        private final MemberStart start;
        private final PlainTraining plain;

        Alone(MemberStart start, String loss) {
            this.start = start;
            plain = new PlainTraining(Mlp.of(start.settings().network()), start.settings().values(), loss,
                    start.from().parameters());
        }

        /** @return the last epoch's mean loss */
        double train(Synthetic.Data data, double[] targets, RandomStream order) {
            double[][] rows = Synthetic.wide(data.training());
            int batches = (ROWS + BATCH - 1) / BATCH;
            double sum = 0;
            for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                int[] permutation = order.child(epoch).permutation(ROWS);
                sum = 0;
                for (int batch = 0; batch < batches; batch++) {
                    int[] chosen = Arrays.copyOfRange(permutation, batch * BATCH, Math.min(ROWS, (batch + 1) * BATCH));
                    sum += chosen.length * plain.step(
                            IntStream.of(chosen).mapToObj(row -> rows[row]).toArray(double[][]::new),
                            IntStream.of(chosen).mapToDouble(row -> targets[row]).toArray(),
                            start.settings().learningRate().at((epoch - 1L) * batches + batch, batches),
                            masks(epoch, batch, chosen.length));
                }
            }
            return sum / ROWS;
        }

        private double[][][] masks(int epoch, int batch, int rows) {
            Mlp network = Mlp.of(start.settings().network());
            if (network.dropout() == 0) {
                return new double[0][][];
            }
            double[][][] masks = new double[network.hiddenLayers()][][];
            for (int layer = 0; layer < masks.length; layer++) {
                int units = network.fanOut(layer);
                int[] bits = new int[units * rows];
                RandomStream stream = start.stream().child("dropout").child(epoch).child(batch).child(layer);
                new DropoutHash(bits.length).fill(bits, bits.length, stream.nextLong(), network.dropout());
                masks[layer] = new double[rows][units];
                for (int i = 0; i < bits.length; i++) {
                    masks[layer][i % rows][i / rows] = Float.intBitsToFloat(bits[i]);
                }
            }
            return masks;
        }
    }

    /** As training has them: class indices, or standardised. */
    private static double[] targets(Rows rows, Synthetic.Data data, NDManager manager) {
        float[] targets = DeviceRows.copy(rows, data.task(), manager).targets();
        return IntStream.range(0, targets.length).mapToDouble(i -> targets[i]).toArray();
    }

    private static SortedMap<String, Object> constants(Loss loss, boolean normalized, RandomStream random) {
        return new TreeMap<>(Map.ofEntries(
                Map.entry("loss", loss.key()),
                Map.entry("batch-normalization", normalized),
                Map.entry("batch-size", BATCH),
                Map.entry("dropout", random.nextInt(3) == 0 ? 0.0 : 0.4 * random.nextDouble()),
                Map.entry("epsilon", 1e-3),
                Map.entry("learning-rate", 0.002 + 0.008 * random.nextDouble()),
                Map.entry("momentum", random.nextBoolean() ? 0.0 : 0.9 * random.nextDouble()),
                Map.entry("nesterov", random.nextBoolean()),
                Map.entry("weight-decay", 0.05 * random.nextDouble()),
                Map.entry("clip-norm", random.nextInt(2) * 0.5),
                Map.entry("label-smoothing", 0.2 * random.nextDouble()),
                Map.entry("focal-gamma", 0.5 + 2 * random.nextDouble()),
                // Half of all cohorts, so that each loss of classes has either.
                Map.entry("class-weights", normalized && loss.classifies() ? "balanced" : "none"),
                Map.entry("huber-delta", 0.3 + random.nextDouble())));
    }
}
