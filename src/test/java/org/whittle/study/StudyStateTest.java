package org.whittle.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.TrialId;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Verdict;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.RefitRejected;
import org.whittle.study.LedgerEvent.Refitted;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.LedgerEvent.SearchEnded;
import org.whittle.study.LedgerEvent.StudyResumed;
import org.whittle.study.LedgerEvent.Tested;
import org.whittle.study.LedgerEvent.TimeSpent;
import org.whittle.work.Execution;
import org.whittle.work.FinalModel;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;

/** What a ledger's events add up to. */
class StudyStateTest {

    private static final LedgerEvent ENDED = new SearchEnded(Instant.EPOCH, "stop.trials", 1, "");
    private static final LedgerEvent REFITTED = new Refitted(
            List.of(new FinalModel(new TrialId(1), 9, "model", 0.1, 2.3, 100, 0)));
    private static final LedgerEvent TESTED =
            new Tested(List.of(new TestResult(new TrialId(1), new TreeMap<>(), new TreeMap<>())));

    @Test
    void nothingIsShippedOnceEachTrialThatHasAResultWasRefittedTwiceInVain() {
        List<LedgerEvent> search = List.of(opened(1, 0, 1, 2), rung(1, 0, completed(0, 0.1), completed(1, 0.5),
                failed(2)), ENDED);
        assertThat(state(search).shipsNothing()).as("nothing was rejected").isFalse();
        assertThat(state(search, rejected(1, 0), rejected(1, 1), rejected(0, 0)).shipsNothing())
                .as("a seed is left").isFalse();
        assertThat(state(search, rejected(1, 0), rejected(1, 1)).shipsNothing()).as("a trial is left").isFalse();
        assertThat(state(search, rejected(1, 0), rejected(1, 1), rejected(0, 0), rejected(0, 1)).shipsNothing())
                .isTrue();
        assertThat(state(search, rejected(1, 0), rejected(1, 1), rejected(0, 0), rejected(0, 1), REFITTED)
                .shipsNothing()).as("one came through").isFalse();
        assertThat(state(search, rejected(1, 0), rejected(1, 1), rejected(0, 0), rejected(0, 1), ENDED)
                .shipsNothing()).as("of the search before").isFalse();
    }

    @Test
    void resultsAreThoseOfTheSearchThatEndedLast() {
        List<LedgerEvent> whole = List.of(opened(1, 0, 1), rung(1, 0, completed(0, 0.1), completed(1, 0.5)), ENDED,
                REFITTED, TESTED);
        assertThat(state(whole).results()).hasSize(1);
        assertThat(state(whole.subList(0, 4)).results()).isEmpty();
        assertThat(state(whole, opened(2, 2)).results()).as("the search goes on").isEmpty();
        assertThat(state(whole, opened(2, 2), rung(2, 0, completed(2, 0.6)), ENDED).results())
                .as("an earlier test is not this one's result").isEmpty();
        assertThat(new StudyState(List.of()).results()).isEmpty();
    }

    @Test
    void aSearchThatEndedGoesOnWithItsNextBracketOrRung() {
        assertThat(new StudyState(List.of()).searching()).isTrue();
        assertThat(state(List.of(ENDED)).searching()).isFalse();
        assertThat(state(List.of(ENDED, TESTED)).searching()).isFalse();
        assertThat(state(List.of(ENDED, opened(1, 0))).searching()).isTrue();
        assertThat(state(List.of(ENDED, rung(1, 0))).searching()).isTrue();
    }

    @Test
    void whatHappenedSinceTheSearchEndedIsWhatFollowsItsLastEnd() {
        assertThat(state(List.of(ENDED)).sinceSearchEnded().events()).isEmpty();
        assertThat(state(List.of(ENDED, REFITTED, ENDED, TESTED)).sinceSearchEnded().events())
                .containsExactly(TESTED);
        assertThat(state(List.of(REFITTED, TESTED)).sinceSearchEnded().events()).isEmpty();
    }

    @Test
    void aTrialThatWasUnderWayWhenTheSearchEndedIsStopped() {
        StudyState state = state(List.of(opened(1, 0, 1), rung(1, 0, completed(0, 0.1)), ENDED));
        assertThat(state.trials()).extracting(Trial::state).containsExactly(Trial.State.FINISHED, Trial.State.STOPPED);
        assertThat(state.trials().get(1).reason()).isEqualTo("the search ended: stop.trials");
        assertThat(state.proposed()).containsExactly(Specs.rate(0.0), Specs.rate(0.1));
    }

    @Test
    void finalistsAreAsTheyEndedWhateverTheirOwnBracketDoesThen() {
        List<LedgerEvent> events = List.of(opened(1, 0, 1), rung(1, 0, completed(0, 0.1), completed(1, 0.5)),
                rung(-1, 1, goneOn(1, 0.7)), ENDED);
        assertThat(state(events).trials().get(1).curve().epochs()).hasSize(2);
        assertThat(state(events, rung(1, 1, goneOn(1, 0.2))).trials().get(1))
                .isEqualTo(state(events).trials().get(1));
        assertThat(state(events, rung(1, 1, goneOn(0, 0.2))).trials().get(0).curve().epochs())
                .as("another trial of that bracket").hasSize(2);
    }

    @Test
    void theWinnerIsTheBestOfThoseThatReachedTheTarget() {
        List<Trial> trials = state(List.of(opened(1, 0, 1, 2, 3), rung(1, 0, completed(0, 0.1), completed(1, 0.5),
                completed(2, 0.7), failed(3)))).trials();
        assertThat(StudyState.best(trials, Specs.hyperband(StopRules.NONE)).orElseThrow().id().value()).isEqualTo(2);
        assertThat(StudyState.best(trials, Specs.hyperband(Specs.target(0.6))).orElseThrow().id().value())
                .isEqualTo(2);
        assertThat(StudyState.best(trials, Specs.hyperband(Specs.target(0.9))).orElseThrow().id().value())
                .as("none reached it").isEqualTo(2);
        assertThat(StudyState.best(trials.subList(3, 4), Specs.hyperband(StopRules.NONE))).isEmpty();
        assertThat(StudyState.best(List.of(), Specs.hyperband(StopRules.NONE))).isEmpty();
        assertThat(StudyState.ranked(trials, Specs.hyperband(StopRules.NONE).objectives()))
                .extracting(trial -> trial.id().value()).containsExactly(2, 1, 0, 3);
    }

    @Test
    void searchingTimeIsThatOfAllRuns() {
        LedgerEvent resumed = new StudyResumed(Instant.EPOCH, new TreeMap<>());
        assertThat(state(List.of(new TimeSpent(3), new TimeSpent(5), new TimeSpent(4), resumed, new TimeSpent(2),
                new SearchEnded(Instant.EPOCH, "done", 2.5, ""))).searched()).isEqualTo(Duration.ofMillis(7500));
        assertThat(state(List.of(resumed, resumed)).searched()).isZero();
    }

    private static StudyState state(List<LedgerEvent> events, LedgerEvent... more) {
        List<LedgerEvent> all = new ArrayList<>(events);
        all.addAll(Arrays.asList(more));
        return new StudyState(all);
    }

    private static LedgerEvent opened(int bracket, int... trials) {
        return new BracketOpened(new BracketPlan(bracket, List.of(new RungPlan(trials.length, 1))),
                Arrays.stream(trials).mapToObj(trial -> new LedgerEvent.Proposal(new TrialId(trial),
                        Specs.rate(trial / 10.0), "random")).toList());
    }

    private static LedgerEvent rung(int bracket, int index, TrialOutcome... outcomes) {
        return new RungFinished(bracket, index, 1 + index, List.of(outcomes), Stream.of(outcomes)
                .map(outcome -> new Decision(outcome.trial(), Verdict.FINISHED, "because")).toList(), 1, 0);
    }

    /** Of its first epoch. */
    private static TrialOutcome completed(int trial, double accuracy) {
        return StandingsTest.completed(trial, 0, false, 1, accuracy);
    }

    private static TrialOutcome goneOn(int trial, double accuracy) {
        return StandingsTest.completed(trial, 1, false, 2, accuracy);
    }

    private static TrialOutcome failed(int trial) {
        return new TrialOutcome.Failed(new TrialId(trial), 1, 0, List.of(), "no memory",
                new Execution("host", "cpu", "1.0.0", 0, 1, 1));
    }

    private static LedgerEvent rejected(int trial, int attempt) {
        return new RefitRejected(new TrialId(trial), attempt, Double.NaN, 2.3, "diverged in epoch 9");
    }
}
