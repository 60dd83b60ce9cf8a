package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.DeferredTranslatorFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.Objectives;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;
import org.whittle.net.kind.TorchScriptKind;
import org.whittle.score.block.BlockSource;
import org.whittle.score.block.BroughtBlock;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.score.model.Network;
import org.whittle.score.step.Digest;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.train.brought.BroughtKind;
import org.whittle.train.brought.StudyModule;
import org.whittle.train.model.StoredModel;
import org.whittle.work.Budget;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialTask;

/** Modules that PyTorch saved as TorchScript (modules.py beside them), through all of a trial's life. */
class ModuleTrainingTest {

    private static final InputShape IMAGE = new InputShape.Image(8, 8, 1);

    private final MemoryFiles files = new MemoryFiles();
    private final Synthetic.Shaped data = new Synthetic.Shaped(Synthetic.classes(300, 150, 64, 10), IMAGE);

    @TempDir
    Path directory;

    static byte[] module(String name) {
        try (InputStream file = ModuleTrainingTest.class.getResourceAsStream("/org/whittle/train/brought/" + name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BroughtNetwork network(byte[] module) {
        return new BroughtNetwork(BroughtNetwork.Origin.TORCHSCRIPT, Digest.of(module), new TreeMap<>(), 10);
    }

    private DjlTrainer trainer(String name) throws IOException {
        StudyModule module = StudyModule.of(files, () -> module(name));
        return new DjlTrainer(BroughtKind.of(new TorchScriptKind(name), module), Synthetic.defaults(), data, files,
                Objectives.of(Synthetic.ACCURACY), 9, 2, 42);
    }

    private static List<TrialTask> tasks() {
        return List.of(Synthetic.fresh(1, 4), Synthetic.fresh(2, 4, "optimizer", "sgd", "learning-rate", 0.01),
                Synthetic.fresh(3, 4, "weight-decay", 0.1, "clip-norm", 0.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scripted.pt", "traced.pt"})
    void itGivesWhatPyTorchGives(String name) throws IOException {
        float[] expected = new float[20];
        List<String> lines = new String(module("outputs.txt")).lines().toList();
        for (int i = 0; i < 20; i++) {
            expected[i] = Float.parseFloat(lines.get(i));
        }
        float[] given = new float[20];
        try (NDManager manager = TorchEngine.newManager(Device.cpu()); NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            BroughtBlock block = BlockSource.ofModule(module(name)).open(network(module(name)), IMAGE, manager);
            NDArray rows = manager.arange(128f).mul(2f / 127).sub(1).reshape(2, 64);
            HostTensor.read(block.forward(new ParameterStore(manager, false), rows, false), given, 0);
            assertThat(block.described().trained()).extracting(BroughtNetwork.Part::name).containsExactly(
                    "features.0.weight", "features.0.bias", "features.1.weight", "features.1.bias",
                    "classifier.weight", "classifier.bias");
            assertThat(block.described().statistics()).extracting(BroughtNetwork.Part::name)
                    .contains("scale", "features.1.running_mean", "features.1.running_var");
        }
        for (int i = 0; i < 20; i++) {
            // Another release, which may add in another order: a few units in the last place of numbers below 1.
            assertThat(given[i]).isCloseTo(expected[i], within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scripted.pt", "traced.pt"})
    void aRungThatResumesIsOneThatNeverPaused(String name) throws IOException {
        DjlTrainer trainer = trainer(name);
        List<TrialTask> tasks = tasks();
        List<TrialOutcome> atOnce = trainer.runner(Synthetic.CORE).run(tasks);
        List<byte[]> checkpoints = new ArrayList<>();
        for (TrialOutcome outcome : atOnce) {
            checkpoints.add(files.read(checkpoint(outcome)));
        }
        List<TrialOutcome> first = trainer.runner(Synthetic.CORE).run(tasks.stream().map(task -> new TrialTask(
                task.id(), 1, 0, task.configuration(), task.start(), new Budget(2), task.seed())).toList());
        List<TrialTask> rest = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            rest.add(Synthetic.resumed(tasks.get(i), checkpoint(first.get(i)), 4));
        }
        List<TrialOutcome> resumed = trainer.runner(Synthetic.CORE).run(rest);
        for (int i = 0; i < tasks.size(); i++) {
            assertThat(metrics(resumed.get(i))).isEqualTo(metrics(atOnce.get(i)).subList(2, 4));
            assertThat(files.read(checkpoint(resumed.get(i)))).isEqualTo(checkpoints.get(i));
            // Chance is 0.1.
            assertThat(metrics(atOnce.get(i)).get(3).get("accuracy")).isGreaterThan(0.3);
        }
    }

    @Test
    void severalThreadsTrainAsOneDoes() throws Exception {
        DjlTrainer trainer = trainer("scripted.pt");
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

    @Test
    void aWinnerIsRefittedStoredScoredByWhoNamesItAndLoadedByPlainDjl() throws Exception {
        DjlTrainer trainer = trainer("scripted.pt");
        TrialTask task = Synthetic.fresh(1, 4);
        FinalModel model = trainer.refit(new RefitTask(task.id(), task.configuration(), 4, task.seed(), "model"),
                Synthetic.CORE);
        assertThat(trainer.evaluate(List.of(model), data.validation(), 2, 1, Synthetic.CORE).get(0).metrics()
                .get("accuracy").value()).isGreaterThan(0.3);
        assertThatThrownBy(() -> StoredModel.load(files, "model", Synthetic.CORE))
                .hasMessageContaining("the network is a module of PyTorch's, and none was named")
                .hasMessageContaining("--block net.pt");
        assertThatThrownBy(() -> StoredModel.load(files, "model", BlockSource.ofModule(module("traced.pt")),
                Synthetic.CORE)).hasMessageContaining("what was named is a file with the SHA-256 ");
        double[] probabilities;
        try (Network network =
                StoredModel.load(files, "model", BlockSource.ofModule(module("scripted.pt")), Synthetic.CORE)) {
            probabilities = network.predict(data.validation().features(), 150);
        }
        for (String file : files.list("model")) {
            Files.write(directory.resolve(file), files.read("model/" + file));
        }
        Criteria<float[], Classifications> criteria = Criteria.builder().setTypes(float[].class, Classifications.class)
                .optModelPath(directory).optTranslatorFactory(new DeferredTranslatorFactory()).build();
        try (ZooModel<float[], Classifications> plain = criteria.loadModel(); var predictor = plain.newPredictor()) {
            for (int row = 0; row < 20; row++) {
                Classifications said = predictor.predict(
                        Arrays.copyOfRange(data.validation().features(), 64 * row, 64 * (row + 1)));
                for (int c = 0; c < 10; c++) {
                    // One row at a time against many at once: products add in another order.
                    assertThat(said.get("class " + c).getProbability())
                            .isCloseTo(probabilities[10 * row + c], within(1e-5));
                }
            }
        }
    }

    @Test
    void oneTracedInTrainingModeIsRefused() throws IOException {
        TrialOutcome outcome =
                trainer("traced-in-training.pt").runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 2))).get(0);
        assertThat(((TrialOutcome.Failed) outcome).reason())
                .contains(
                        "the module was traced in training mode, in which "
                                + "it stays for ever: call model.eval() before torch.jit.trace, or save "
                                + "torch.jit.script(model)");
    }

    @Test
    void theStudysCopyIsThatOfTheFileAndSound() throws IOException {
        byte[] module = module("scripted.pt");
        StudyModule first = StudyModule.of(files, () -> module);
        StudyModule again = StudyModule.of(files, () -> module);
        assertThat(files.list("network")).containsExactly(Digest.of(module) + ".pt");
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            assertThat(again.open(network(module), IMAGE, manager).described())
                    .isEqualTo(first.open(network(module), IMAGE, manager).described());
        }
        assertThatThrownBy(() -> StudyModule.of(files, () -> module("traced.pt"))).hasMessageContaining("holds another "
                + "module than the one that the study began with; put back that one, of which memory:/network/");
        MemoryFiles damaged = new MemoryFiles();
        // One that no other test has read: what was found good once is not read again.
        byte[] other = module("state-dict.pt");
        StudyModule.of(damaged, () -> other);
        damaged.write("network/" + Digest.of(other) + ".pt", module);
        try (Model model = TorchEngine.newModel("any", Device.cpu())) {
            assertThatThrownBy(() -> StudyModule.of(damaged, () -> other)
                    .open(network(other), IMAGE, model.getNDManager()))
                    .hasMessageContaining("is damaged: it does not match the checksum in its name");
        }
    }

    private static String checkpoint(TrialOutcome outcome) {
        return ((Completed) outcome).checkpoint();
    }

    private static List<Map<String, Double>> metrics(TrialOutcome outcome) {
        assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(Completed.class);
        return outcome.epochs().stream().map(epoch -> (Map<String, Double>) epoch.metrics()).toList();
    }
}
