package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.goal.ClassRule;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.Goal;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.metric.TestEvaluation;
import org.whittle.work.Rows;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;

/** Rows that count twice are rows that come twice: in the loss, in gradients, and in metrics. */
class WeightedRowsTest {

    private static final int WIDTH = 3;
    private static final LearningTask CLASSES = new LearningTask.Classification(List.of("a", "b", "c"));
    private static final LearningTask NUMBERS = new LearningTask.Regression(1, 2);
    /** All rows are one batch, so that both see the same gradient. */
    private static final int BATCH = 4096;

    /** Rows with weights of 0, 1, 2 or 3. */
    private static Rows weighted(LearningTask task, int count, RandomStream random) {
        float[] features = new float[count * WIDTH];
        double[] targets = new double[count];
        double[] weights = new double[count];
        for (int row = 0; row < count; row++) {
            targets[row] = task == CLASSES ? random.nextInt(3) : 1 + 2 * random.nextGaussian();
            for (int i = 0; i < WIDTH; i++) {
                features[row * WIDTH + i] = (float) (random.nextGaussian() + 0.7 * targets[row] * (i == 0 ? 1 : -0.3));
            }
            weights[row] = random.nextInt(4);
        }
        return new Rows(count, WIDTH, features, targets).weighing(weights);
    }

    /** Each row as often as it counts, one behind the other. */
    private static Rows repeated(Rows rows) {
        List<Integer> often = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            for (int i = 0; i < rows.weights()[row]; i++) {
                often.add(row);
            }
        }
        float[] from = rows.features();
        float[] features = new float[often.size() * WIDTH];
        double[] targets = new double[often.size()];
        for (int i = 0; i < targets.length; i++) {
            System.arraycopy(from, often.get(i) * WIDTH, features, i * WIDTH, WIDTH);
            targets[i] = rows.targets()[often.get(i)];
        }
        return new Rows(targets.length, WIDTH, features, targets);
    }

    private static List<EpochRecord> trained(LearningTask task, Rows training, Rows validation, Object... settings)
            throws IOException {
        Objective first = task == CLASSES ? new Objective("pr-auc", Direction.MAXIMIZE) : Synthetic.RMSE;
        List<Goal> goals = task == CLASSES ? List.of(first, new Objective("brier", Direction.MINIMIZE),
                new Objective("mcc", Direction.MAXIMIZE), new Objective("balanced-accuracy", Direction.MAXIMIZE))
                : List.of(first);
        List<Object> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("batch-size", BATCH, "dropout", 0.0, "optimizer", "sgd", "learning-rate", 0.1));
        DjlTrainer trainer = new DjlTrainer(Synthetic.defaults(all.toArray()),
                new Synthetic.Data(task, WIDTH, training, validation), new MemoryFiles(),
                new Objectives(goals, Objectives.Select.FIRST), 6, 2, 3);
        TrialOutcome outcome = trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 6))).get(0);
        assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
        return outcome.epochs();
    }

    @ParameterizedTest
    @CsvSource({"cross-entropy,none,0", "cross-entropy,none,0.1", "focal,none,0.1", "mean-squared,none,0",
        "huber,none,0"})
    void rowsThatCountTwiceAreRowsThatComeTwice(String loss, String classWeights, double smoothing)
            throws IOException {
        LearningTask task = List.of("cross-entropy", "focal").contains(loss) ? CLASSES : NUMBERS;
        RandomStream random = RandomStream.ofSeed(5).child(loss);
        Rows training = weighted(task, 90, random.child(0));
        Rows validation = weighted(task, 70, random.child(1));
        Object[] settings = {"loss", loss, "class-weights", classWeights, "label-smoothing", smoothing};
        List<EpochRecord> weighted = trained(task, training, validation, settings);
        List<EpochRecord> often = trained(task, repeated(training), repeated(validation), settings);
        List<EpochRecord> plain = trained(task, training.weighing(null), validation.weighing(null), settings);
        for (int epoch = 0; epoch < often.size(); epoch++) {
            SortedMap<String, Double> theirs = new TreeMap<>(often.get(epoch).metrics());
            SortedMap<String, Double> ours = weighted.get(epoch).metrics();
            // A sample of training rows is of other rows.
            theirs.remove(task == CLASSES ? "train-pr-auc" : "train-rmse");
            // Sums of floats in another order, by which two rows may change places: that moves the area.
            theirs.forEach((metric, value) -> assertThat(ours.get(metric)).as(metric)
                    .isCloseTo(value, within((metric.equals("pr-auc") ? 5e-3 : 2e-4) * (1 + Math.abs(value)))));
        }
        assertThat(plain.get(5).metrics().get("train-loss"))
                .isNotCloseTo(weighted.get(5).metrics().get("train-loss"), within(1e-3));
    }

    @Test
    void testMetricsOfWeightedRowsAreThoseOfRowsThatComeSoOften() {
        RandomStream random = RandomStream.ofSeed(9);
        for (LearningTask task : List.of(CLASSES, NUMBERS)) {
            Rows rows = weighted(task, 120, random.child(task.outputs()));
            double[] outputs = new double[rows.count() * task.outputs()];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = (float) (rows.targets()[i / task.outputs()] == i % task.outputs() ? 1 : 0)
                        + random.nextGaussian();
            }
            double[] often = new double[repeated(rows).count() * task.outputs()];
            int done = 0;
            for (int row = 0; row < rows.count(); row++) {
                for (int i = 0; i < rows.weights()[row]; i++) {
                    System.arraycopy(outputs, row * task.outputs(), often, done, task.outputs());
                    done += task.outputs();
                }
            }
            TestResult weighted = evaluated(task, outputs, rows.targets(), rows.weights());
            TestResult repeated = evaluated(task, often, repeated(rows).targets(), null);
            assertThat(weighted.metrics().keySet()).isEqualTo(repeated.metrics().keySet());
            weighted.metrics().forEach((metric, estimate) -> {
                assertThat(estimate.value()).as(metric).isCloseTo(repeated.metrics().get(metric).value(),
                        within(1e-9));
                if (estimate.hasInterval()) {
                    assertThat(estimate.value()).as(metric).isBetween(estimate.low(), estimate.high());
                }
            });
            // Fewer rows are behind it than their repetitions pretend.
            String metric = task == CLASSES ? "accuracy" : "rmse";
            assertThat(width(weighted.metrics().get(metric))).isGreaterThan(width(repeated.metrics().get(metric)));
        }
    }

    private static double width(Estimate estimate) {
        return estimate.high() - estimate.low();
    }

    private static TestResult evaluated(LearningTask task, double[] outputs, double[] targets, double[] weights) {
        return TestEvaluation.of(List.of(new TrialId(1)), List.of(outputs), List.of(ClassRule.STANDARD), task, targets,
                weights, 2, 200, 4).get(0);
    }
}
