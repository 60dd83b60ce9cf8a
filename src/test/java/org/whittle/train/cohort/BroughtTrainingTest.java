package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import com.example.Funnel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.Objectives;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.Training;
import org.whittle.net.kind.BlockKind;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.score.block.BlockProvider;
import org.whittle.score.block.BlockSource;
import org.whittle.score.model.Network;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.train.brought.BroughtKind;
import org.whittle.train.model.StoredModel;
import org.whittle.work.Budget;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.TestResult;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialOutcome.Failed;
import org.whittle.work.TrialTask;

/** Blocks that a user's class makes, through all of a trial's life. */
class BroughtTrainingTest {

    private final MemoryFiles files = new MemoryFiles();

    /** A perceptron of one hidden layer: what Whittle has itself. */
    public static final class Plain implements BlockProvider {

        @Override
        public List<Setting<?>> settings() {
            return List.of(Training.UNITS);
        }

        @Override
        public Block block(Values values, InputShape input, int outputs) {
            return new SequentialBlock().add(Linear.builder().setUnits(values.of(Training.UNITS)).build())
                    .add(Activation.reluBlock()).add(Linear.builder().setUnits(outputs).build());
        }
    }

    /** Goes wrong in ways of its own. */
    public static final class Wrong implements BlockProvider {

        private static final Setting<String> HOW =
                Setting.choice("how", List.of("throws", "width", "training", "nothing"), "throws", "What goes wrong");

        @Override
        public List<Setting<?>> settings() {
            return List.of(HOW);
        }

        @Override
        public Block block(Values values, InputShape input, int outputs) {
            return switch (values.of(HOW)) {
                case "throws" -> throw new IllegalStateException("no such net");
                case "width" -> Linear.builder().setUnits(outputs + 1L).build();
                case "training" -> new SequentialBlock().add(x -> {
                    if (x.singletonOrThrow().getShape().get(0) > 2) {
                        throw new IndexOutOfBoundsException("only pairs");
                    }
                    return x;
                }).add(Linear.builder().setUnits(outputs).build());
                default -> new SequentialBlock().add(x -> new NDList(x.singletonOrThrow().get(":, :" + outputs)));
            };
        }
    }

    private DjlTrainer trainer(BlockProvider provider, TrainingData data, Object... changes) {
        SortedMap<String, Object> defaults = Synthetic.defaults(changes);
        TreeSet<String> reads = new TreeSet<>();
        for (Setting<?> setting : provider.settings()) {
            reads.add(setting.key());
            defaults.putIfAbsent(setting.key(), setting.standard());
        }
        return new DjlTrainer(
                BroughtKind.of(new BlockKind(provider.getClass().getName(), reads)),
                defaults,
                data,
                files,
                Objectives.of(data.task() instanceof LearningTask.Classification ? Synthetic.ACCURACY : Synthetic.RMSE),
                9,
                2,
                42);
    }

    private static TrainingData rows(boolean images) {
        return new Synthetic.Shaped(Synthetic.classes(250, 150, 64, 4),
                images ? new InputShape.Image(8, 8, 1) : new InputShape.Vector(64));
    }

    private static List<TrialTask> tasks() {
        return List.of(Synthetic.fresh(1, 6, "width", 16), Synthetic.fresh(2, 6, "width", 8, "dropout", 0.0),
                Synthetic.fresh(3, 6, "width", 8, "dropout", 0.3, "optimizer", "sgd", "learning-rate", 0.01),
                Synthetic.fresh(4, 6, "width", 8, "dropout", 0.3, "clip-norm", 0.5));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRungThatResumesIsOneThatNeverPaused(boolean images) throws IOException {
        DjlTrainer trainer = trainer(new Funnel(), rows(images));
        List<TrialTask> tasks = tasks();
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
        assertThat(metrics(atOnce.get(2))).isNotEqualTo(metrics(atOnce.get(3)));
    }

    /** A generator is the process's, and gradients are recorded on every thread. */
    @Test
    void severalThreadsTrainAsOneDoes() throws Exception {
        DjlTrainer trainer = trainer(new Funnel(), rows(true));
        List<List<Map<String, Double>>> alone = new ArrayList<>();
        for (TrialTask task : tasks()) {
            alone.add(metrics(trainer.runner(Synthetic.CORE).run(List.of(task)).get(0)));
        }
        List<List<Map<String, Double>>> together = new ArrayList<>();
        for (TrialOutcome outcome : Synthetic.onThreads(trainer, tasks())) {
            together.add(metrics(outcome));
        }
        assertThat(together).isEqualTo(alone);
    }

    /** The engine's way back and Whittle's own, from the same initial weights, by the same optimizers and losses. */
    @ParameterizedTest
    @CsvSource({"adam", "adamw", "sgd", "rmsprop", "radam", "adagrad", "lion"})
    void itTrainsAsWhittlesOwnNetworkDoes(String optimizer) throws IOException {
        for (boolean classes : new boolean[] {true, false}) {
            TrainingData data = classes ? Synthetic.classes(250, 150, 12, 4) : Synthetic.numbers(250, 150, 12);
            Object[] changes = {"layers", 1, "dropout", 0.0, "optimizer", optimizer, "nesterov", true,
                "learning-rate", optimizer.equals("sgd") ? 0.02 : 0.002, "weight-decay", 0.01, "clip-norm", 0.7,
                "schedule", "cosine", "warmup-epochs", 1.0, "loss",
                !classes ? "huber" : optimizer.startsWith("ad") ? "focal" : "auto", "class-weights",
                classes && !optimizer.equals("sgd") ? "balanced" : "none", "label-smoothing", classes ? 0.1 : 0.0};
            TrialTask task = Synthetic.fresh(1, 5);
            List<Map<String, Double>> own = metrics(
                    Synthetic.trainer(data, files, changes).runner(Synthetic.CORE).run(List.of(task)).get(0));
            List<Map<String, Double>> brought =
                    metrics(trainer(new Plain(), data, changes).runner(Synthetic.CORE).run(List.of(task)).get(0));
            assertThat(brought).hasSize(5);
            for (int epoch = 0; epoch < 5; epoch++) {
                for (String loss : List.of("train-loss", "validation-loss")) {
                    // 40 steps of float arithmetic in another order; lion takes signs, which rounding may turn.
                    assertThat(brought.get(epoch).get(loss)).as(loss).isCloseTo(own.get(epoch).get(loss),
                            within(optimizer.equals("lion") ? 2e-3 : 2e-5));
                }
            }
        }
    }

    @Test
    void aWinnerIsRefittedStoredAndScoredByWhoMayMakeIt() throws IOException {
        DjlTrainer trainer = trainer(new Funnel(), rows(true));
        TrialTask task = Synthetic.fresh(1, 6, "width", 16);
        FinalModel model = trainer.refit(new RefitTask(task.id(), task.configuration(), 6, task.seed(), "model"),
                Synthetic.CORE);
        TestResult test = trainer.evaluate(List.of(model), rows(true).validation(), 2, 1, Synthetic.CORE).get(0);
        assertThat(test.metrics().get("accuracy").value()).isGreaterThan(0.6);
        assertThatThrownBy(() -> StoredModel.load(files, "model", Synthetic.CORE))
                .hasMessageContaining("the network is made by com.example.Funnel, and no class was named")
                .hasMessageContaining("--block com.example.Funnel")
                .hasMessageContaining("Scorer.load(directory, List.of(new Funnel()))");
        assertThatThrownBy(() -> StoredModel.load(files, "model", BlockSource.of(List.of(new Plain())), Synthetic.CORE))
                .hasMessageContaining("what was named is org.whittle.train.cohort.BroughtTrainingTest$Plain");
        try (Network network =
                StoredModel.load(files, "model", BlockSource.of(List.of(new Funnel())), Synthetic.CORE)) {
            double[] probabilities = network.predict(rows(true).validation().features(), 150);
            assertThat(probabilities).hasSize(600);
            assertThat(probabilities[0] + probabilities[1] + probabilities[2] + probabilities[3])
                    .isCloseTo(1, within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "throws | Wrong makes no network here: java.lang.IllegalStateException: no such net",
        "width | it gives (2, 5) for 2 rows, and (2, 4) is wanted: end it with a linear map to its 4 outputs",
        "training | java.lang.IndexOutOfBoundsException: only pairs",
        "nothing | it has no parameters that can be trained"})
    void whatGoesWrongFailsTheTrialWithTheReasonAndNoOther(String how, String reason) throws IOException {
        DjlTrainer trainer = trainer(new Wrong(), rows(false));
        TrialOutcome outcome = trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 2, "how", how))).get(0);
        assertThat(outcome).isInstanceOf(Failed.class);
        assertThat(((Failed) outcome).reason()).contains(reason);
    }

    @Test
    void aBatchTooSmallForItsStatisticsFailsTheTrialWithTheReason() throws IOException {
        TrialOutcome outcome = trainer(new Funnel(), rows(false)).runner(Synthetic.CORE)
                .run(List.of(Synthetic.fresh(1, 2, "batch-size", 1))).get(0);
        assertThat(((Failed) outcome).reason()).contains("needs batches of at least 2 rows; batch-size is 1");
    }

    private static List<Map<String, Double>> metrics(TrialOutcome outcome) {
        assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(Completed.class);
        return outcome.epochs().stream().map(epoch -> (Map<String, Double>) epoch.metrics()).toList();
    }

    private List<byte[]> checkpoints(List<TrialOutcome> outcomes) throws IOException {
        List<byte[]> checkpoints = new ArrayList<>();
        for (TrialOutcome outcome : outcomes) {
            checkpoints.add(files.read(((Completed) outcome).checkpoint()));
        }
        return checkpoints;
    }
}
