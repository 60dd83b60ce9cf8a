package org.whittle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.work.TrialOutcome;

/**
 * What every scheduler must do. Whoever writes one extends this by a class that names it: it is published with Whittle,
 * in {@code whittle-VERSION-tests.jar}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SchedulerContract {

    /** The schedulers to be tested. */
    protected abstract Stream<Scheduler> schedulers();

    /** Whether an iteration only screens trials for later ones, so that none of them goes all the way. */
    protected boolean screens(Scheduler scheduler, int iteration) {
        return false;
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void hasAName(Scheduler scheduler) {
        assertThat(scheduler.name()).matches("[a-z][a-z-]*");
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void saysInSentencesWhatItWouldDo(Scheduler scheduler) {
        assertThat(scheduler.describe()).matches("[A-Z0-9].*\\.");
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void everyIterationHasBracketsThatEndAtMaxEpochsUnlessTheyScreenForLaterOnes(Scheduler scheduler) {
        assertThat(scheduler.iterations()).isPositive();
        for (int iteration = 0; iteration < scheduler.iterations(); iteration++) {
            boolean screens = screens(scheduler, iteration);
            assertThat(scheduler.brackets(iteration, 1)).isNotEmpty().allSatisfy(bracket -> {
                int last = bracket.rungs().get(bracket.rungs().size() - 1).epochs();
                assertThat(last).isLessThanOrEqualTo(scheduler.maxEpochs());
                assertThat(screens || last == scheduler.maxEpochs()).isTrue();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void bracketsAreNumberedOnAndOtherwiseTheSame(Scheduler scheduler) {
        List<BracketPlan> once = scheduler.brackets(0, 1);
        List<BracketPlan> later = scheduler.brackets(0, 8);

        assertThat(once).isEqualTo(scheduler.brackets(0, 1));
        assertThat(once.stream().map(BracketPlan::number)).containsExactlyElementsOf(
                IntStream.rangeClosed(1, once.size()).boxed().toList());
        assertThat(later.stream().map(BracketPlan::number)).containsExactlyElementsOf(
                IntStream.range(8, 8 + once.size()).boxed().toList());
        assertThat(later.stream().map(BracketPlan::rungs)).isEqualTo(once.stream().map(BracketPlan::rungs).toList());
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void decisionsAreOneForEachTrialWithinTheNextRungsPlacesAndNeverForABrokenTrial(Scheduler scheduler) {
        everyRung(scheduler, (bracket, finished, decisions) -> {
            List<TrialOutcome> outcomes = finished.get(finished.size() - 1).outcomes();
            boolean last = finished.size() == bracket.rungs().size();
            assertThat(decisions.stream().map(Decision::trial))
                    .isEqualTo(outcomes.stream().map(TrialOutcome::trial).toList());
            if (last) {
                assertThat(decisions).allMatch(d -> d.verdict() == Verdict.FINISHED);
                return;
            }
            assertThat(decisions).noneMatch(d -> d.verdict() == Verdict.FINISHED);
            assertThat(Reports.trials(decisions, Verdict.PROMOTED))
                    .hasSizeLessThanOrEqualTo(bracket.rungs().get(finished.size()).trials());
            for (int i = 0; i < outcomes.size(); i++) {
                if (!(outcomes.get(i) instanceof TrialOutcome.Completed)) {
                    assertThat(decisions.get(i).verdict()).isEqualTo(Verdict.STOPPED);
                    assertThat(decisions.get(i).reason()).containsAnyOf("diverged", "failed");
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void judgingIsAFunctionOfWhatTrialsReported(Scheduler scheduler) {
        everyRung(scheduler, (bracket, finished, decisions) -> {
            assertThat(copy(scheduler).judge(bracket, finished, Objectives.of(Reports.ACCURACY))).isEqualTo(decisions);
            RungResult rung = finished.get(finished.size() - 1);
            List<TrialOutcome> backwards = new ArrayList<>(rung.outcomes());
            Collections.reverse(backwards);
            List<RungResult> reversed = new ArrayList<>(finished.subList(0, finished.size() - 1));
            reversed.add(Reports.result(bracket, rung.rung().index(), backwards));
            assertThat(scheduler.judge(bracket, reversed, Objectives.of(Reports.ACCURACY)))
                    .containsExactlyInAnyOrderElementsOf(decisions);
        });
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void aBracketGoesOnAsLongAsATrialCompleted(Scheduler scheduler) {
        everyRung(scheduler, (bracket, finished, decisions) -> {
            boolean last = finished.size() == bracket.rungs().size();
            boolean completed = finished.get(finished.size() - 1).outcomes().stream()
                    .anyMatch(TrialOutcome.Completed.class::isInstance);
            if (!last) {
                assertThat(Reports.trials(decisions, Verdict.PROMOTED).isEmpty()).isEqualTo(!completed);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void copiesFollowTrialsThatEndAndAreOfTrialsThatGoOn(Scheduler scheduler) {
        Map<BracketPlan, Integer> copies = new HashMap<>();
        everyRung(scheduler, (bracket, finished, decisions) -> {
            Optional<Succession> succession =
                    copy(scheduler).succession(bracket, finished, Objectives.of(Reports.ACCURACY));
            assertThat(succession).isEqualTo(scheduler.succession(bracket, finished, Objectives.of(Reports.ACCURACY)));
            succession.ifPresent(s -> {
                assertThat(finished.size()).isLessThan(bracket.rungs().size());
                assertThat(Reports.trials(decisions, Verdict.STOPPED))
                        .containsAll(s.ending().stream().map(TrialId::value).toList());
                assertThat(Reports.trials(decisions, Verdict.PROMOTED))
                        .containsAll(s.parents().stream().map(TrialId::value).toList());
                copies.merge(bracket, s.ending().size(), Integer::sum);
            });
        });
        copies.forEach((bracket, count) -> assertThat(count).isLessThanOrEqualTo(scheduler.copies(bracket)));
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void noTrialOfARungWithoutResultsGoesOn(Scheduler scheduler) {
        BracketPlan bracket = scheduler.brackets(0, 1).get(0);
        List<TrialOutcome> broken = IntStream.range(0, bracket.trials())
                .mapToObj(i -> i % 2 == 0 ? Reports.failed(i) : Reports.diverged(i, List.of())).toList();

        List<Decision> decisions = scheduler.judge(bracket, List.of(Reports.result(bracket, 0, broken)),
                Objectives.of(Reports.ACCURACY));

        assertThat(Reports.trials(decisions, Verdict.PROMOTED)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    public void theBaselinesOwnBracketIsJudgedToo(Scheduler scheduler) {
        BracketPlan baseline = new BracketPlan(0, List.of(new RungPlan(1, scheduler.maxEpochs())));

        List<Decision> decisions = scheduler.judge(baseline, List.of(Reports.result(baseline, 0,
                List.of(Reports.completed(0, Reports.ACCURACY, 0.9)))), Objectives.of(Reports.ACCURACY));

        assertThat(Reports.trials(decisions, Verdict.FINISHED)).containsExactly(0);
    }

    @FunctionalInterface
    private interface Check {
        void of(BracketPlan bracket, List<RungResult> finished, List<Decision> decisions);
    }

    /** Runs each bracket, whole and shrunk, on made-up curves with divergences, failures and early stops in them. */
    private static void everyRung(Scheduler scheduler, Check check) {
        SplittableRandom random = new SplittableRandom(42);
        for (int iteration = 0; iteration < scheduler.iterations(); iteration++) {
            for (BracketPlan plan : scheduler.brackets(iteration, 1)) {
                run(scheduler, plan, random, check);
                run(scheduler, plan.shrunkTo((plan.trials() + 1) / 2), random, check);
            }
        }
    }

    private static void run(Scheduler scheduler, BracketPlan bracket, SplittableRandom random, Check check) {
        List<Integer> going = IntStream.range(5, 5 + bracket.trials()).boxed().toList();
        int next = 5 + bracket.trials();
        List<RungResult> finished = new ArrayList<>();
        for (int rung = 0; rung < bracket.rungs().size() && !going.isEmpty(); rung++) {
            List<TrialOutcome> outcomes = new ArrayList<>();
            int from = rung == 0 ? 0 : bracket.rungs().get(rung - 1).epochs();
            for (int trial : going) {
                outcomes.add(outcome(trial, from, bracket.rungs().get(rung).epochs(), random));
            }
            finished.add(Reports.result(bracket, rung, outcomes));
            List<Decision> decisions = scheduler.judge(bracket, List.copyOf(finished), Objectives.of(Reports.ACCURACY));
            check.of(bracket, List.copyOf(finished), decisions);
            going = new ArrayList<>(Reports.trials(decisions, Verdict.PROMOTED));
            int copies = scheduler
                    .succession(bracket, finished, Objectives.of(Reports.ACCURACY))
                    .map(s -> s.ending().size())
                    .orElse(0);
            for (int i = 0; i < copies; i++) {
                going.add(next++);
            }
        }
    }

    private static TrialOutcome outcome(int trial, int from, int to, SplittableRandom random) {
        Objective objective = Reports.ACCURACY;
        List<EpochRecord> epochs = Reports.epochs(objective, from + 1,
                random.doubles(to - from).map(noise -> 0.5 + trial % 7 * 0.05 + Math.rint(4 * noise) / 16).toArray());
        return switch (random.nextInt(8)) {
            case 0 -> Reports.diverged(trial, epochs.subList(0, epochs.size() / 2));
            case 1 -> Reports.failed(trial);
            case 2 -> Reports.completed(trial, epochs.subList(0, (epochs.size() + 1) / 2), true);
            default -> Reports.completed(trial, epochs, false);
        };
    }

    private static Scheduler copy(Scheduler scheduler) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(scheduler);
            Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
            assertThat(copy).isEqualTo(scheduler);
            return (Scheduler) copy;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
