package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.Diagnostics;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.work.LostCheckpointException;
import org.whittle.work.Place;
import org.whittle.work.PlaceException;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialOutcome.Completed;
import org.whittle.work.TrialOutcome.Diverged;
import org.whittle.work.TrialOutcome.Failed;
import org.whittle.work.TrialTask;

class CohortRunnerTest {

    /** Thirty steps of Adam, which lengthens an ulp of 6e-8 where a gradient is small, from weights of order 1. */
    private static final double ULPS = 1e-5;
    /** The first trial that is as wide as its cohort; the last has one of its own. */
    private static final int WIDEST = 4;

    private final MemoryFiles files = new MemoryFiles();
    private final Synthetic.Data classes = Synthetic.classes(300, 120, 10, 4);
    private final Synthetic.Data numbers = Synthetic.numbers(300, 120, 6);

    @Test
    void aClassifierLearnsAndReportsEveryMetricOfEveryEpoch() throws IOException {
        Completed outcome = (Completed) run(Synthetic.trainer(classes, files), Synthetic.fresh(5, 9));

        assertThat(outcome.epochs()).extracting(EpochRecord::epoch).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(outcome.epochs()).allSatisfy(epoch -> assertThat(epoch.metrics()).containsOnlyKeys(Stream.concat(
                        Metric.all().stream()
                                .filter(metric -> metric.suitsClassification() && metric.everyEpoch())
                                .map(Metric::key),
                        Diagnostics.of("accuracy").stream().filter(told -> !told.equals("train-accuracy")
                                || Diagnostics.measuredAt(epoch.epoch(), 9)))
                .toArray(String[]::new)));
        EpochRecord last = outcome.epochs().get(8);
        // Chance is 0.25.
        assertThat(last.metrics().get("accuracy")).isGreaterThan(0.7);
        assertThat(last.metrics().get("train-loss")).isLessThan(outcome.epochs().get(0).metrics().get("train-loss"));
        // Without smoothing the validation loss is the log loss, here from the engine and from Java.
        assertThat(last.metrics().get("validation-loss"))
                .isCloseTo(last.metrics().get("log-loss"), org.assertj.core.api.Assertions.within(1e-6));
        assertThat(outcome.stoppedEarly()).isFalse();
    }

    @Test
    void aTrialIsSavedIfARungCanFollow() throws IOException {
        DjlTrainer trainer = Synthetic.trainer(classes, files);

        Completed last = (Completed) run(trainer, Synthetic.fresh(4, 9));
        assertThat(last.checkpoint()).isEqualTo(TrialOutcome.NO_CHECKPOINT);
        assertThat(files.list("checkpoints")).isEmpty();

        Completed first = (Completed) run(trainer, Synthetic.fresh(5, 8));
        assertThat(first.checkpoint()).isEqualTo("checkpoints/bracket=1/rung=0/trial=5.attempt-0.safetensors");
        assertThat(files.exists(first.checkpoint())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "huber"})
    void aRegressionLearnsAndMeasuresInTheTargetsUnit(String loss) throws IOException {
        Completed outcome = (Completed) run(Synthetic.trainer(numbers, files, "loss", loss), Synthetic.fresh(0, 30,
                "learning-rate", 0.01, "dropout", 0.0));

        EpochRecord last = outcome.epochs().get(29);
        assertThat(last.metrics()).containsOnlyKeys("train-loss", "validation-loss", "rmse", "mae", "r2",
                "gradient-norm", "gradient-norm-max", "gradient-share-of-first");
        // The target's deviation is about 13.
        assertThat(last.metrics().get("rmse")).isBetween(0.5, 6.0);
        assertThat(last.metrics().get("r2")).isGreaterThan(0.8);
    }

    @Test
    void networksWithoutHiddenLayersAndBatchesLargerThanTheDataAreTrained() throws IOException {
        TrialOutcome linear = run(Synthetic.trainer(classes, files),
                Synthetic.fresh(1, 9, "layers", 0, "learning-rate", 0.05, "batch-size", 1000));

        assertThat(((Completed) linear).epochs().get(8).metrics().get("accuracy")).isGreaterThan(0.5);
    }

    @Test
    void outcomesComeInTheTasksOrderOneForEach() throws IOException {
        List<TrialTask> cohort = List.of(Synthetic.fresh(9, 1), Synthetic.fresh(2, 2, "learning-rate", 1e6),
                Synthetic.fresh(4, 1, "loss", "huber"));

        List<TrialOutcome> outcomes = Synthetic.trainer(classes, files).runner(Synthetic.CORE).run(cohort);

        assertThat(outcomes).extracting(outcome -> outcome.trial().value()).containsExactly(9, 2, 4);
        assertThat(outcomes.get(0)).isInstanceOf(Completed.class);
        assertThat(outcomes.get(2)).isInstanceOf(Failed.class);
    }

    @Test
    void aLossThatIsNoNumberEndsTheTrialAsDiverged() throws IOException {
        TrialOutcome outcome = run(Synthetic.trainer(numbers, files),
                Synthetic.fresh(1, 9, "optimizer", "sgd", "learning-rate", 1e6));

        assertThat(outcome).isInstanceOf(Diverged.class);
        assertThat(outcome.epochs()).hasSizeLessThan(9);
        assertThat(((Diverged) outcome).reason()).matches("In epoch \\d the (training|validation) loss became .*");
        assertThat(files.list("checkpoints")).isEmpty();
    }

    @Test
    void aNetworkThatCannotBeHeldIsFailed() throws IOException {
        TrialOutcome tooLong = run(Synthetic.trainer(classes, files), Synthetic.fresh(1, 1, "units", 1 << 20));
        assertThat(tooLong).isInstanceOf(Failed.class);
        assertThat(((Failed) tooLong).reason()).contains("more than 2³¹ parameters");

        // 1.6 · 10⁹ parameters fit no test's heap.
        TrialOutcome tooLarge = run(Synthetic.trainer(classes, files), Synthetic.fresh(1, 1, "units", 40_000));
        assertThat(tooLarge).isInstanceOf(Failed.class);
        assertThat(((Failed) tooLarge).reason()).startsWith("Out of memory");
    }

    @Test
    void anObjectiveThatCannotBeMeasuredIsFailedWithWhatCan() throws IOException {
        TrialOutcome outcome = run(
                new DjlTrainer(Synthetic.defaults(), classes, files, Objectives.of(Synthetic.RMSE), 9, 2, 42),
                Synthetic.fresh(1, 3));

        assertThat(((Failed) outcome).reason()).contains("rmse is undefined").contains("accuracy");
    }

    @Test
    void costsAreMeasuredIfAnObjectiveNamesThem() throws IOException {
        Objectives objectives = Objectives.of(Synthetic.ACCURACY, cost("parameters"), cost("inference-time"),
                cost("training-time"));
        DjlTrainer trainer = new DjlTrainer(Synthetic.defaults("batch-normalization", true), classes, files, objectives,
                9, 2, 42);
        Completed first = (Completed) run(trainer, Synthetic.fresh(1, 2));
        Completed second = (Completed) run(trainer, Synthetic.resumed(Synthetic.fresh(1, 2), first.checkpoint(), 4));

        // 10 → 16 → 16 → 4: weights, biases, and γ and β of two hidden layers.
        assertThat(first.epochs()).allSatisfy(e -> assertThat(e.metrics()).containsEntry("parameters",
                10.0 * 16 + 16 + 32 + 16 * 16 + 16 + 32 + 16 * 4 + 4));
        assertThat(first.epochs()).allSatisfy(e -> assertThat(e.metrics().get("inference-time")).isBetween(1e-9, 10.0));
        assertThat(first.epochs().get(1).metrics().get("training-time")).isBetween(1e-9, first.execution().seconds());
        // Four epochs at the pace of the two that this rung trained; rounding aside.
        assertThat(second.epochs().get(1).metrics().get("training-time"))
                .isCloseTo(2 * second.execution().trainingSeconds(), org.assertj.core.api.Assertions.within(1e-9));
    }

    private static Objective cost(String metric) {
        return new Objective(metric, Direction.MINIMIZE);
    }

    @Test
    void aTaskWhoseCheckpointIsMissingOrForeignIsNotBegun() throws IOException {
        DjlTrainer trainer = Synthetic.trainer(classes, files);
        TrialTask task = Synthetic.fresh(1, 2);
        assertThatThrownBy(() -> run(trainer, Synthetic.resumed(task, "checkpoints/none", 3)))
                .isInstanceOf(LostCheckpointException.class).hasCauseInstanceOf(LostCheckpointException.class)
                .hasMessageContaining("checkpoints/none is missing.");

        Completed other = (Completed) run(trainer, Synthetic.fresh(1, 2, "units", 17));
        assertThatThrownBy(() -> run(trainer, Synthetic.resumed(task, other.checkpoint(), 3)))
                .isInstanceOfSatisfying(LostCheckpointException.class,
                        lost -> assertThat(lost.tasks()).containsExactly(task.key()))
                .hasMessageContaining("another network or optimizer")
                .hasMessageContaining("model.layers.0.weight is [17, 10] instead of [16, 10]");
    }

    @Test
    void aTrialsBitsDependNeitherOnOrderNorOnThreads() throws Exception {
        DjlTrainer trainer = Synthetic.trainer(classes, files);
        List<TrialTask> tasks = mixed();
        List<String> together = bits(trainer.runner(Synthetic.CORE).run(tasks));

        List<TrialTask> backwards = new ArrayList<>(tasks);
        Collections.reverse(backwards);
        List<String> reversed = bits(trainer.runner(Synthetic.CORE).run(backwards));
        Collections.reverse(reversed);
        assertThat(reversed).isEqualTo(together);

        List<String> serial = new ArrayList<>();
        for (TrialTask task : tasks) {
            serial.add(bits(List.of(run(trainer, task))).get(0));
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<String>> parallel = tasks.stream().map(task -> threads.submit(() ->
                    bits(trainer.runner(Synthetic.CORE).run(List.of(task))).get(0))).toList();
            for (int i = 0; i < parallel.size(); i++) {
                assertThat(parallel.get(i).get()).as("trial %d", i).isEqualTo(serial.get(i));
            }
        } finally {
            threads.shutdown();
        }
    }

    /**
     * What a network is padded to moves the ends of its tensors, and the engine's optimizers round the last few
     * elements of a tensor, which fill no vector, otherwise than the rest: by an ulp. A network that needs no padding
     * has the same bits in any cohort; the others have them in the cohorts that their study plans, which are the same
     * on every cluster.
     */
    @Test
    void aloneATrialIsWhatItIsInACohort() throws IOException {
        DjlTrainer trainer = Synthetic.trainer(classes, files);
        List<TrialTask> tasks = mixed();
        List<TrialOutcome> together = trainer.runner(Synthetic.CORE).run(tasks);
        for (int i = 0; i < tasks.size(); i++) {
            List<EpochRecord> alone = run(trainer, tasks.get(i)).epochs();
            for (int epoch = 0; epoch < alone.size(); epoch++) {
                SortedMap<String, Double> expected = alone.get(epoch).metrics();
                together.get(i).epochs().get(epoch).metrics().forEach((metric, value) -> assertThat(value).as(metric)
                        .isCloseTo(expected.get(metric), org.assertj.core.api.Assertions.within(ULPS)));
            }
            if (i >= WIDEST) {
                assertThat(bits(together).get(i)).as("trial %d", i)
                        .isEqualTo(bits(List.of(run(trainer, tasks.get(i)))).get(0));
            }
        }
    }

    private static List<TrialTask> mixed() {
        return IntStream.range(0, 6).mapToObj(i -> Synthetic.fresh(i, 3, "units", 20 + 7 * i, "activation",
                i % 2 == 0 ? "relu" : "tanh", "dropout", 0.1 * i, "batch-normalization", i == 5)).toList();
    }

    @Test
    void executionSaysWhereAndHowLong() throws IOException {
        TrialOutcome outcome = Synthetic.trainer(classes, files).runner(new Place("node7", List.of(), "2.1.3", 4))
                .run(List.of(Synthetic.fresh(1, 2))).get(0);

        assertThat(outcome.execution().host()).isEqualTo("node7");
        assertThat(outcome.execution().device()).isEqualTo("cpu");
        assertThat(outcome.execution().cohort()).isEqualTo("2.1.3");
        assertThat(outcome.execution().attempt()).isEqualTo(4);
        assertThat(outcome.execution().trainingSeconds()).isPositive().isLessThan(outcome.execution().seconds());
        assertThat(((Completed) outcome).checkpoint()).endsWith("attempt-4.safetensors");
    }

    @Test
    void aGpuThatIsNotThereIsNamed() {
        Place place = new Place("node7", List.of("5"), "2.1.3", 0);
        assertThatThrownBy(() -> Synthetic.trainer(classes, files).runner(place).run(List.of(Synthetic.fresh(1, 1))))
                .isInstanceOf(PlaceException.class).hasMessageContaining("GPU 5").hasMessageContaining("node7")
                .hasMessageContaining("libcudart");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CUDA error: unspecified launch failure", "CUDA error: uncorrectable ECC error encountered",
        "Failed to load PyTorch native library"})
    void aDeviceThatBrokeFailsTheTaskAndNoTrial(String words) {
        MemoryFiles broken = new MemoryFiles() {
            @Override
            public void write(String path, byte[] content) {
                throw new EngineException(words);
            }
        };
        assertThatThrownBy(() -> run(Synthetic.trainer(classes, broken), Synthetic.fresh(1, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(words)
                .hasMessageContaining(Synthetic.CORE.host());
    }

    @Test
    void aDeviceWithoutMemoryForATrialFailsTheTrial() throws IOException {
        MemoryFiles full = new MemoryFiles() {
            @Override
            public void write(String path, byte[] content) {
                throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 15.78 GiB total)");
            }
        };
        Failed outcome = (Failed) run(Synthetic.trainer(classes, full), Synthetic.fresh(1, 1));
        assertThat(outcome.reason()).startsWith("Out of memory: the network or its batches are too large");
    }

    /** Of four members the second finds no memory, then the first of the two halves' first; alone each fits. */
    @Test
    void whereMemoryDoesNotSufficeMembersStartAgainInHalves() throws IOException {
        AtomicInteger writes = new AtomicInteger();
        MemoryFiles narrow = new MemoryFiles() {
            @Override
            public void write(String path, byte[] content) {
                int write = path.startsWith("checkpoints") ? writes.incrementAndGet() : 0;
                if (write == 2 || write == 3) {
                    throw new EngineException(
                            "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 15.78 GiB total)");
                }
                super.write(path, content);
            }
        };
        List<TrialTask> tasks = IntStream.range(0, 5).mapToObj(i -> Synthetic.fresh(i, 3, "units", 8)).toList();

        List<TrialOutcome> halved = Synthetic.trainer(classes, narrow).runner(Synthetic.CORE).run(tasks);

        assertThat(halved).allMatch(Completed.class::isInstance);
        assertThat(bits(halved)).isEqualTo(bits(Synthetic.trainer(classes, files).runner(Synthetic.CORE).run(tasks)));
        // The first had ended before the second found no memory.
        assertThat(halved).extracting(outcome -> outcome.execution().cohort())
                .containsExactly("1.0.0", "1.0.0aa", "1.0.0ab", "1.0.0b", "1.0.0b");
        assertThat(writes).as("five, and two that failed: who had ended is not trained again").hasValue(7);
    }

    /**
     * Members are padded to others, so that their bits tell who was trained with them; the first to be saved had ended
     * before the second found no memory.
     */
    @Test
    void aCohortThatWasHalvedIsHalvedAlikeWhenItIsTrainedAgain() throws IOException {
        AtomicInteger writes = new AtomicInteger();
        MemoryFiles narrow = new MemoryFiles() {
            @Override
            public void write(String path, byte[] content) {
                if (path.startsWith("checkpoints")) {
                    int write = writes.incrementAndGet();
                    if (write == 2 || write == 3) {
                        throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
                    }
                }
                super.write(path, content);
            }
        };
        List<TrialTask> tasks = IntStream.range(0, 6).mapToObj(i -> Synthetic.fresh(i, 4, "units", 19 + 7 * i,
                "dropout", 0.1 * (i % 3))).toList();
        List<TrialOutcome> halved = Synthetic.trainer(classes, narrow).runner(Synthetic.CORE).run(tasks);
        List<String> checkpoints = checkpoints(narrow, halved);
        List<TrialOutcome> whole = Synthetic.trainer(classes, files).runner(Synthetic.CORE).run(tasks);
        assertThat(files.list("halvings")).isEmpty();
        assertThat(checkpoints(files, whole)).as("what was halved has other bits").isNotEqualTo(checkpoints);

        // Now memory suffices: another attempt, on another machine.
        List<TrialOutcome> again = Synthetic.trainer(classes, narrow).runner(Synthetic.CORE).run(tasks);

        assertThat(bits(again)).isEqualTo(bits(halved));
        assertThat(checkpoints(narrow, again)).isEqualTo(checkpoints);
        assertThat(again).extracting(outcome -> outcome.execution().cohort()).contains("1.0.0", "1.0.0aa", "1.0.0b")
                .isEqualTo(halved.stream().map(outcome -> outcome.execution().cohort()).toList());
        // Another cohort of the same rung is not concerned.
        assertThat(bits(Synthetic.trainer(classes, narrow).runner(Synthetic.CORE).run(tasks.subList(0, 5))))
                .isEqualTo(bits(Synthetic.trainer(classes, files).runner(Synthetic.CORE).run(tasks.subList(0, 5))));
    }

    /** Every byte that they left, a character each. */
    private static List<String> checkpoints(MemoryFiles files, List<TrialOutcome> outcomes) throws IOException {
        List<String> read = new ArrayList<>();
        for (TrialOutcome outcome : outcomes) {
            read.add(new String(files.read(((Completed) outcome).checkpoint()), StandardCharsets.ISO_8859_1));
        }
        return read;
    }

    @Test
    void theTrainerTravelsWithoutRowsOfItsOwn() throws Exception {
        DjlTrainer trainer = Synthetic.trainer(classes, files);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(trainer);
        }
        Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(bits(((DjlTrainer) copy).runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 2)))))
                .isEqualTo(bits(trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 2)))));
    }

    private static TrialOutcome run(DjlTrainer trainer, TrialTask task) throws IOException {
        return trainer.runner(Synthetic.CORE).run(List.of(task)).get(0);
    }

    /** Every metric of every epoch, to the last bit. */
    private static List<String> bits(List<TrialOutcome> outcomes) {
        return new ArrayList<>(outcomes.stream().map(outcome -> outcome.epochs().stream()
                .map(EpochRecord::metrics).toList().toString()).toList());
    }
}
