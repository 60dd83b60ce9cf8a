package org.whittle.study;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.ClassRule;
import org.whittle.goal.TrialId;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Verdict;
import org.whittle.space.Configuration;
import org.whittle.work.DeviceProfile;
import org.whittle.work.FinalModel;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;

/** Something that happened to a study and will stay true. */
public sealed interface LedgerEvent {

    /**
     * The study began.
     *
     * @param dataFingerprint of the prepared rows
     * @param versions of Whittle, Spark, DJL, the engine and Java, and the driver's machine, see
     *     {@link org.whittle.work.Machine#facts}
     * @param chosen what {@code auto} stands for, see {@link AutoChoice}
     * @param device that its cohorts are planned for, wherever it goes on
     */
    record StudyOpened(Instant at, String name, long seed, String dataFingerprint, SortedMap<String, String> versions,
                       SortedMap<String, String> chosen, DeviceProfile device) implements LedgerEvent {

        /** Of a study in which nothing was left to choose, on cores. */
        public StudyOpened(Instant at, String name, long seed, String dataFingerprint,
                           SortedMap<String, String> versions) {
            this(at, name, seed, dataFingerprint, versions, new TreeMap<>(), DeviceProfile.CORE);
        }
    }

    /** A driver took the study up again. */
    record StudyResumed(Instant at, SortedMap<String, String> versions) implements LedgerEvent {
    }

    /**
     * A bracket was filled. Its configurations become trials, numbered on in this order.
     *
     * @param plan as laid out; fewer configurations than places if the space or a stop rule ran out
     */
    record BracketOpened(BracketPlan plan, List<Proposal> proposals) implements LedgerEvent {
        public BracketOpened {
            proposals = List.copyOf(proposals);
        }
    }

    /**
     * @param origin baseline, enqueued, or the sampler's name
     */
    record Proposal(TrialId trial, Configuration configuration, String origin) {
    }

    /**
     * A rung was finished and judged.
     *
     * @param outcomes in trial order; with several folds, each trial's mean over all that it was trained on so far
     * @param decisions in trial order
     * @param seconds wall time of the stage
     * @param idleSeconds see {@link RungExecutor.Execution#idleSeconds}
     * @param folds what the tasks reported, in the order of trials and of their folds; empty without cross-validation:
     *     then the outcomes are the tasks'
     */
    record RungFinished(int bracket, int rung, int epochs, List<TrialOutcome> outcomes, List<Decision> decisions,
                        double seconds, double idleSeconds, List<TrialOutcome> folds) implements LedgerEvent {
        public RungFinished {
            outcomes = List.copyOf(outcomes);
            decisions = List.copyOf(decisions);
            folds = List.copyOf(folds);
        }

        /** Of trials that are trained on one fold. */
        public RungFinished(int bracket, int rung, int epochs, List<TrialOutcome> outcomes, List<Decision> decisions,
                            double seconds, double idleSeconds) {
            this(bracket, rung, epochs, outcomes, decisions, seconds, idleSeconds, List.of());
        }

        /** The same with other decisions. */
        RungFinished withDecisions(List<Decision> others) {
            return new RungFinished(bracket, rung, epochs, outcomes, others, seconds, idleSeconds, folds);
        }

        /** What the tasks reported, one each. */
        public List<TrialOutcome> ofTasks() {
            return folds.isEmpty() ? outcomes : folds;
        }

        /** Whether trials go on. */
        public boolean promotes() {
            return decisions.stream().anyMatch(decision -> decision.verdict() == Verdict.PROMOTED);
        }

        /** Epochs that its tasks trained. */
        public long epochsTrained() {
            return ofTasks().stream().mapToLong(outcome -> outcome.epochs().size()).sum();
        }
    }

    /**
     * Trials of a rung were copied. Their copies become trials, numbered on in this order, and train in the bracket's
     * next rung. Committed together with the rung.
     */
    record TrialsCopied(int bracket, int rung, List<Copy> copies) implements LedgerEvent {
        public TrialsCopied {
            copies = List.copyOf(copies);
        }
    }

    /**
     * A trial that begins with another one's weights and optimizer state.
     *
     * @param parent the trial copied
     * @param epoch total epochs of the parent when it was copied
     * @param configuration what the copy goes on with
     */
    record Copy(TrialId trial, TrialId parent, int epoch, Configuration configuration) {
    }

    /**
     * A stop rule ended the search, and its best trials train on to R; or it ended, and they race over further folds.
     * See {@link Finalists}.
     *
     * @param plan one rung of R epochs, or a race's; its number is −1 the first time, −2 the next
     * @param finalists in trial order
     */
    record FinalistsEntered(BracketPlan plan, List<Finalist> finalists) implements LedgerEvent {
        public FinalistsEntered {
            finalists = List.copyOf(finalists);
        }
    }

    /**
     * @param checkpoint it goes on from; empty if it is trained from its first epoch again, because it had ended
     * @param folds with cross-validation, what is left to train, and where it begins; the checkpoint is empty then
     */
    record Finalist(TrialId trial, String checkpoint, List<FoldStart> folds) {
        public Finalist {
            folds = List.copyOf(folds);
        }

        /** Trained on one fold. */
        public Finalist(TrialId trial, String checkpoint) {
            this(trial, checkpoint, List.of());
        }
    }

    /** Likewise of one fold. */
    record FoldStart(int fold, String checkpoint) {
    }

    /**
     * Trials were trained again as far as they had been, because checkpoints that a rung was to go on from were gone or
     * damaged, see {@link LostCheckpoints}. Committed together with that rung. Nothing depends on it: the tables are
     * what they would have been.
     *
     * @param trials in their order
     */
    record TrainedAgain(int bracket, int rung, List<TrialId> trials) implements LedgerEvent {
        public TrainedAgain {
            trials = List.copyOf(trials);
        }
    }

    /**
     * The search has come so far. Committed with every rung, and from time to time in between, so that a time limit
     * counts the runs of drivers that were killed, too.
     *
     * @param seconds that this run of the driver has been searching
     */
    record TimeSpent(double seconds) implements LedgerEvent {
    }

    /**
     * The search ended.
     *
     * @param reason for people: the scheduler was done, or which stop rule was met
     * @param wallSeconds of the run that ended it
     * @param rules the stop rules that were in force, as {@link StopRulesText} has it; under others, the search may go
     *     on
     */
    record SearchEnded(Instant at, String reason, double wallSeconds, String rules) implements LedgerEvent {
    }

    /**
     * The winner was chosen, by validation alone.
     *
     * @param epoch the winner's representative epoch: how long it is refitted
     * @param value the objective there
     * @param baselineEpoch the baseline's representative epoch
     */
    record WinnerSelected(TrialId trial, int epoch, double value, int baselineEpoch) implements LedgerEvent {
    }

    /**
     * Among trials that are as good as the best, as far as validation rows tell, the winner is the cheapest. Committed
     * together with its selection, see {@link WinnerSpec.Rule#ONE_STANDARD_ERROR}.
     *
     * @param best by the objective, of value {@code value}
     * @param standardError of that value
     * @param candidates that lie within it, the best included
     * @param bestParameters of the best; {@code parameters} of the winner
     */
    record CheapestTaken(TrialId best, double value, double standardError, int candidates, int bestParameters,
                         int parameters) implements LedgerEvent {
    }

    /**
     * It was found how the outputs of the winner's networks, and of the baseline's, are to be read, by rows that they
     * had not been trained on. Refits follow.
     *
     * @param rules of the winner, and of the baseline unless it is the winner or has no result
     */
    record RulesFitted(List<FittedRule> rules) implements LedgerEvent {
        public RulesFitted {
            rules = List.copyOf(rules);
        }
    }

    /**
     * @param rows by which it was found
     * @param errorBefore expected calibration error on these rows, by the network's own probabilities
     * @param errorAfter the same with the temperature
     */
    record FittedRule(TrialId trial, ClassRule rule, int rows, double errorBefore, double errorAfter) {
    }

    /**
     * A refit whose network is not used: another seed follows, or the next best trial, or the comparison goes without a
     * baseline.
     *
     * @param attempt 0 for the trial's own seed, 1 for the next
     * @param trainLoss see {@link FinalModel#trainLoss}; likewise {@code constantLoss}
     * @param reason see {@link FinalModel#flaw}
     */
    record RefitRejected(TrialId trial, int attempt, double trainLoss, double constantLoss, String reason)
            implements LedgerEvent {
    }

    /**
     * Winner (first) and baseline (second; absent if the baseline won, has no result or could not be refitted) were
     * refitted.
     */
    record Refitted(List<FinalModel> models) implements LedgerEvent {
        public Refitted {
            models = List.copyOf(models);
        }
    }

    /**
     * The lock box was opened: from here on test rows may be read. Committed before they are.
     *
     * @param opening 1 for the first; more says that the test set was looked at again, and is flagged in all output
     */
    record LockBoxOpened(Instant at, int opening, TrialId winner) implements LedgerEvent {
    }

    /**
     * Final models were measured on test rows.
     *
     * @param results in the order of {@link Refitted#models}
     */
    record Tested(List<TestResult> results) implements LedgerEvent {
        public Tested {
            results = List.copyOf(results);
        }
    }

    /**
     * Everything is done, tables included.
     *
     * @param exitCode {@link #DONE} or {@link #GATE_UNMET}: how a process that ran the study ends
     */
    record StudyFinished(Instant at, int exitCode, Map<String, String> notes) implements LedgerEvent {

        public static final int DONE = 0;
        public static final int GATE_UNMET = 3;

        public StudyFinished {
            notes = Collections.unmodifiableMap(new TreeMap<>(notes));
        }
    }
}
