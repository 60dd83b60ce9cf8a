package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.sampler.RandomSampler;
import org.whittle.schedule.Asha;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.Execution;
import org.whittle.work.TrialOutcome;

class AsynchronousPromotionTest {

    private static final Objectives ACCURACY = Objectives.of(new Objective("accuracy", Direction.MAXIMIZE));
    private static final Execution HERE = new Execution("here", "cpu", "c", 0, 0, 0);

    private static final BracketRun RUN = BracketRun.of(new LedgerEvent.BracketOpened(
            new Asha(1, 1, 9, 3, false).brackets(0, 1).get(0), List.of()),
            new BracketRun.Context(Specs.hyperband(StopRules.NONE), null, null, null, null, null, null, key -> null,
                    new Semaphore(0)));

    private final AsynchronousPromotion promotion = new AsynchronousPromotion(3, ACCURACY);

    private List<String> report(int rung, int trial, double value, boolean completed, boolean stoppedEarly) {
        TrialOutcome outcome = completed
                ? new TrialOutcome.Completed(new TrialId(trial), trial, rung, List.of(), "checkpoint", stoppedEarly,
                        Double.NaN, HERE)
                : new TrialOutcome.Diverged(new TrialId(trial), trial, rung, List.of(), "NaN", HERE);
        RungFinished finished = new RungFinished(trial, rung, 1, List.of(outcome),
                List.of(new Decision(new TrialId(trial), Verdict.WAITING, "waits")), 0, 0);
        promotion.reported(RUN, finished, new Standing(new TrialId(trial),
                completed ? List.of(value) : ACCURACY.none()));
        List<AsynchronousPromotion.Step> steps = promotion.steps();
        steps.forEach(promotion::goesOn);
        return steps.stream().map(step -> step.trial() + " from " + step.rung()).toList();
    }

    private List<String> report(int rung, int trial, double value) {
        return report(rung, trial, value, true, false);
    }

    /** The example of the class. */
    @Test
    void goesOnAsSoonAsItIsAmongTheBestOfThoseThatReported() {
        assertThat(report(0, 1, 0.80)).isEmpty();
        assertThat(report(0, 2, 0.70)).isEmpty();
        assertThat(report(0, 3, 0.60)).containsExactly("1 from 0");
        assertThat(report(0, 4, 0.85)).containsExactly("4 from 0");
        assertThat(report(0, 5, 0.90)).containsExactly("5 from 0");
        assertThat(report(0, 6, 0.50)).as("5 and 4 have gone").isEmpty();
        assertThat(report(1, 1, 0.81)).isEmpty();
        assertThat(report(1, 4, 0.82)).isEmpty();
        assertThat(report(0, 7, 0.79)).isEmpty();
        assertThat(report(0, 8, 0.10)).isEmpty();
        assertThat(report(0, 9, 0.20)).as("three of nine: 5, 4 and 1 have gone").isEmpty();
        assertThat(report(0, 10, 0.30)).isEmpty();
        assertThat(report(0, 11, 0.30)).isEmpty();
        assertThat(report(0, 12, 0.30)).as("a fourth place, for one that has waited").containsExactly("7 from 0");
        assertThat(report(1, 5, 0.95)).as("the first of the next rung").containsExactly("5 from 1");
    }

    @Test
    void aTrialThatDivergedOrRanOutOfPatienceKeepsItsPlaceAndStays() {
        report(0, 1, 0, false, false);
        report(0, 2, 0, false, false);
        assertThat(report(0, 3, 0, false, false)).as("nobody has a result").isEmpty();
        assertThat(report(0, 4, 0.9, true, true)).as("the best, but it trains no further").isEmpty();
        assertThat(report(0, 5, 0.8)).isEmpty();
        assertThat(report(0, 6, 0.7)).as("the second of six").containsExactly("5 from 0");
    }

    /** In a whole study: whoever trained on was among the best then, and nobody waits for a place that there is. */
    @Test
    void aStudyPromotesWhoeverMayGoOnAndNobodyElse() throws Exception {
        Asha asha = new Asha(60, 1, 27, 3, false);
        StudySpec spec = Specs.of(new RandomSampler(), asha, StopRules.NONE, List.of(), Specs.SPACE)
                .withParallel(OptionalInt.of(7));
        MemoryLedger ledger = new MemoryLedger();
        SyntheticCluster cluster = new SyntheticCluster(5);
        new Study(spec, cluster.ports(ledger, new MemoryFiles(), java.time.Clock.systemUTC()))
                .run("data", new TreeMap<>());

        Map<Integer, List<Standing>> shown = new LinkedHashMap<>();
        Standings standings = new Standings(ACCURACY);
        int most = 0;
        for (RungFinished rung : new StudyState(ledger.read()).rungs()) {
            TrialId trial = rung.outcomes().get(0).trial();
            Standing standing = standings.note(rung.outcomes().get(0));
            if (rung.bracket() > 0) {
                shown.computeIfAbsent(rung.rung(), index -> new ArrayList<>()).add(standing);
                most = Math.max(most, rung.rung());
                if (rung.rung() > 0) {
                    List<Standing> below = shown.get(rung.rung() - 1);
                    assertThat(below.stream().map(Standing::trial)).contains(trial);
                }
            }
        }
        assertThat(most).isEqualTo(3);
        assertThat(shown.get(0)).hasSize(60);
        for (int rung = 0; rung < 3; rung++) {
            List<Standing> all = shown.get(rung);
            List<TrialId> above = shown.get(rung + 1).stream().map(Standing::trial).toList();
            assertThat(above).as("rung %d: the best third of all went on", rung).containsAll(
                    ACCURACY.ranked(all).stream().limit(all.size() / 3).map(Standing::trial).toList());
            assertThat(above).hasSizeLessThan(all.size());
        }
        assertThat(new StudyState(ledger.read()).trials()).noneMatch(t -> t.state() == Trial.State.RUNNING);
    }
}
