package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.EpochRecord;
import org.whittle.net.activation.Activations;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Option;
import org.whittle.random.RandomStream;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Budget;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialTask;

/** A member of a cohort follows the same trial trained alone. */
class CohortEquivalenceTest {

    private static final int MEMBERS = 7;
    private static final int EPOCHS = 5;
    private static final List<String> OPTIMIZERS = Option.keys(Optimizers.ALL);
    private static final List<String> ACTIVATIONS =
            Option.keys(Activations.ALL);

    // A product of other extents may add in another order: roundings of 6e-8, carried through 40 steps of descent, each
    // of which adds its own and, near a kink or where Adam divides by a small root, magnifies the old.
    private static final double ROUNDING = 1e-4;

    private static final Synthetic.Data CLASSES = Synthetic.classes(250, 150, 12, 4);
    private static final Synthetic.Data NUMBERS = Synthetic.numbers(250, 150, 12);

    private final MemoryFiles files = new MemoryFiles();

    /** A loss and seven members; all cohorts together have every optimizer with every activation with every loss. */
    record Cohort(String loss, List<TrialTask> tasks) {
        @Override
        public String toString() {
            return loss + ": " + tasks.stream().map(task -> task.configuration().values().get("optimizer") + "/"
                    + task.configuration().values().get("activation")).toList();
        }
    }

    static List<Cohort> everyOptimizerActivationAndLoss() {
        return everyOptimizerActivationAndLoss(false);
    }

    static List<Cohort> everyOptimizerActivationAndLoss(boolean normalized) {
        List<Cohort> cohorts = new ArrayList<>();
        int pairs = OPTIMIZERS.size() * ACTIVATIONS.size();
        for (String loss : List.of("cross-entropy", "mean-squared", "huber")) {
            for (int first = 0; first < pairs; first += MEMBERS) {
                List<TrialTask> tasks = new ArrayList<>();
                for (int i = 0; i < MEMBERS; i++) {
                    int pair = (first + i) % pairs;
                    RandomStream random = RandomStream.ofSeed(3).child(loss).child(pair);
                    tasks.add(draw(first + i, random, OPTIMIZERS.get(pair % OPTIMIZERS.size()),
                            ACTIVATIONS.get(pair / OPTIMIZERS.size()), normalized));
                }
                cohorts.add(new Cohort(loss, tasks));
            }
        }
        return cohorts;
    }

    @ParameterizedTest
    @MethodSource("everyOptimizerActivationAndLoss")
    void membersFollowTheSameTrialsTrainedAlone(Cohort cohort) throws IOException {
        assertFollows(trainer(cohort.loss()), cohort.tasks());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void soDoConfigurationsDrawnAtRandom(int seed) throws IOException {
        RandomStream random = RandomStream.ofSeed(seed).child("property");
        boolean normalized = seed % 2 == 0;
        List<TrialTask> tasks = IntStream.range(0, MEMBERS).mapToObj(i -> draw(i, random.child(i),
                pick(OPTIMIZERS, random), pick(ACTIVATIONS, random), normalized)).toList();

        assertFollows(trainer(pick(List.of("cross-entropy", "mean-squared", "huber"), random)), tasks);
    }

    @Test
    void aMemberThatLeavesChangesNoBitOfTheOthers() throws IOException {
        List<TrialTask> staying = IntStream.range(0, 5).mapToObj(i -> draw(i, RandomStream.ofSeed(i), "adam",
                i % 2 == 0 ? "relu" : "gelu", false)).toList();
        // As deep and as wide as any, so that its being there does not change what the others are padded to.
        TrialTask patient = Synthetic.fresh(5, 9, "layers", 3, "units", 32, "patience", 2, "min-delta", 1.0,
                "batch-size", 32);
        List<TrialTask> all = new ArrayList<>(staying);
        all.add(patient);

        DjlTrainer trainer = trainer("cross-entropy");
        List<TrialOutcome> left = trainer.runner(Synthetic.CORE).run(all);
        List<TrialTask> stayed = new ArrayList<>(staying);
        stayed.add(Synthetic.fresh(5, EPOCHS, "layers", 3, "units", 32, "batch-size", 32));
        List<TrialOutcome> untilTheEnd = trainer.runner(Synthetic.CORE).run(stayed);

        assertThat(left.get(5).epochs()).hasSize(3);
        assertThat(((Completed) left.get(5)).stoppedEarly()).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(metrics(left.get(i))).isEqualTo(metrics(untilTheEnd.get(i)));
        }
    }

    @Test
    void aCohortThatPausesTrainsTheBitsOfOneThatDoesNot() throws IOException {
        DjlTrainer trainer = trainer("cross-entropy");
        List<TrialTask> tasks = everyOptimizerActivationAndLoss().get(2).tasks();
        List<TrialOutcome> half = trainer.runner(Synthetic.CORE).run(tasks.stream().map(task -> new TrialTask(task.id(),
                1, 0, task.configuration(), task.start(), new Budget(2), task.seed())).toList());
        List<TrialOutcome> rest = trainer.runner(Synthetic.CORE).run(IntStream.range(0, MEMBERS)
                .mapToObj(i -> Synthetic.resumed(tasks.get(i), checkpoint(half.get(i)), EPOCHS)).toList());
        List<TrialOutcome> atOnce = trainer.runner(Synthetic.CORE).run(tasks);

        for (int i = 0; i < MEMBERS; i++) {
            List<Map<String, Double>> joined = new ArrayList<>(metrics(half.get(i)));
            joined.addAll(metrics(rest.get(i)));
            assertThat(joined).isEqualTo(metrics(atOnce.get(i)));
            // Weights and optimizers' state.
            assertThat(Arrays.equals(files.read(checkpoint(rest.get(i))), files.read(checkpoint(atOnce.get(i)))))
                    .isTrue();
        }
    }

    @Test
    void aMemberOfACohortGoesOnAlone() throws IOException {
        DjlTrainer trainer = trainer("cross-entropy");
        List<TrialTask> tasks = everyOptimizerActivationAndLoss().get(1).tasks();
        List<TrialOutcome> together = trainer.runner(Synthetic.CORE).run(tasks);
        for (int i = 0; i < MEMBERS; i++) {
            TrialTask longer = Synthetic.resumed(tasks.get(i), checkpoint(together.get(i)), 7);
            TrialOutcome alone = trainer.runner(Synthetic.CORE).run(List.of(longer)).get(0);
            assertThat(alone.epochs()).extracting(EpochRecord::epoch).containsExactly(6, 7);
        }
    }

    private void assertFollows(DjlTrainer trainer, List<TrialTask> tasks) throws IOException {
        List<TrialOutcome> together = trainer.runner(Synthetic.CORE).run(tasks);
        for (int i = 0; i < tasks.size(); i++) {
            TrialOutcome alone = trainer.runner(Synthetic.CORE).run(List.of(tasks.get(i))).get(0);
            assertThat(together.get(i)).as("%s", tasks.get(i)).isInstanceOf(Completed.class);
            assertThat(together.get(i).epochs()).hasSize(EPOCHS);
            Map<String, Double> expected = metrics(alone).get(EPOCHS - 1);
            metrics(together.get(i)).get(EPOCHS - 1).forEach((metric, value) -> assertThat(value)
                    .as("%s of %s", metric, alone.trial())
                    .isCloseTo(expected.get(metric), within(ROUNDING * scale(metric, expected.get(metric)))));
        }
    }

    /** R² is one minus a ratio of squares. */
    private static double scale(String metric, double value) {
        return metric.equals("r2") ? 1 - value : Math.abs(value);
    }

    private DjlTrainer trainer(String loss) {
        return Synthetic.trainer(loss.equals("cross-entropy") ? CLASSES : NUMBERS, files, "loss", loss);
    }

    /** A task with other widths, depth, dropout, schedule and constants than the next. */
    private static TrialTask draw(int trial, RandomStream random, String optimizer, String activation,
                                  boolean normalized) {
        int layers = random.nextInt(4);
        List<Object> values = new ArrayList<>(List.of("optimizer", optimizer, "activation", activation,
                "layers", layers, "batch-size", 32, "batch-normalization", normalized,
                "dropout", random.nextInt(3) == 0 ? 0.0 : random.nextDouble() * 0.5,
                "learning-rate", 0.0005 + 0.004 * random.nextDouble(), "momentum", 0.9 * random.nextDouble(),
                "nesterov", random.nextBoolean(), "weight-decay", 0.01 * random.nextDouble(),
                "label-smoothing", 0.2 * random.nextDouble()));
        values.addAll(List.of("huber-delta", 0.5 + random.nextDouble(), "clip-norm", random.nextInt(2) * 0.5,
                "schedule", pick(List.of("constant", "step", "exponential", "cosine"), random),
                "warmup-epochs", random.nextInt(2) * 1.5, "initialization", pick(List.of("he", "xavier"), random)));
        for (int layer = 1; layer <= layers; layer++) {
            values.addAll(List.of("units." + layer, 3 + random.nextInt(30)));
        }
        return Synthetic.fresh(trial, EPOCHS, values.toArray());
    }

    private static String checkpoint(TrialOutcome outcome) {
        return ((Completed) outcome).checkpoint();
    }

    private static <T> T pick(List<T> values, RandomStream random) {
        return values.get(random.nextInt(values.size()));
    }

    private static List<Map<String, Double>> metrics(TrialOutcome outcome) {
        return outcome.epochs().stream().map(epoch -> (Map<String, Double>) epoch.metrics()).toList();
    }
}
