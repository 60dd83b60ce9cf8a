package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.sampler.RandomSampler;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.OverFolds;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.SuccessiveHalving;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.Execution;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** The race over the folds that a search has not looked at. */
class FoldRaceTest {

    private static final Objectives ACCURACY = Objectives.of(new Objective("accuracy", Direction.MAXIMIZE));

    @Test
    void foldsGrowByHalfAndTrialsHalveUntilOneTrainsOnAll() {
        assertThat(FoldRace.rungs(8, 27, 1, 5))
                .containsExactly(new RungPlan(8, 27, 2), new RungPlan(4, 27, 3), new RungPlan(1, 27, 5));
        assertThat(FoldRace.epochs(FoldRace.rungs(8, 27, 1, 5), 1)).isEqualTo(14 * 27);
        assertThat(FoldRace.epochs(FoldRace.rungs(4, 27, 1, 5), 1)).isEqualTo(8 * 27);
        assertThat(FoldRace.epochs(FoldRace.rungs(2, 27, 1, 5), 1)).isEqualTo(6 * 27);
        assertThat(FoldRace.rungs(4, 9, 2, 5)).containsExactly(new RungPlan(4, 9, 3), new RungPlan(1, 9, 5));
        assertThat(FoldRace.rungs(4, 9, 1, 2)).containsExactly(new RungPlan(4, 9, 2));
    }

    @Test
    void asManyEnterAsTheBudgetAllowsAndTwoAtLeast() {
        assertThat(FoldRace.entrants(14 * 27, 100, 27, 1, 5)).isEqualTo(8);
        assertThat(FoldRace.entrants(14 * 27 - 1, 100, 27, 1, 5)).isEqualTo(4);
        assertThat(FoldRace.entrants(0, 100, 27, 1, 5)).isEqualTo(2);
        assertThat(FoldRace.entrants(1_000_000, 5, 27, 1, 5)).isEqualTo(4);
        assertThat(FoldRace.entrants(1_000_000, 1, 27, 1, 5)).isEqualTo(1);
    }

    /** Folds are of very different ease: only fold by fold is it plain that trial 2 is behind trial 1. */
    @Test
    void whoIsClearlyBehindFoldByFoldIsOutThoughThereIsAPlace() {
        FoldCurves curves = new FoldCurves(ACCURACY);
        double[] ease = {0.9, 0.6, 0.8, 0.5};
        double[][] lead = {{0, 0, 0, 0}, {0.05, 0.06, 0.05, 0.04}, {0.05, -0.1, 0.2, -0.1}};
        List<TrialOutcome> tasks = new ArrayList<>();
        for (int trial = 0; trial < 3; trial++) {
            for (int fold = 0; fold < 4; fold++) {
                tasks.add(completed(trial + 1, fold, ease[fold] - lead[trial][fold]));
            }
        }
        List<TrialOutcome> means = curves.means(tasks);
        List<Decision> decisions = FoldRace.judge(
                new BracketPlan(-1, List.of(new RungPlan(3, 1, 4), new RungPlan(3, 1, 8))), 0, means, curves, ACCURACY,
                8);
        assertThat(decisions).extracting(Decision::verdict)
                .containsExactly(Verdict.PROMOTED, Verdict.STOPPED, Verdict.PROMOTED);
        // d = 0.05, 0.06, 0.05, 0.04: mean 0.05, s² = 6.667e-5; 0.05 / √((1/4 + 1/7) 6.667e-5) = 9.77.
        assertThat(decisions.get(1).reason()).contains("over 4 folds", "clearly behind the best (t = 9.77)");
    }

    @Test
    void theBestOfTheSearchRaceAndOneOfThoseOnAllFoldsWins() throws Exception {
        StudySpec spec = Specs.with(Specs.of(new RandomSampler(), new SuccessiveHalving(27, 1, 9, 3, 2), StopRules.NONE,
                List.of(), Specs.SPACE), new OverFolds(new SuccessiveHalving(27, 1, 9, 3, 2), 5, 1));
        MemoryLedger ledger = new MemoryLedger();
        StudyTest.run(spec, new SyntheticCluster(1) {
            @Override
            double shows(TrialTask task, int epoch) {
                // What fold 0 says is noise for the most part.
                return super.shows(task, epoch) - (task.fold() == 0 ? task.id().value() * 7 % 5 / 10.0 : 0);
            }
        }, ledger);
        StudyState state = new StudyState(ledger.read());
        List<RungFinished> race = state.rungs().stream().filter(rung -> rung.bracket() < 0).toList();
        assertThat(race).hasSize(3);
        long search = state.rungs().stream().filter(rung -> rung.bracket() >= 0)
                .mapToLong(RungFinished::epochsTrained).sum();
        long raced = race.stream().mapToLong(RungFinished::epochsTrained).sum();
        assertThat(raced).isPositive();
        List<Trial> all = state.trials().stream().filter(trial -> trial.folds() == 5).toList();
        assertThat(all).isNotEmpty();
        assertThat(raced).as("half of the search, or the two best").isLessThanOrEqualTo(Math.max(search / 2, 9 * 9));
        Trial winner = state.trials().get(state.winner().orElseThrow().trial().value());
        assertThat(all).contains(winner);
        assertThat(all).allSatisfy(trial -> assertThat(winner.value(spec.objectives()))
                .isGreaterThanOrEqualTo(trial.value(spec.objectives())));
        assertThat(StudyState.ranked(state.trials(), spec.objectives()).get(0)).isEqualTo(winner);
        assertThat(winner.curve().epochs()).extracting(EpochRecord::epoch)
                .isEqualTo(IntStream.rangeClosed(1, 9).boxed().toList());
    }

    private static TrialOutcome completed(int trial, int fold, double accuracy) {
        return new TrialOutcome.Completed(new TrialId(trial), -1, 0,
                List.of(new EpochRecord(1, new TreeMap<>(Map.of("accuracy", accuracy)), 0.1)), "", false, Double.NaN,
                new Execution("here", "cpu", "c", 0, 1, 1), fold);
    }
}
