package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.Objectives;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.ParameterLayout;
import org.whittle.net.SeenInputs;
import org.whittle.net.kind.ConvolutionalKind;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.net.setting.Values;
import org.whittle.score.model.Network;
import org.whittle.score.model.StoredNetwork;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.train.brought.StudyTrunk;
import org.whittle.train.brought.TrunkData;
import org.whittle.train.brought.TrunkKind;
import org.whittle.train.model.StoredModel;
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
        Synthetic.Shaped others = new Synthetic.Shaped(Synthetic.classes(250, 150, 64, 3),
                new InputShape.Image(8, 8, 1));
        DjlTrainer trainer = new DjlTrainer(new ConvolutionalKind(), Synthetic.defaults(SIZES), others, before,
                Objectives.of(Synthetic.ACCURACY), 9, 2, 42);
        TrialTask task = Synthetic.fresh(1, 3);
        trainer.refit(new RefitTask(task.id(), task.configuration(), 3, task.seed(), "model"), Synthetic.CORE);
        trunk = StoredNetwork.read(StoredModel.files(before, "model"));
    }

    private DjlTrainer trainer(boolean frozen) throws IOException {
        StudyTrunk study = StudyTrunk.of(files, StoredModel.files(before, "model")).requireFit(data.input());
        TrainingData rows = data;
        if (frozen) {
            TrunkData.Work work = new TrunkData.Work(study, data, files);
            for (String split : TrunkData.SPLITS) {
                work.of(split);
            }
            rows = work.data();
        }
        return new DjlTrainer(new TrunkKind(new PretrainedKind(new MlpKind(), "model", frozen, List.of()), study),
                Synthetic.defaults("layers", 1, "units", 8, "dropout", 0.0), rows, files,
                Objectives.of(Synthetic.ACCURACY), 9, 2, 42);
    }

    private int trunkSize() {
        List<ParameterLayout.Tensor> tensors = ParameterLayout.trained(trunk.architecture()).tensors();
        return tensors.get(tensors.size() - 2).offset();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRungThatResumesIsOneThatNeverPaused(boolean frozen) throws IOException {
        DjlTrainer trainer = trainer(frozen);
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
            // Chance is 0.25.
            assertThat(metrics(atOnce.get(i)).get(4).get("accuracy")).isGreaterThan(0.5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theStoredModelIsTrunkAndHeadAndTakesRawRows(boolean frozen) throws IOException {
        DjlTrainer trainer = trainer(frozen);
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
        DjlTrainer trainer = trainer(true);
        assertThat(files.list("network")).contains("features-training.safetensors", "features-validation.safetensors");
        assertThat(trainer.data().width()).isEqualTo(12);
        byte[] kept = files.read("network/features-training.safetensors");
        before.delete("model");
        assertThat(trainer(true).data()).isEqualTo(trainer.data());
        assertThat(files.read("network/features-training.safetensors")).isEqualTo(kept);
        kept[kept.length - 1] ^= 1;
        files.write("network/features-training.safetensors", kept);
        assertThatThrownBy(() -> trainer(true).data().training().features())
                .hasMessageContaining("features-training.safetensors");
    }

    @Test
    void aFrozenTrunkHidesNoInputs() throws IOException {
        trainer(true);
        StudyTrunk study = StudyTrunk.of(files, StoredModel.files(before, "model"));
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
        assertThat(trainer(true).data().seen(new Values(Synthetic.defaults())).areAll()).isTrue();
        assertThatThrownBy(() -> new TrunkData.Work(study, partly, files).data()
                .seen(new Values(Synthetic.defaults()))).hasMessageContaining("A frozen network sees all inputs");
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
