package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Activations;
import org.whittle.net.loss.Loss;
import org.whittle.net.loss.Losses;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.space.Configuration;
import org.whittle.train.Synthetic;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.program.ProgramGraph;
import org.whittle.work.Rows;

/**
 * Every optimizer with every activation, loss and normalization, as members of cohorts of other widths, depths and
 * constants: each member's weights are those of a plain training in double precision.
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

    /**
     * Losses, with and without normalization: what members of a cohort share; operation by operation, and by programs.
     */
    static Stream<Arguments> cohorts() {
        return Losses.ALL.stream().flatMap(loss -> Stream.of(false, true).flatMap(normalized ->
                Stream.of(Arguments.of(loss.key(), normalized, false), Arguments.of(loss.key(), normalized, true))));
    }

    @AfterEach
    void operationByOperation() {
        ProgramGraph.inUse = true;
    }

    @ParameterizedTest(name = "{0}, normalized {1}, by programs {2}")
    @MethodSource("cohorts")
    void everyMemberDescendsAsAloneInDoublePrecision(String lossKey, boolean normalized, boolean programs) {
        ProgramGraph.inUse = programs;
        Loss loss = Losses.ALL.stream().filter(one -> one.key().equals(lossKey)).findFirst().orElseThrow();
        Synthetic.Data data = loss.classifies() ? CLASSES : NUMBERS;
        List<MemberStart> starts = new ArrayList<>();
        for (Optimizer optimizer : Optimizers.ALL) {
            for (Activation activation : Activations.ALL) {
                int trial = starts.size();
                TrainingSettings settings = TrainingSettings.of(
                        Synthetic.defaults(),
                        configuration(
                                optimizer,
                                activation,
                                loss,
                                normalized,
                                RandomStream.ofSeed(trial).child("combination")),
                        data.width(),
                        data.task(),
                        EPOCHS);
                starts.add(MemberStart.fresh(settings, RandomStream.ofSeed(trial)));
            }
        }
        starts.sort(Comparator.comparing(start -> start.settings().network(), CohortShape.ORDER));
        RandomStream order = RandomStream.ofSeed(11);
        try (NDManager manager = TorchEngine.newManager(Device.cpu());
             BatchedTraining together = BatchedTraining.of(starts,
                     DeviceRows.copy(data.training(), data.task(), manager), order)) {
            for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                together.train();
            }
            for (int i = 0; i < starts.size(); i++) {
                TrainingSettings settings = starts.get(i).settings();
                double[] expected = alone(starts.get(i), lossKey, data, order);
                float[] actual = together.checkpoint(together.members().get(i)).parameters();
                assertThat(actual).hasSameSizeAs(expected);
                for (int w = 0; w < actual.length; w++) {
                    assertThat((double) actual[w])
                            .as(
                                    "weight %d of %s %s",
                                    w, settings.network(), settings.values().all())
                            .isCloseTo(expected[w], within(ROUNDING));
                }
            }
        }
    }

    private static double[] alone(MemberStart start, String loss, Synthetic.Data data, RandomStream order) {
        TrainingSettings settings = start.settings();
        PlainTraining plain = new PlainTraining(settings.network(), settings.values(), loss, start.from().parameters());
        Rows rows = data.training();
        float[] targets = targets(data);
        int batches = (ROWS + BATCH - 1) / BATCH;
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            int[] permutation = order.child(epoch).permutation(ROWS);
            for (int batch = 0; batch < batches; batch++) {
                int[] chosen = IntStream.range(batch * BATCH, Math.min(ROWS, (batch + 1) * BATCH))
                        .map(i -> permutation[i]).toArray();
                plain.step(IntStream.of(chosen).mapToObj(row -> row(rows, row)).toArray(double[][]::new),
                        IntStream.of(chosen).mapToDouble(row -> targets[row]).toArray(),
                        settings.learningRate().at((epoch - 1L) * batches + batch, batches));
            }
        }
        return plain.parameters();
    }

    private static double[] row(Rows rows, int row) {
        double[] features = new double[rows.width()];
        for (int i = 0; i < features.length; i++) {
            features[i] = rows.features()[row * features.length + i];
        }
        return features;
    }

    /** As training has them: class indices, or standardised. */
    private static float[] targets(Synthetic.Data data) {
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            return DeviceRows.copy(data.training(), data.task(), manager).targets();
        }
    }

    private static Configuration configuration(
            Optimizer optimizer, Activation activation, Loss loss, boolean normalized, RandomStream random) {
        SortedMap<String, Object> values = new TreeMap<>();
        int layers = 1 + random.nextInt(2);
        values.put("optimizer", optimizer.key());
        values.put("activation", activation.key());
        values.put("loss", loss.key());
        values.put("batch-normalization", normalized);
        values.put("batch-size", BATCH);
        values.put("layers", layers);
        for (int layer = 1; layer <= layers; layer++) {
            values.put("units." + layer, 3 + random.nextInt(6));
        }
        values.put("dropout", 0.0);
        values.put("epsilon", 1e-3);
        values.put("learning-rate", 0.002 + 0.008 * random.nextDouble());
        values.put("momentum", random.nextBoolean() ? 0.0 : 0.9 * random.nextDouble());
        values.put("nesterov", random.nextBoolean());
        values.put("weight-decay", 0.05 * random.nextDouble());
        values.put("clip-norm", random.nextInt(2) * 0.5);
        values.put("label-smoothing", 0.2 * random.nextDouble());
        values.put("huber-delta", 0.3 + random.nextDouble());
        return new Configuration(values);
    }
}
