package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.net.Convolutional;
import org.whittle.net.InputShape;
import org.whittle.net.kind.ConvolutionalKind;
import org.whittle.net.setting.Setting;
import org.whittle.score.model.Network;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.train.model.StoredModel;
import org.whittle.work.Budget;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.Rows;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialTask;

/** Convolutional networks through all of a trial's life: rungs, checkpoints, the refit, the stored model. */
class ImageTrainingTest {

    private static final String INFERENCE = "inference-time";

    private final Synthetic.Shaped data = new Synthetic.Shaped(Synthetic.classes(250, 150, 64, 4),
            new InputShape.Image(8, 8, 1));
    private final MemoryFiles files = new MemoryFiles();

    private DjlTrainer trainer() {
        return trainer(Objectives.of(Synthetic.ACCURACY));
    }

    private DjlTrainer trainer(Objectives objectives) {
        SortedMap<String, Object> defaults = Synthetic.defaults();
        for (Setting<?> setting : List.of(Convolutional.CONV_LAYERS, Convolutional.FILTERS,
                Convolutional.FILTER_GROWTH, Convolutional.KERNEL_SIZE, Convolutional.POOLING, Convolutional.RESIDUAL,
                Convolutional.DENSE_LAYERS)) {
            defaults.put(setting.key(), setting.standard());
        }
        return new DjlTrainer(new ConvolutionalKind(), defaults, data, files, objectives, 9, 2, 42);
    }

    /** What shares a graph stands side by side; others are trained apart, in the same task. */
    static Stream<List<TrialTask>> cohorts() {
        return Stream.of(
                List.of(Synthetic.fresh(1, 6), Synthetic.fresh(2, 6, "dropout", 0.0, "learning-rate", 0.001),
                        Synthetic.fresh(3, 6, "optimizer", "sgd", "learning-rate", 0.003),
                        Synthetic.fresh(4, 6, "filters", 8, "pooling", "stride")),
                List.of(Synthetic.fresh(1, 6, "residual", true, "normalization", "batch", "dropout", 0.3),
                        Synthetic.fresh(2, 6, "residual", true, "normalization", "batch", "weight-decay", 0.01),
                        Synthetic.fresh(3, 6, "residual", true, "normalization", "group", "dense-layers", 0)));
    }

    @ParameterizedTest
    @MethodSource("cohorts")
    void aRungThatResumesIsOneThatNeverPaused(List<TrialTask> tasks) throws IOException {
        DjlTrainer trainer = trainer();
        List<TrialOutcome> atOnce = trainer.runner(Synthetic.CORE).run(tasks);
        List<byte[]> checkpoints = checkpoints(atOnce);
        List<TrialOutcome> first = trainer.runner(Synthetic.CORE).run(tasks.stream().map(task -> new TrialTask(
                task.id(), 1, 0, task.configuration(), task.start(), new Budget(2), task.seed())).toList());
        List<TrialTask> rest = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            rest.add(Synthetic.resumed(tasks.get(i), ((Completed) first.get(i)).checkpoint(), 6));
        }
        List<TrialOutcome> resumed = trainer.runner(Synthetic.CORE).run(rest);
        for (int i = 0; i < tasks.size(); i++) {
            assertThat(metrics(resumed.get(i))).isEqualTo(metrics(atOnce.get(i)).subList(2, 6));
            assertThat(checkpoints(resumed).get(i)).isEqualTo(checkpoints.get(i));
            // Chance is 0.25.
            assertThat(metrics(resumed.get(i)).get(3).get("accuracy")).isGreaterThan(0.6);
        }
    }

    private static List<Map<String, Double>> metrics(TrialOutcome outcome) {
        return outcome.epochs().stream().map(epoch -> (Map<String, Double>) epoch.metrics()).toList();
    }

    private List<byte[]> checkpoints(List<TrialOutcome> outcomes) throws IOException {
        List<byte[]> checkpoints = new ArrayList<>();
        for (TrialOutcome outcome : outcomes) {
            checkpoints.add(files.read(((Completed) outcome).checkpoint()));
        }
        return checkpoints;
    }

    @Test
    void aWinnerIsRefittedStoredAndScored() throws IOException {
        DjlTrainer trainer = trainer();
        TrialTask task = Synthetic.fresh(1, 6, "residual", true, "normalization", "batch");
        FinalModel model = trainer.refit(new RefitTask(task.id(), task.configuration(), 6, task.seed(), "model"),
                Synthetic.CORE);
        TestResult test = trainer.evaluate(List.of(model), data.validation(), 2, 1, Synthetic.CORE).get(0);
        assertThat(test.metrics().get("accuracy").value()).isGreaterThan(0.6);
        try (Network network = StoredModel.load(files, "model", Synthetic.CORE)) {
            assertThat(network.width()).isEqualTo(64);
            Rows rows = data.validation();
            double[] probabilities = network.predict(rows.features(), rows.count());
            double right = 0;
            for (int row = 0; row < rows.count(); row++) {
                int best = 0;
                for (int c = 1; c < 4; c++) {
                    best = probabilities[4 * row + c] > probabilities[4 * row + best] ? c : best;
                }
                right += best == (int) rows.targets()[row] ? 1 : 0;
            }
            assertThat(right / rows.count()).isCloseTo(test.metrics().get("accuracy").value(), within(1e-12));
        }
    }

    @Test
    void whatANetworkCostsIsMeasured() throws IOException {
        DjlTrainer trainer = trainer(Objectives.of(Synthetic.ACCURACY,
                new Objective(INFERENCE, Direction.MINIMIZE)));
        List<TrialOutcome> outcomes = trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 1)));
        assertThat(metrics(outcomes.get(0)).get(0).get(INFERENCE)).isPositive();
    }

    @Test
    void aBatchTooSmallForItsNormalizationFailsTheTrialWithTheReason() throws IOException {
        List<TrialOutcome> outcomes = trainer().runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 2,
                "normalization", "batch", "batch-size", 1), Synthetic.fresh(2, 2)));
        assertThat(outcomes.get(0)).isInstanceOf(TrialOutcome.Failed.class);
        assertThat(((TrialOutcome.Failed) outcomes.get(0)).reason())
                .contains("Batch normalization needs batches of at least 2 rows; batch-size is 1.");
        assertThat(outcomes.get(1)).isInstanceOf(Completed.class);
    }
}
