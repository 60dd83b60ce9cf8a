package org.whittle.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.TrialId;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.Verdict;
import org.whittle.space.Configuration;
import org.whittle.study.LedgerEvent;
import org.whittle.work.DeviceProfile;
import org.whittle.work.Execution;
import org.whittle.work.FinalModel;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;

/** The commits of a small study in which everything happens that can happen. */
final class SampleEvents {

    static final Instant OPENED = Instant.parse("2026-01-31T12:00:00.123456789Z");
    static final SortedMap<String, String> VERSIONS = new TreeMap<>(Map.of("whittle", "0.1.0", "spark", "3.5.5",
            "djl", "0.35.1", "pytorch", "2.7.1", "java", "17.0.15"));

    private SampleEvents() {
    }

    static List<List<LedgerEvent>> commits() {
        BracketPlan baseline = new BracketPlan(0, List.of(new RungPlan(1, 3)));
        BracketPlan bracket = new BracketPlan(1, List.of(new RungPlan(3, 1), new RungPlan(1, 3)));
        return List.of(
                List.of(new LedgerEvent.StudyOpened(
                        OPENED,
                        "größe \"42\"\n",
                        Long.MIN_VALUE,
                        "9f86d081884c7d65",
                        VERSIONS,
                        new TreeMap<>(Map.of("search.sampler", "gp")),
                        new DeviceProfile("NVIDIA H200", 35_942, "9.0"))),
                List.of(
                        new LedgerEvent.BracketOpened(
                                baseline,
                                List.of(new LedgerEvent.Proposal(
                                        TrialId.BASELINE, configuration(0.001, 64), "baseline"))),
                        new LedgerEvent.BracketOpened(
                                bracket,
                                List.of(
                                        new LedgerEvent.Proposal(
                                                new TrialId(1), configuration(0.1 + 0.2, 1), "enqueued"),
                                        new LedgerEvent.Proposal(new TrialId(2), configuration(1.0, 16), "sobol"),
                                        new LedgerEvent.Proposal(
                                                new TrialId(3), configuration(Double.MIN_VALUE, 128), "sobol")))),
                List.of(new LedgerEvent.RungFinished(
                        0,
                        0,
                        3,
                        List.of(completed(0, 0, 0, 1, 3)),
                        List.of(new Decision(TrialId.BASELINE, Verdict.FINISHED, "last rung")),
                        1.5,
                        0)),
                List.of(
                        new LedgerEvent.RungFinished(
                                1,
                                0,
                                1,
                                List.of(
                                        completed(1, 1, 0, 1, 1),
                                        new TrialOutcome.Diverged(
                                                new TrialId(2),
                                                1,
                                                0,
                                                List.of(new EpochRecord(
                                                        1,
                                                        new TreeMap<>(
                                                                Map.of(
                                                                        "train-loss",
                                                                        Double.NaN,
                                                                        "validation-loss",
                                                                        Double.POSITIVE_INFINITY,
                                                                        "r2",
                                                                        Double.NEGATIVE_INFINITY)),
                                                        0.1)),
                                                "the loss is NaN",
                                                execution(1)),
                                        new TrialOutcome.Failed(
                                                new TrialId(3), 1, 0, List.of(), "out of memory", execution(0))),
                                List.of(
                                        new Decision(new TrialId(1), Verdict.PROMOTED, "1st of 3"),
                                        new Decision(new TrialId(2), Verdict.STOPPED, "diverged"),
                                        new Decision(new TrialId(3), Verdict.STOPPED, "failed")),
                                2.25,
                                0.75),
                        new LedgerEvent.TrialsCopied(
                                1,
                                0,
                                List.of(new LedgerEvent.Copy(
                                        new TrialId(4), new TrialId(1), 1, configuration(0.8, 1))))),
                List.of(
                        new LedgerEvent.StudyResumed(OPENED.plusSeconds(60), VERSIONS),
                        new LedgerEvent.FinalistsEntered(
                                new BracketPlan(-1, List.of(new RungPlan(2, 27))),
                                List.of(
                                        new LedgerEvent.Finalist(
                                                new TrialId(1), "checkpoints/trial=1/rung=0/attempt-0"),
                                        new LedgerEvent.Finalist(new TrialId(2), "")))),
                List.of(
                        new LedgerEvent.RungFinished(
                                1,
                                1,
                                3,
                                List.of(new TrialOutcome.Completed(
                                        new TrialId(1),
                                        1,
                                        1,
                                        epochs(2, 2),
                                        "checkpoints/trial=1/rung=1/attempt-0",
                                        true,
                                        Double.NaN,
                                        execution(0))),
                                List.of(new Decision(new TrialId(1), Verdict.FINISHED, "last rung")),
                                1,
                                0.5),
                        new LedgerEvent.TrainedAgain(1, 1, List.of(new TrialId(1), new TrialId(3)))),
                List.of(
                        new LedgerEvent.SearchEnded(
                                OPENED.plusSeconds(90), "the scheduler was done", 30.5, "StopRules[none]"),
                        new LedgerEvent.WinnerSelected(new TrialId(1), 2, 0.9851, 3)),
                List.of(new LedgerEvent.Refitted(List.of(
                        new FinalModel(new TrialId(1), 2, "model", 0.0125, 0.5, 0, 1.5),
                        new FinalModel(TrialId.BASELINE, 3, "baseline", 0.25, 0.5, 0, 1.25)))),
                List.of(new LedgerEvent.LockBoxOpened(OPENED.plusSeconds(95), 1, new TrialId(1))),
                List.of(new LedgerEvent.Tested(List.of(
                        new TestResult(new TrialId(1), estimates(0.975, 0.96, 0.99), estimates(0.0125, -0.001, 0.025)),
                        new TestResult(TrialId.BASELINE, estimates(0.9625, 0.94, 0.98), new TreeMap<>())))),
                List.of(new LedgerEvent.StudyFinished(OPENED.plusSeconds(100), 0, Map.of("gate", "met"))));
    }

    static List<LedgerEvent> events() {
        return commits().stream().flatMap(List::stream).toList();
    }

    static TrialOutcome.Completed completed(int trial, int bracket, int rung, int from, int to) {
        return new TrialOutcome.Completed(new TrialId(trial), bracket, rung, epochs(from, to),
                "checkpoints/trial=%d/rung=%d/attempt-0".formatted(trial, rung), false, Double.NaN, execution(0));
    }

    private static List<EpochRecord> epochs(int from, int to) {
        List<EpochRecord> epochs = new ArrayList<>();
        for (int epoch = from; epoch <= to; epoch++) {
            epochs.add(new EpochRecord(epoch, new TreeMap<>(Map.of("accuracy", 1 - 1.0 / (3 * epoch),
                    "train-loss", 1.0 / 3 / epoch)), 0.125 * epoch));
        }
        return epochs;
    }

    private static Configuration configuration(double learningRate, int units) {
        return Configuration.of(Map.of(
                "learning-rate",
                learningRate,
                "units",
                units,
                "units.1",
                3,
                "activation",
                "relu",
                "nesterov",
                true,
                "batch-size",
                "1"));
    }

    private static Execution execution(int attempt) {
        return new Execution("node-1", "gpu(1)", "1.0.3", attempt, 1.0 / 3, 0.25);
    }

    private static SortedMap<String, Estimate> estimates(double value, double low, double high) {
        return new TreeMap<>(Map.of("accuracy", new Estimate(value, low, high)));
    }
}
