package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.score.engine.HostTensor;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Budget;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialTask;

/**
 * Where Java and the engine do not share memory, as on a GPU, a tensor has new storage each time it is written. What is
 * trained there is what is trained on a core.
 */
class UnsharedTensorsTest {

    /** Both do the same operations on the same numbers; only the memory that they lie in may be aligned otherwise. */
    private static final double ROUNDING = 1e-6;

    private final MemoryFiles files = new MemoryFiles();

    static Stream<CohortEquivalenceTest.Cohort> everyOptimizerActivationLossAndNormalization() {
        return Stream.of(false, true).flatMap(normalized ->
                CohortEquivalenceTest.everyOptimizerActivationAndLoss(normalized).stream());
    }

    @AfterEach
    void share() {
        HostTensor.sharedOnCores = true;
    }

    @ParameterizedTest
    @MethodSource("everyOptimizerActivationLossAndNormalization")
    void aMixedCohortTrainsAsOnACore(CohortEquivalenceTest.Cohort cohort) throws IOException {
        HostTensor.sharedOnCores = true;
        List<TrialOutcome> shared = trainer(cohort.loss()).runner(Synthetic.CORE).run(cohort.tasks());
        HostTensor.sharedOnCores = false;
        List<TrialOutcome> unshared = trainer(cohort.loss()).runner(Synthetic.CORE).run(cohort.tasks());

        for (int i = 0; i < shared.size(); i++) {
            assertThat(unshared.get(i)).isInstanceOf(Completed.class);
            assertThat(unshared.get(i).epochs()).hasSameSizeAs(shared.get(i).epochs()).isNotEmpty();
            for (int e = 0; e < shared.get(i).epochs().size(); e++) {
                SortedMap<String, Double> expected = shared.get(i).epochs().get(e).metrics();
                unshared.get(i).epochs().get(e).metrics().forEach((metric, value) -> assertThat(value)
                        .as(metric)
                        .isCloseTo(
                                expected.get(metric), within(ROUNDING * Math.max(1, Math.abs(expected.get(metric))))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyOptimizerActivationLossAndNormalization")
    void aCohortThatPausesTrainsTheBitsOfOneThatDoesNot(CohortEquivalenceTest.Cohort cohort) throws IOException {
        HostTensor.sharedOnCores = false;
        DjlTrainer trainer = trainer(cohort.loss());
        List<TrialOutcome> half = trainer.runner(Synthetic.CORE).run(cohort.tasks().stream()
                .map(task -> new TrialTask(task.id(), 1, 0, task.configuration(), task.start(), new Budget(2),
                        task.seed())).toList());
        List<TrialTask> tasks = new ArrayList<>();
        for (int i = 0; i < half.size(); i++) {
            tasks.add(Synthetic.resumed(cohort.tasks().get(i), checkpoint(half.get(i)), 5));
        }
        List<TrialOutcome> rest = trainer.runner(Synthetic.CORE).run(tasks);
        List<TrialOutcome> atOnce = trainer.runner(Synthetic.CORE).run(cohort.tasks());

        for (int i = 0; i < rest.size(); i++) {
            assertThat(Arrays.equals(files.read(checkpoint(rest.get(i))), files.read(checkpoint(atOnce.get(i)))))
                    .as("weights and optimizer's state of %s", rest.get(i).trial()).isTrue();
        }
    }

    @Test
    void theRefittedModelScoresAsOnACore() throws IOException {
        List<TestResult> shared = refitAndTest();
        HostTensor.sharedOnCores = false;
        List<TestResult> unshared = refitAndTest();

        assertThat(unshared.get(0).metrics().get("accuracy").value()).isGreaterThan(0.5)
                .isEqualTo(shared.get(0).metrics().get("accuracy").value());
        assertThat(unshared.get(0).metrics().get("log-loss").value())
                .isCloseTo(shared.get(0).metrics().get("log-loss").value(), within(ROUNDING));
    }

    private List<TestResult> refitAndTest() throws IOException {
        Synthetic.Data data = Synthetic.classes(250, 150, 12, 4);
        DjlTrainer trainer = Synthetic.trainer(data, files);
        TrialTask task = Synthetic.fresh(1, 5, "layers", 2, "batch-normalization", true);
        FinalModel model = trainer.refit(new RefitTask(task.id(), task.configuration(), 5, task.seed(), "model"),
                Synthetic.CORE);
        return trainer.evaluate(List.of(model), data.validation(), 2, 1, Synthetic.CORE);
    }

    // Rows of its own: those of a JVM are kept on the device, shared or not, for whoever trains on them next.
    private DjlTrainer trainer(String loss) {
        return Synthetic.trainer(loss.equals("cross-entropy") ? Synthetic.classes(250, 150, 12, 4)
                : Synthetic.numbers(250, 150, 12), files, "loss", loss);
    }

    private static String checkpoint(TrialOutcome outcome) {
        return ((Completed) outcome).checkpoint();
    }
}
