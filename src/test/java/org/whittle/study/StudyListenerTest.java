package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.whittle.sampler.RandomSampler;
import org.whittle.schedule.FullTraining;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.Rung;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Whoever watches a study is told of all of it. */
@Timeout(600)
class StudyListenerTest {

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final MemoryLedger ledger = new MemoryLedger();

    @Test
    void isToldOfEachRungAndTrialWhileItTrains() throws Exception {
        StudySpec spec = Specs.of(new RandomSampler(), new FullTraining(2, 2, 3), StopRules.NONE, List.of(),
                Specs.SPACE);
        StudyState state = run(spec, new SyntheticCluster(1), ledger);

        assertThat(told).startsWith("search of 9 epochs").contains("search ended: the scheduler is done");
        assertThat(told.stream().filter(line -> line.contains("rung"))).containsExactlyInAnyOrder("rung 0.0 starts",
                "rung 0.0 finished", "rung 1.0 starts", "rung 1.0 finished");
        assertThat(told.stream().filter(line -> line.startsWith("trial"))).containsExactlyInAnyOrder("trial 0",
                "trial 1", "trial 2");
        assertThat(told.indexOf("rung 1.0 starts")).isLessThan(told.indexOf("trial 1"));
        assertThat(told.indexOf("trial 2")).isLessThan(told.indexOf("rung 1.0 finished"));
        assertThat(state.rungs()).hasSize(2);
    }

    @Test
    void aResumedStudyTellsWhatItNeedNotTrain() throws Exception {
        StudySpec spec = Specs.hyperband(StopRules.NONE);
        MemoryLedger interrupted = new MemoryLedger(12);
        assertThatThrownBy(() -> run(spec, new SyntheticCluster(1), interrupted))
                .isInstanceOf(MemoryLedger.Killed.class);
        int before = new StudyState(interrupted.read()).rungs().size();
        interrupted.reviveFor(500);
        told.clear();
        StudyState state = run(spec, new SyntheticCluster(2), interrupted);

        assertThat(before).isPositive();
        assertThat(told.stream().filter(line -> line.endsWith("recalled"))).hasSize(before);
        assertThat(told.stream().filter(line -> line.endsWith("finished"))).hasSize(state.rungs().size() - before);
    }

    @Test
    void isToldOfFinalists() throws Exception {
        StudySpec spec = Specs.of(new RandomSampler(), new Hyperband(1, 9, 3, 4), Specs.trials(10).withFinalists(3),
                List.of(), Specs.SPACE);
        StudyState state = run(spec, new SyntheticCluster(1), ledger);
        assertThat(state.finalists()).isNotEmpty();
        assertThat(told.stream().filter(line -> line.startsWith("finalists"))).containsExactly(
                state.finalists().stream().map(entered -> "finalists " + entered.finalists().size())
                        .toArray(String[]::new));
        assertThat(told).contains("search ended: " + state.searchEnded().orElseThrow().reason());
    }

    @Test
    void anErrorOfARungIsThrownAsItIs() {
        for (Throwable broken : List.of(new IllegalStateException("no slot"), new StackOverflowError("deep"))) {
            SyntheticCluster cluster = new SyntheticCluster(1, task -> {
                if (broken instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) broken;
            });
            assertThatThrownBy(() -> run(Specs.hyperband(StopRules.NONE), cluster, new MemoryLedger()))
                    .isSameAs(broken);
        }
    }

    @Test
    void everyTrialHasASeedOfItsOwnWhichItKeeps() throws Exception {
        SyntheticCluster cluster = new SyntheticCluster(1);
        run(Specs.hyperband(StopRules.NONE), cluster, ledger);
        List<TrialTask> tasks = List.copyOf(cluster.starts.keySet());
        TreeMap<Integer, Long> seeds = new TreeMap<>();
        tasks.forEach(task -> assertThat(seeds.merge(task.id().value(), task.seed(), (a, b) -> a.equals(b) ? a : -1L))
                .isEqualTo(task.seed()));
        assertThat(seeds.values()).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    }

    private StudyState run(StudySpec spec, SyntheticCluster cluster, MemoryLedger into) throws Exception {
        Study.Ports ports = cluster.ports(into, new MemoryFiles(), Clock.systemUTC());
        StudyListener listener = new StudyListener() {
            @Override
            public void searchStarted(StudySpec of, long plannedEpochs) {
                told.add("search of %d epochs".formatted(plannedEpochs));
            }

            @Override
            public void rungStarted(Rung rung) {
                told.add("rung %d.%d starts".formatted(rung.bracket(), rung.index()));
            }

            @Override
            public void trialReported(Rung rung, TrialOutcome outcome) {
                told.add("trial " + outcome.trial());
            }

            @Override
            public void rungFinished(Rung rung, LedgerEvent.RungFinished result) {
                told.add("rung %d.%d finished".formatted(result.bracket(), result.rung()));
            }

            @Override
            public void rungRecalled(LedgerEvent.RungFinished result) {
                told.add("rung %d.%d recalled".formatted(result.bracket(), result.rung()));
            }

            @Override
            public void finalistsEntered(LedgerEvent.FinalistsEntered entered) {
                told.add("finalists " + entered.finalists().size());
            }

            @Override
            public void searchEnded(String reason) {
                told.add("search ended: " + reason);
            }

            @Override
            public void warned(Warning warning) {
                told.add("warning " + warning.code());
            }
        };
        return new Study(spec, new Study.Ports(ports.ledger(), ports.files(), ports.cohorts(), ports.device(),
                ports.trials(), ports.finals(), ports.lockBox(), listener, ports.clock())).run("data", new TreeMap<>());
    }
}
