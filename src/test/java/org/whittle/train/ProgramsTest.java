package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Budget;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialTask;

/** What trainings by programs promise beside their numbers, which {@code EveryCombinationTest} compares. */
class ProgramsTest {

    private final MemoryFiles files = new MemoryFiles();

    static Stream<CohortEquivalenceTest.Cohort> everyOptimizerActivationLossAndNormalization() {
        return UnsharedTensorsTest.everyOptimizerActivationLossAndNormalization();
    }

    @AfterEach
    void share() {
        HostTensor.sharedOnCores = true;
    }

    /** Where tensors are not shared with the host, too. */
    @ParameterizedTest
    @MethodSource("everyOptimizerActivationLossAndNormalization")
    void aCohortThatPausesTrainsTheBitsOfOneThatDoesNot(CohortEquivalenceTest.Cohort cohort) throws IOException {
        DjlTrainer trainer = trainer(cohort.loss());
        List<TrialOutcome> half = trainer.runner(Synthetic.CORE).run(cohort.tasks().stream()
                .map(task -> new TrialTask(task.id(), 1, 0, task.configuration(), task.start(), new Budget(2),
                        task.seed())).toList());
        HostTensor.sharedOnCores = false;
        List<TrialTask> tasks = new ArrayList<>();
        for (int i = 0; i < half.size(); i++) {
            tasks.add(Synthetic.resumed(cohort.tasks().get(i), checkpoint(half.get(i)), 5));
        }
        List<TrialOutcome> rest = trainer(cohort.loss()).runner(Synthetic.CORE).run(tasks);
        List<TrialOutcome> atOnce = trainer.runner(Synthetic.CORE).run(cohort.tasks());

        for (int i = 0; i < rest.size(); i++) {
            assertThat(Arrays.equals(files.read(checkpoint(rest.get(i))), files.read(checkpoint(atOnce.get(i)))))
                    .as("weights and optimizer's state of %s", rest.get(i).trial()).isTrue();
        }
    }

    @Test
    void aMemberThatLeavesChangesNoBitOfTheOthers() throws IOException {
        List<TrialTask> staying = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            staying.add(Synthetic.fresh(i, 5, "layers", 1 + i % 3, "units", 20 + i, "dropout", 0.1 * i));
        }
        List<TrialTask> all = new ArrayList<>(staying);
        // As deep and as wide as any, so that its being there does not change what the others are padded to.
        all.add(Synthetic.fresh(5, 9, "layers", 3, "units", 32, "patience", 2, "min-delta", 1.0));
        List<TrialOutcome> left = trainer("cross-entropy").runner(Synthetic.CORE).run(all);
        staying.add(Synthetic.fresh(5, 5, "layers", 3, "units", 32));
        List<TrialOutcome> stayed = trainer("cross-entropy").runner(Synthetic.CORE).run(staying);

        assertThat(left.get(5).epochs()).hasSize(3);
        for (int i = 0; i < 5; i++) {
            assertThat(metrics(left.get(i))).isEqualTo(metrics(stayed.get(i)));
        }
    }

    @Test
    void aMemberThatDivergesLeavesAndTheOthersTrainOn() throws IOException {
        List<TrialOutcome> outcomes = trainer("cross-entropy").runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 4),
                Synthetic.fresh(2, 4, "optimizer", "sgd", "learning-rate", 1e6), Synthetic.fresh(3, 4)));

        assertThat(outcomes.get(1)).isInstanceOf(TrialOutcome.Diverged.class);
        assertThat(List.of(outcomes.get(0), outcomes.get(2))).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(Completed.class);
            assertThat(outcome.epochs()).hasSize(4);
        });
    }

    @Test
    void aWinnerIsRefitted() throws IOException {
        Synthetic.Data data = Synthetic.classes(250, 150, 12, 4);
        DjlTrainer trainer = Synthetic.trainer(data, files);
        TrialTask task = Synthetic.fresh(1, 5, "layers", 2, "batch-normalization", true);
        FinalModel model = trainer.refit(new RefitTask(task.id(), task.configuration(), 5, task.seed(), "model"),
                Synthetic.CORE);
        assertThat(trainer.evaluate(List.of(model), data.validation(), 2, 1, Synthetic.CORE)
                        .get(0)
                        .metrics()
                        .get("accuracy")
                        .value())
                .isGreaterThan(0.5);
    }

    @Test
    void nothingIsLeftWithTheEngineAfterACohort() throws IOException {
        DjlTrainer trainer = trainer("cross-entropy");
        List<TrialTask> tasks = List.of(Synthetic.fresh(1, 2), Synthetic.fresh(2, 3, "units", 20));
        trainer.runner(Synthetic.CORE).run(tasks);
        int before = managed();
        for (int i = 0; i < 3; i++) {
            trainer.runner(Synthetic.CORE).run(tasks);
        }
        assertThat(managed()).isEqualTo(before);
    }

    private static int managed() {
        try (NDManager probe = TorchEngine.newManager(Device.cpu())) {
            return ((BaseNDManager) probe.getParentManager()).getManagedArrays().size();
        }
    }

    // Rows of its own: those of a JVM are kept on the device, shared or not, for whoever trains on them next.
    private DjlTrainer trainer(String loss) {
        return Synthetic.trainer(loss.equals("cross-entropy") ? Synthetic.classes(250, 150, 12, 4)
                : Synthetic.numbers(250, 150, 12), files, "loss", loss);
    }

    private static List<Map<String, Double>> metrics(TrialOutcome outcome) {
        return outcome.epochs().stream().map(epoch -> (Map<String, Double>) epoch.metrics()).toList();
    }

    private static String checkpoint(TrialOutcome outcome) {
        return ((Completed) outcome).checkpoint();
    }
}
