package org.whittle.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.schedule.Rung;
import org.whittle.study.InfrastructureException;
import org.whittle.study.RungExecutor.Execution;
import org.whittle.work.TrialOutcome;

/** Everything but executor processes; those are in {@link SparkClusterTest}. */
@Timeout(600)
@Tag("cluster")
class SparkRungExecutorTest {

    private static SparkContext context;

    @TempDir
    private Path outcomes;
    @TempDir
    private Path trainings;
    private SyntheticTrainer trainer;
    private DirectoryOutcomes store;
    private SparkRungExecutor executor;
    private StageLog log;

    @BeforeAll
    static void startSpark() {
        SparkConf conf = new SparkConf().setMaster("local[2,3]").setAppName("rungs").set("spark.ui.enabled", "false")
                // Clusters often have it: nothing may depend on how Spark serializes.
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrationRequired", "true");
        SparkSettings.applyTo(conf);
        context = new SparkContext(conf);
    }

    @AfterAll
    static void stopSpark() {
        context.stop();
    }

    @BeforeEach
    void open() {
        trainer = new SyntheticTrainer(trainings.toString());
        store = new DirectoryOutcomes(outcomes.toString());
        // Spark tells its listeners in turn: what the executor has seen, the log has seen.
        log = new StageLog();
        context.addSparkListener(log);
        executor = new SparkRungExecutor(context, trainer, store);
    }

    @AfterEach
    void close() {
        context.removeSparkListener(log);
        executor.close();
    }

    @Test
    void outcomesComeInTheOrderOfTheTasksAndArriveOnceEach() throws Exception {
        Rung rung = Rungs.of(1, "sleep 200", "complete", "complete", "complete", "complete");
        List<TrialOutcome> arrived = new ArrayList<>();

        Execution execution = executor.execute(
                rung, Rungs.cohorts(rung, new int[] {4, 0}, new int[] {3, 1}, new int[] {2}), arrived::add);

        assertThat(execution.outcomes()).extracting(o -> o.trial().value()).containsExactly(0, 1, 2, 3, 4);
        assertThat(execution.outcomes()).extracting(o -> o.execution().cohort())
                .containsExactly("1.0.0", "1.0.1", "1.0.2", "1.0.1", "1.0.0");
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(execution.outcomes());
        assertThat(execution.seconds()).isGreaterThan(0.2);
    }

    @Test
    void everyOutcomeIsKept() throws Exception {
        Rung rung = Rungs.of(1, "complete", "complete", "complete");

        Execution execution = executor.execute(rung, Rungs.cohorts(rung, new int[] {0, 1}, new int[] {2}), o -> { });

        assertThat(store.findAll(rung)).isEqualTo(execution.outcomes());
    }

    @Test
    void aRungIsOneStageNamedByItsTitleWithOneTaskACohort() throws Exception {
        Rung rung = Rungs.of(2, "complete", "complete", "complete");

        executor.execute(rung, Rungs.cohorts(rung, new int[] {0, 1}, new int[] {2}), o -> { });

        assertThat(log.stages()).containsExactly(new StageLog.Submitted("bracket 2, rung 0: 3 trials × 3 epochs",
                "bracket 2, rung 0: 3 trials × 3 epochs", "bracket 00002", 2));
    }

    @Test
    void theCallersOwnJobPropertiesStay() throws Exception {
        Rung rung = Rungs.of(1, "complete");
        context.setJobGroup("notebook", "mine", false);
        try {
            executor.execute(rung, Rungs.alone(rung), o -> { });

            assertThat(context.getLocalProperty("spark.job.description")).isEqualTo("mine");
            assertThat(context.getLocalProperty("spark.job.interruptOnCancel")).isEqualTo("false");
            assertThat(context.getLocalProperty("spark.scheduler.pool")).isNull();
            assertThat(context.getLocalProperty("callSite.short")).isNull();
        } finally {
            context.clearJobGroup();
        }
    }

    @Test
    void cohortsStartInTheirOrder() throws Exception {
        String[] behaviours = IntStream.range(0, 12).mapToObj(i -> "sleep 20").toArray(String[]::new);
        Rung rung = Rungs.of(1, behaviours);

        executor.execute(rung, Rungs.alone(rung), o -> { });

        assertThat(log.started()).containsExactlyElementsOf(IntStream.range(0, 12).boxed().toList());
    }

    @Test
    void nothingIsStartedWhenEverythingIsKnown() throws Exception {
        Rung rung = Rungs.of(1, "complete", "complete");
        Execution before = executor.execute(rung, Rungs.alone(rung), o -> { });
        List<TrialOutcome> arrived = new ArrayList<>();

        Execution again = executor.execute(rung, Rungs.alone(rung), arrived::add);

        assertThat(again).isEqualTo(new Execution(before.outcomes(), 0, 0));
        assertThat(arrived).isEqualTo(before.outcomes());
        assertThat(log.stages()).hasSize(1);
    }

    @Test
    void onlyCohortsThatAreNotKnownAreTrained() throws Exception {
        Rung rung = Rungs.of(1, "complete", "complete", "complete", "complete");
        Rung part = new Rung(1, 0, 3, 0, rung.tasks().subList(0, 2));
        executor.execute(part, Rungs.cohorts(rung, new int[] {0, 1}), o -> { });

        Execution execution = executor.execute(rung, Rungs.cohorts(rung, new int[] {0, 1}, new int[] {2, 3}), o -> { });

        assertThat(execution.outcomes()).hasSize(4);
        assertThat(execution.outcomes().get(3).execution().cohort()).isEqualTo("1.0.1");
        assertThat(log.stages()).extracting(StageLog.Submitted::tasks).containsExactly(1, 1);
        assertThat(trainings()).containsExactly(1L, 1L, 1L, 1L);
    }

    @Test
    void aTaskThatFailedIsTriedAgainAsAWhole() throws Exception {
        Rung rung = Rungs.of(1, "complete", "throw-first", "complete");

        Execution execution = executor.execute(rung, Rungs.cohorts(rung, new int[] {0, 1, 2}), o -> { });

        assertThat(execution.outcomes()).extracting(o -> o.execution().attempt()).containsExactly(1, 1, 1);
        assertThat(trainings()).containsExactly(2L, 2L, 1L);
    }

    @Test
    void aTaskThatFailsTooOftenEndsTheRungWithItsLastFault() {
        Rung rung = Rungs.of(1, "sleep 60000", "throw");

        assertThatThrownBy(() -> executor.execute(rung, Rungs.alone(rung), o -> { }))
                .isInstanceOf(InfrastructureException.class)
                .hasMessageStartingWith("bracket 1, rung 0: 2 trials × 3 epochs (attempt 3, on ")
                .hasMessageEndingWith("): every disk is full.");
        assertThat(context.statusTracker().getActiveStageIds()).isEmpty();
    }

    @Test
    void unreadableOutcomesEndTheRung() {
        Rung rung = Rungs.of(1, "complete");
        assertThatThrownBy(() -> {
            Files.write(outcomes.resolve("1-0-0"), new byte[] {1, 2, 3, 4});
            executor.execute(rung, Rungs.alone(rung), o -> { });
        }).isInstanceOf(InfrastructureException.class).hasMessageContaining("cannot read the outcomes");
    }

    @Test
    void rungsOfSeveralThreadsRunAtOnce() throws Exception {
        Rung one = Rungs.of(1, "meet 2");
        Rung two = Rungs.of(2, "meet 2");

        List<Execution> executions = atOnce(List.of(() -> executor.execute(one, Rungs.alone(one), o -> { }),
                () -> executor.execute(two, Rungs.alone(two), o -> { })));

        assertThat(executions).allSatisfy(e -> assertThat(e.outcomes()).hasSize(1));
        assertThat(log.stages())
                .extracting(StageLog.Submitted::pool)
                .containsExactlyInAnyOrder("bracket 00001", "bracket 00002");
    }

    @Test
    void theTailOfOneRungIsUsedByAnother() throws Exception {
        Rung one = Rungs.of(1, "sleep 2500", "complete");
        Rung two = Rungs.of(2, "sleep 200", "sleep 200", "sleep 200");
        List<String> arrived = Collections.synchronizedList(new ArrayList<>());

        List<Execution> executions = atOnce(List.of(
                () -> executor.execute(one, Rungs.alone(one), o -> arrived.add("one")),
                () -> {
                    awaitTrainings(2);
                    return executor.execute(two, Rungs.alone(two), o -> arrived.add("two"));
                }));

        // The long trial ends last, so all of the second rung ran on the other slot, which was not idle meanwhile.
        assertThat(arrived.get(4)).isEqualTo("one");
        assertThat(executions.get(0).idleSeconds()).isPositive().isLessThan(executions.get(0).seconds() - 0.6);
    }

    @Test
    void aSlotThatWaitsForTheLastTrialIsIdle() throws Exception {
        Rung rung = Rungs.of(1, "sleep 1500", "sleep 200");

        Execution execution = executor.execute(rung, Rungs.alone(rung), o -> { });

        // 1.3 s; less if the machine is so busy that the second task starts late.
        assertThat(execution.idleSeconds()).isGreaterThan(0.6).isLessThan(execution.seconds() - 0.2);
        assertThat(execution.seconds()).isGreaterThan(1.5);
    }

    @Test
    void interruptingTheCallerStopsTheTasks() throws Exception {
        // The third cohort starts when the first has ended and is kept.
        Rung rung = Rungs.of(1, "complete", "sleep 60000", "sleep 60000");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = caller(rung, thrown);
        awaitTrainings(3);

        caller.interrupt();
        caller.join();

        assertThat(caller.isAlive()).isFalse();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(log.running()).isZero();
        assertThat(store.findAll(rung)).extracting(o -> o.trial().value()).containsExactly(0);
    }

    @Test
    void whatATaskReportsBecauseItWasStoppedIsNotKept() throws Exception {
        Rung rung = Rungs.of(1, "fail-when-interrupted");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = caller(rung, thrown);
        awaitTrainings(1);

        caller.interrupt();
        caller.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(store.findAll(rung)).isEmpty();
    }

    @Test
    void whatTheReceiverThrowsReachesTheCallerAndStopsTheTasks() {
        Rung rung = Rungs.of(1, "complete", "sleep 60000");

        assertThatThrownBy(() -> executor.execute(rung, Rungs.alone(rung), o -> {
            throw new IllegalStateException("no more");
        })).isInstanceOf(IllegalStateException.class).hasMessage("no more");
        assertThat(log.running()).isZero();
    }

    @Test
    void cohortsMustHoldEachTaskOnce() {
        Rung rung = Rungs.of(1, "complete", "complete");

        assertThatThrownBy(() -> executor.execute(rung, Rungs.cohorts(rung, new int[] {0}), o -> { }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> executor.execute(rung, Rungs.cohorts(rung, new int[] {0, 1}, new int[] {1}), o -> { }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsSentWithAStageIsSmall() throws IOException {
        assertThat(Wire.write(new TaskBody<>(new CohortTraining(trainer, store)))).hasSizeLessThan(1000);
    }

    private Thread caller(Rung rung, AtomicReference<Throwable> thrown) {
        Thread caller = new Thread(() -> {
            try {
                executor.execute(rung, Rungs.alone(rung), o -> { });
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        caller.start();
        return caller;
    }

    private void awaitTrainings(int count) throws Exception {
        while (trainings.toFile().list().length < count) {
            Thread.sleep(10);
        }
    }

    private List<Long> trainings() throws IOException {
        List<Long> counts = new ArrayList<>();
        for (int trial = 0; trainer.trainings(trial) > 0; trial++) {
            counts.add(trainer.trainings(trial));
        }
        return counts;
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
