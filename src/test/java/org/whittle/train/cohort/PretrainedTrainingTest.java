package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.goal.Objectives;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.ParameterLayout;
import org.whittle.net.SeenInputs;
import org.whittle.net.kind.ConvolutionalKind;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.net.setting.Values;
import org.whittle.score.engine.TorchEngine;
import org.whittle.score.model.Network;
import org.whittle.score.model.NetworkBlocks;
import org.whittle.score.model.StoredNetwork;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.train.brought.StudyTrunk;
import org.whittle.train.brought.TrunkData;
import org.whittle.train.brought.TrunkKind;
import org.whittle.train.model.StoredModel;
import org.whittle.train.store.Checkpoint;
import org.whittle.work.Budget;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialTask;

/** Heads behind a network that was trained before, frozen and not, through all of a trial's life. */
class PretrainedTrainingTest {

    private static final Object[] SIZES = {
        "filters", 8, "conv-layers", 2, "normalization", "batch", "dense-layers", 1, "units", 12, "dropout", 0.0
    };

    private final Synthetic.Shaped data = new Synthetic.Shaped(Synthetic.classes(250, 150, 64, 4),
            new InputShape.Image(8, 8, 1));
    private final MemoryFiles before = new MemoryFiles();
    private final MemoryFiles files = new MemoryFiles();
    private StoredNetwork trunk;

    /** The trunk has seen other rows of the same images, with other classes. */
    @BeforeEach
    void train() throws IOException {
        train(new ConvolutionalKind(), SIZES);
    }

    private void train(NetworkKind kind, Object... sizes) throws IOException {
        Synthetic.Shaped others = new Synthetic.Shaped(Synthetic.classes(250, 150, 64, 3),
                new InputShape.Image(8, 8, 1));
        DjlTrainer trainer = new DjlTrainer(kind, Synthetic.defaults(sizes), others, before,
                Objectives.of(Synthetic.ACCURACY), 9, 2, 42);
        TrialTask task = Synthetic.fresh(1, 3);
        trainer.refit(new RefitTask(task.id(), task.configuration(), 3, task.seed(), "model"), Synthetic.CORE);
        trunk = StoredNetwork.read(StoredModel.files(before, "model"));
    }

    private DjlTrainer trainer(String freeze, Object... more) throws IOException {
        StudyTrunk study = StudyTrunk.of(files, StoredModel.files(before, "model")).requireFit(data.input());
        SortedMap<String, Object> values = Synthetic.defaults("layers", 1, "units", 8, "dropout", 0.0);
        values.put("freeze", freeze);
        for (int i = 0; i < more.length; i += 2) {
            values.put((String) more[i], more[i + 1]);
        }
        return new DjlTrainer(new TrunkKind(new PretrainedKind(new MlpKind(), "model", List.of()), study), values, data,
                files, Objectives.of(Synthetic.ACCURACY), 9, 2, 42);
    }

    private int layers() {
        return trunk.architecture().layers().size() - 1;
    }

    private int trunkSize() {
        List<ParameterLayout.Tensor> tensors = ParameterLayout.trained(trunk.architecture()).tensors();
        return tensors.get(tensors.size() - 2).offset();
    }

    /** The pause is after epoch 2: before, at, and after layers are unfrozen. */
    @ParameterizedTest
    @CsvSource({"all, 0", "none, 0", "layers.0, 0", "all, 2", "all, 3", "layers.0, 4"})
    void aRungThatResumesIsOneThatNeverPaused(String freeze, int unfreezeAt) throws IOException {
        DjlTrainer trainer = trainer(freeze, "unfreeze-at-epoch", unfreezeAt, "learning-rate-factor", 0.5);
        List<TrialTask> tasks = List.of(Synthetic.fresh(1, 5), Synthetic.fresh(2, 5, "learning-rate", 0.01));
        List<TrialOutcome> atOnce = trainer.runner(Synthetic.CORE).run(tasks);
        List<TrialOutcome> first = trainer.runner(Synthetic.CORE).run(tasks.stream().map(task -> new TrialTask(
                task.id(), 1, 0, task.configuration(), task.start(), new Budget(2), task.seed())).toList());
        for (int i = 0; i < 2; i++) {
            assertThat(metrics(first.get(i))).isEqualTo(metrics(atOnce.get(i)).subList(0, 2));
        }
        List<TrialOutcome> resumed = trainer.runner(Synthetic.CORE).run(List.of(
                Synthetic.resumed(tasks.get(0), ((Completed) first.get(0)).checkpoint(), 5),
                Synthetic.resumed(tasks.get(1), ((Completed) first.get(1)).checkpoint(), 5)));
        for (int i = 0; i < 2; i++) {
            assertThat(metrics(resumed.get(i))).isEqualTo(metrics(atOnce.get(i)).subList(2, 5));
            // Chance is 0.25, and a deviation of 150 rows 0.035.
            assertThat(metrics(atOnce.get(i)).get(4).get("accuracy")).isGreaterThan(0.4);
        }
    }

    @ParameterizedTest
    @CsvSource({"all, 0", "none, 0", "layers.0, 0", "all, 3"})
    void theStoredModelIsTrunkAndHeadAndTakesRawRows(String freeze, int unfreezeAt) throws IOException {
        boolean frozen = freeze.equals("all") && unfreezeAt == 0;
        DjlTrainer trainer = trainer(freeze, "unfreeze-at-epoch", unfreezeAt);
        TrialTask task = Synthetic.fresh(1, 5);
        FinalModel model = trainer.refit(new RefitTask(task.id(), task.configuration(), 5, task.seed(), "model"),
                Synthetic.CORE);
        StoredNetwork whole = StoredNetwork.read(StoredModel.files(files, "model"));
        assertThat(whole.architecture().input()).isEqualTo(data.input());
        assertThat(whole.architecture().layers().subList(0, trunk.architecture().layers().size() - 1))
                .isEqualTo(trunk.architecture().layers().subList(0, trunk.architecture().layers().size() - 1));
        float[] own = Arrays.copyOf(whole.trained(), trunkSize());
        float[] given = Arrays.copyOf(trunk.trained(), trunkSize());
        if (frozen) {
            assertThat(own).isEqualTo(given);
            assertThat(whole.statistics()).isEqualTo(trunk.statistics());
        } else {
            assertThat(own).isNotEqualTo(given);
            for (int i = 0; i < own.length; i++) {
                // 60 steps of Adam, each of hardly more than the learning rate of 0.003: from the trunk on.
                assertThat(own[i]).isCloseTo(given[i], within(0.3f));
            }
        }
        double measured = trainer.evaluate(List.of(model), data.validation(), 2, 1, Synthetic.CORE).get(0).metrics()
                .get("accuracy").value();
        assertThat(measured).isGreaterThan(0.5);
        try (Network network = StoredModel.load(files, "model", Synthetic.CORE)) {
            double[] said = network.predict(data.validation().features(), 150);
            int right = 0;
            for (int row = 0; row < 150; row++) {
                int best = 0;
                for (int c = 1; c < 4; c++) {
                    best = said[4 * row + c] > said[4 * row + best] ? c : best;
                }
                right += best == (int) data.validation().targets()[row] ? 1 : 0;
            }
            assertThat(right / 150.0).isCloseTo(measured, within(1e-12));
        }
    }

    @Test
    void featuresAreComputedOnceAndKept() throws IOException {
        TrainingData rows = trainer("all").data(0, layers());
        String file = "features-%d-training.safetensors".formatted(layers());
        for (String split : TrunkData.SPLITS) {
            ((TrunkData) rows).compute(split);
        }
        assertThat(files.list("network")).contains(file, "features-%d-validation.safetensors".formatted(layers()));
        assertThat(rows.width()).isEqualTo(12);
        byte[] kept = files.read("network/" + file);
        before.delete("model");
        assertThat(trainer("all").data(0, layers())).isEqualTo(rows);
        assertThat(trainer("all").data(0, 1)).isNotEqualTo(rows);
        ((TrunkData) trainer("all").data(0, layers())).compute("training");
        assertThat(files.read("network/" + file)).isEqualTo(kept);
        kept[kept.length - 1] ^= 1;
        files.write("network/" + file, kept);
        assertThatThrownBy(() -> trainer("all").data(0, layers()).training().features()).hasMessageContaining(file);
    }

    @Test
    void aFrozenTrunkHidesNoInputs() throws IOException {
        StudyTrunk study = StudyTrunk.of(files, StoredModel.files(before, "model"));
        TrunkKind kind = new TrunkKind(new PretrainedKind(new MlpKind(), "model", List.of()), study);
        TrainingData partly = new TrainingData() {
            @Override
            public LearningTask task() {
                return data.task();
            }

            @Override
            public int width() {
                return data.width();
            }

            @Override
            public SeenInputs seen(Values values) {
                return new SeenInputs(64, List.of(3));
            }

            @Override
            public Rows training() {
                return data.training();
            }

            @Override
            public Rows validation() {
                return data.validation();
            }
        };
        Values values = new Values(Synthetic.defaults());
        assertThat(kind.rows(data, data, layers()).seen(values).areAll()).isTrue();
        assertThat(kind.rows(partly, partly, 0)).isSameAs(partly);
        assertThatThrownBy(() -> kind.rows(partly, partly, layers()).seen(values))
                .hasMessageContaining("Frozen layers see all inputs of rows, as they are");
        assertThatThrownBy(() -> kind.rows(data, data, 1).seen(new Values(Synthetic.defaults("rotation", 5.0))))
                .hasMessageContaining("Frozen layers see all inputs of rows, as they are");
    }

    /** What lies before the cut gives the same whether it was computed once or is computed with the rest. */
    @Test
    void framesOfTheFirstLayersAreImagesAgain() throws IOException {
        TrainingData rows = trainer("layers.0").data(0, 4);
        assertThat(rows.input()).isEqualTo(new InputShape.Image(4, 4, 8));
        StudyTrunk study = StudyTrunk.of(files, StoredModel.files(before, "model"));
        TrunkKind kind = new TrunkKind(new PretrainedKind(new MlpKind(), "model", List.of()), study);
        assertThat(kind.layers("layers.0")).isEqualTo(4);
        Architecture first = new Architecture(data.input(), trunk.architecture().layers());
        Architecture rest = new Architecture(rows.input(), trunk.architecture().layers().subList(4, layers() + 1));
        ParameterLayout all = ParameterLayout.trained(first);
        ParameterLayout statistics = ParameterLayout.statistics(first);
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            float[] whole = outputs(NetworkBlocks.block(first, trunk.trained(), trunk.statistics(), manager),
                    data.training(), manager);
            float[] behind = outputs(NetworkBlocks.block(rest,
                    Arrays.copyOfRange(trunk.trained(), all.size() - ParameterLayout.trained(rest).size(), all.size()),
                    Arrays.copyOfRange(trunk.statistics(), statistics.size() - ParameterLayout.statistics(rest).size(),
                            statistics.size()), manager), rows.training(), manager);
            // The same sums in the same order, but for how the engine lays images out.
            assertThat(behind).containsExactly(whole, within(1e-5f));
        }
    }

    private static float[] outputs(SequentialBlock block, Rows rows, NDManager manager) {
        NDArray given = manager.create(rows.features(), new Shape(rows.count(), rows.width()));
        return block.forward(new ParameterStore(manager, false), new NDList(given), false)
                .singletonOrThrow()
                .toFloatArray();
    }

    /**
     * Of a step of plain descent, whose size the rate is: the trunk moves by the factor of what it would have moved.
     */
    @ParameterizedTest
    @CsvSource({"0.25, 0", "0, 0", "0.25, 0.001"})
    void theTrunkLearnsAtItsShareOfTheRate(double factor, double clip) throws IOException {
        float[] whole = afterOneStep(1, clip);
        float[] part = afterOneStep(factor, clip);
        int size = trunkSize();
        double moved = 0;
        for (int i = 0; i < size; i++) {
            float from = trunk.trained()[i];
            moved = Math.max(moved, Math.abs(whole[i] - from));
            // Weights below 2 in size: a rounding each of the step and of the sum.
            assertThat(part[i] - from).isCloseTo((float) factor * (whole[i] - from), within(3e-7f));
        }
        assertThat(moved).isGreaterThan(clip > 0 ? 1e-5 : 1e-3);
        assertThat(Arrays.copyOfRange(part, size, part.length))
                .isEqualTo(Arrays.copyOfRange(whole, size, whole.length));
    }

    /** Perceptrons have a layout of their own, and their heads differ in depth and width within a graph. */
    @ParameterizedTest
    @CsvSource({"false, 0", "true, 0", "false, 0.001"})
    void perceptronsLearnSlowlyInCohortsToo(boolean normalized, double clip) throws IOException {
        train(new MlpKind(), "layers", 2, "units", 16, "dropout", 0.0, "batch-normalization", normalized);
        DjlTrainer trainer = inWholeSteps(0.0, clip, normalized);
        List<TrialTask> tasks = List.of(Synthetic.fresh(1, 2), Synthetic.fresh(2, 2, "layers", 2, "units", 5),
                Synthetic.fresh(3, 2, "layers", 0, "learning-rate-factor", 0.5),
                Synthetic.fresh(4, 2, "learning-rate-factor", 1.0));
        List<TrialOutcome> together = trainer.runner(Synthetic.CORE).run(tasks);
        for (int i = 0; i < tasks.size(); i++) {
            float[] parameters = parameters(trainer, tasks.get(i), together.get(i));
            float[] alone = parameters(trainer, tasks.get(i),
                    trainer.runner(Synthetic.CORE).run(List.of(tasks.get(i))).get(0));
            // Sums over 250 rows in another order, and two steps.
            assertThat(parameters).containsExactly(alone, within(1e-5f));
            float[] first = Arrays.copyOf(parameters, trunkSize());
            if (i < 2) {
                assertThat(first).isEqualTo(Arrays.copyOf(trunk.trained(), trunkSize()));
            } else {
                assertThat(first).isNotEqualTo(Arrays.copyOf(trunk.trained(), trunkSize()));
            }
        }
    }

    private float[] parameters(DjlTrainer trainer, TrialTask task, TrialOutcome outcome) throws IOException {
        return Checkpoint.decode(files.read(((Completed) outcome).checkpoint()),
                trainer.settings(task.configuration(), data, 0).network(), Set.of(), "checkpoint").parameters();
    }

    /** Plain descent on all rows at once, so that an epoch is a step. */
    private DjlTrainer inWholeSteps(double factor, double clip, boolean normalized) throws IOException {
        return trainer("none", "optimizer", "sgd", "momentum", 0.0, "learning-rate", 0.1, "batch-size", 250,
                "learning-rate-factor", factor, "clip-norm", clip, "batch-normalization", normalized);
    }

    private float[] afterOneStep(double factor, double clip) throws IOException {
        DjlTrainer trainer = inWholeSteps(factor, clip, false);
        TrialTask task = Synthetic.fresh(1, 1);
        return parameters(trainer, task, trainer.runner(Synthetic.CORE).run(List.of(task)).get(0));
    }

    @Test
    void frozenAndTrainedTrunksAreOfOneStudyAndNotOfOneGraph() throws IOException {
        DjlTrainer trainer = trainer("all");
        List<TrialTask> tasks = List.of(Synthetic.fresh(1, 3), Synthetic.fresh(2, 3, "freeze", "none"),
                Synthetic.fresh(3, 3, "freeze", "layers.0"), Synthetic.fresh(4, 3));
        List<TrialOutcome> together = trainer.runner(Synthetic.CORE).run(tasks);
        for (int i = 0; i < tasks.size(); i++) {
            assertThat(metrics(trainer.runner(Synthetic.CORE).run(List.of(tasks.get(i))).get(0)))
                    .isEqualTo(metrics(together.get(i)));
        }
        TrialOutcome unfrozen = trainer.runner(Synthetic.CORE)
                .run(List.of(Synthetic.fresh(1, 3, "unfreeze-at-epoch", 2))).get(0);
        assertThat(metrics(unfrozen).get(0)).isEqualTo(metrics(together.get(0)).get(0));
        assertThat(metrics(unfrozen).get(1)).isNotEqualTo(metrics(together.get(0)).get(1));
        trainer.release();
    }

    @Test
    void rowsOfAnotherShapeAreRefused() throws IOException {
        StudyTrunk study = StudyTrunk.of(files, StoredModel.files(before, "model"));
        assertThatThrownBy(() -> study.requireFit(new InputShape.Image(28, 28, 1)))
                .hasMessage("it was trained on rows of 8 x 8 x 1, and these are of 28 x 28 x 1");
    }

    private static List<Map<String, Double>> metrics(TrialOutcome outcome) {
        assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(Completed.class);
        return outcome.epochs().stream().map(epoch -> (Map<String, Double>) epoch.metrics()).toList();
    }
}
