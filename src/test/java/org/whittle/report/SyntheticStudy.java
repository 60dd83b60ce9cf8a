package org.whittle.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.RandomSampler;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Decision;
import org.whittle.schedule.Hyperband;
import org.whittle.schedule.Rung;
import org.whittle.schedule.RungPlan;
import org.whittle.schedule.RungResult;
import org.whittle.schedule.Scheduler;
import org.whittle.schedule.Verdict;
import org.whittle.score.step.Scaling;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.study.DataSpec;
import org.whittle.study.Gate;
import org.whittle.study.LedgerEvent;
import org.whittle.study.LedgerEvent.Proposal;
import org.whittle.study.StopRules;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.work.Budget;
import org.whittle.work.CohortLimits;
import org.whittle.work.Execution;
import org.whittle.work.FinalModel;
import org.whittle.work.History;
import org.whittle.work.Start;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * A Hyperband study whose trials' curves come from a formula of their configurations: everything that reports must
 * show, without a cluster.
 */
final class SyntheticStudy {

    static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);
    static final Objectives OBJECTIVES = Objectives.of(ACCURACY);
    /** Hyperband's brackets for 27 epochs and η = 3, more or less: reports do not depend on the exact numbers. */
    private static final List<BracketPlan> BRACKETS = List.of(
            new BracketPlan(
                    1, List.of(new RungPlan(27, 1), new RungPlan(9, 3), new RungPlan(3, 9), new RungPlan(1, 27))),
            new BracketPlan(2, List.of(new RungPlan(12, 3), new RungPlan(4, 9), new RungPlan(1, 27))),
            new BracketPlan(3, List.of(new RungPlan(6, 9), new RungPlan(2, 27))),
            new BracketPlan(4, List.of(new RungPlan(4, 27))));

    private static final Instant OPENED = Instant.parse("2026-01-31T12:00:00Z");

    private final StudySpec spec;
    private final RandomStream random;
    private final List<LedgerEvent> events = new ArrayList<>();
    private final List<Configuration> proposed = new ArrayList<>();

    private SyntheticStudy(StudySpec spec) {
        this.spec = spec;
        this.random = RandomStream.ofSeed(spec.seed()).child("synthetic");
    }

    static StudySpec spec() {
        return spec(Gate.NONE);
    }

    static StudySpec spec(Gate gate) {
        DataSpec data = new DataSpec("csv", "classpath:digits.csv", Map.of(), "digit", DataSpec.Task.CLASSIFICATION,
                List.of(), List.of(), List.of(), Scaling.STANDARD, 100,
                new DataSpec.Split.ByHash(0.6, 0.2, 0.2, true));
        Configuration baseline = Configuration.of(Map.of("layers", 2, "units", 64, "activation", "relu", "dropout", 0.1,
                "learning-rate", 0.001, "batch-size", 64, "optimizer", "adam", "weight-decay", 1e-4));
        SortedMap<String, String> settings = new TreeMap<>(Map.of("seed", "42", "scheduler.eta", "3",
                "data.path", "classpath:digits.csv", "name", "<digits> & friends"));
        return new StudySpec(
                "digits",
                42,
                data,
                new TreeMap<>(),
                3,
                space(),
                baseline,
                List.of(),
                Objectives.of(ACCURACY),
                new RandomSampler(),
                new Hyperband(1, 27, 3, 1),
                StopRules.NONE,
                new CohortLimits(8, 4, Duration.ZERO, 1024),
                new StudySpec.Test(1000),
                gate,
                settings);
    }

    private static SearchSpace space() {
        List<Parameter<?>> always = List.of(new IntegerParameter("layers", 1, 3, Scale.LINEAR, 1),
                new IntegerParameter("units", 16, 128, Scale.LOG, 1),
                new ChoiceParameter("activation", List.of("relu", "tanh", "gelu")),
                new RealParameter("dropout", 0, 0.5, Scale.LINEAR, OptionalDouble.empty()),
                new RealParameter("learning-rate", 1e-4, 1e-1, Scale.LOG, OptionalDouble.empty()),
                new ChoiceParameter("batch-size", List.of(32, 64, 128)),
                new ChoiceParameter("optimizer", List.of("sgd", "adam", "rmsprop")),
                new RealParameter("weight-decay", 1e-6, 1e-2, Scale.LOG, OptionalDouble.empty()));
        List<Dimension> dimensions = new ArrayList<>(always.stream().map(Dimension::always).toList());
        dimensions.add(Dimension.when(new RealParameter("momentum", 0, 0.99, Scale.LINEAR, OptionalDouble.empty()),
                new Expression.Comparison(new Expression.Reference("optimizer"), "=", new Expression.Literal("sgd"))));
        return new SearchSpace(dimensions, List.of());
    }

    /** A study just opened, before any trial. */
    static StudyState opened(StudySpec spec) {
        return new SyntheticStudy(spec).open().state();
    }

    /** A study whose search goes on: the baseline and the first bracket are done, the second's first rung too. */
    static StudyState running(StudySpec spec) {
        SyntheticStudy study = new SyntheticStudy(spec).open().baseline();
        study.bracket(BRACKETS.get(0), Integer.MAX_VALUE);
        study.bracket(BRACKETS.get(1), 1);
        return study.state();
    }

    /** A study that is done. */
    static StudyState finished(StudySpec spec) {
        SyntheticStudy study = new SyntheticStudy(spec).open().baseline();
        BRACKETS.forEach(plan -> study.bracket(plan, Integer.MAX_VALUE));
        return study.end(1).state();
    }

    /**
     * A study of so many trials, the baseline included, that is done: one bracket, of which a third goes on after 1, 3
     * and 9 epochs.
     */
    static StudyState ofSize(StudySpec spec, int trials) {
        SyntheticStudy study = new SyntheticStudy(spec).open().baseline();
        List<RungPlan> rungs = new ArrayList<>();
        for (int epochs = 1, left = trials - 1; epochs <= 27; epochs *= 3, left = Math.max(1, left / 3)) {
            rungs.add(new RungPlan(left, epochs));
        }
        study.bracket(new BracketPlan(1, rungs), Integer.MAX_VALUE);
        return study.end(1).state();
    }

    /** A study of twelve trials, the worst third of which began as copies of the best third after 9 epochs. */
    static StudyState copied(StudySpec spec) {
        SyntheticStudy study = new SyntheticStudy(spec).open().baseline();
        study.bracket(new BracketPlan(1, List.of(new RungPlan(12, 9))), Integer.MAX_VALUE);
        List<Trial> ranked = StudyState.ranked(study.state().trials(), spec.objectives()).stream()
                .filter(trial -> trial.isComparable() && !trial.id().equals(TrialId.BASELINE)).toList();
        List<LedgerEvent.Copy> copies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Trial parent = ranked.get(i);
            copies.add(new LedgerEvent.Copy(new TrialId(13 + i), parent.id(), 9, parent.configuration()));
        }
        study.events.add(new LedgerEvent.TrialsCopied(1, 0, copies));
        List<TrialOutcome> outcomes = copies.stream().map(copy -> study.outcome(new TrialTask(copy.trial(), 1, 1,
                copy.configuration(), new Start.Fresh(), new Budget(18), 0), 9)).toList();
        study.events.add(new LedgerEvent.RungFinished(1, 1, 18, outcomes, copies.stream()
                .map(copy -> new Decision(copy.trial(), Verdict.FINISHED, "trained in full")).toList(), 1.8, 0));
        return study.end(1).state();
    }

    /** A study whose search went on after it had been done, and was then tested again. */
    static StudyState testedTwice(StudySpec spec) {
        SyntheticStudy study = new SyntheticStudy(spec).open().baseline();
        BRACKETS.subList(0, 2).forEach(plan -> study.bracket(plan, Integer.MAX_VALUE));
        study.end(1);
        BRACKETS.subList(2, 4).forEach(plan -> study.bracket(plan, Integer.MAX_VALUE));
        return study.end(2).state();
    }

    /** A study that is done, and whose winner did worse than the baseline on the test rows, beyond doubt. */
    static StudyState worse(StudySpec spec) {
        List<LedgerEvent> events = new ArrayList<>(finished(spec).events());
        events.replaceAll(event -> !(event instanceof LedgerEvent.Tested tested)
                ? event
                : new LedgerEvent.Tested(List.of(
                        new TestResult(tested.results().get(0).trial(), estimates(0.87, 0.012), estimates(-0.09, 0.08)),
                        tested.results().get(1))));
        return new StudyState(events);
    }

    /**
     * A study that is done, where refits of the best trials were rejected.
     *
     * @param trials so many, best first; if these are not all, the baseline is shipped in their place
     */
    static StudyState rejected(StudySpec spec, int trials) {
        List<LedgerEvent> events = new ArrayList<>(finished(spec).events());
        int end = events.stream().map(LedgerEvent::getClass).toList().indexOf(LedgerEvent.WinnerSelected.class);
        List<LedgerEvent> after = List.copyOf(events.subList(end, events.size()));
        events.subList(end, events.size()).clear();
        List<Trial> comparable = StudyState.ranked(new StudyState(events).trials(), spec.objectives()).stream()
                .filter(Trial::isComparable).toList();
        for (Trial trial : comparable.subList(0, Math.min(trials, comparable.size()))) {
            events.add(new LedgerEvent.WinnerSelected(trial.id(), 9, 0.5, 27));
            for (int attempt = 0; attempt < 2; attempt++) {
                events.add(new LedgerEvent.RefitRejected(trial.id(), attempt, 3, 2.3, "ended above a constant"));
            }
        }
        if (trials < comparable.size()) {
            events.add(new LedgerEvent.WinnerSelected(TrialId.BASELINE, 9, 0.5, 27));
            events.addAll(after.subList(1, after.size()));
        }
        return new StudyState(events);
    }

    private StudyState state() {
        return new StudyState(events);
    }

    private SyntheticStudy open() {
        events.add(new LedgerEvent.StudyOpened(OPENED, spec.name(), spec.seed(), "9f86d081884c7d65",
                new TreeMap<>(Map.of("whittle", "0.1.0", "spark", "3.5.5", "djl", "0.35.1", "java", "17.0.15"))));
        return this;
    }

    private SyntheticStudy baseline() {
        BracketPlan plan = new BracketPlan(0, List.of(new RungPlan(1, spec.scheduler().maxEpochs())));
        run(plan, List.of(new Proposal(TrialId.BASELINE, spec.baseline(), "baseline")), 1);
        return this;
    }

    private void bracket(BracketPlan plan, int rungs) {
        List<Configuration> asked = spec.sampler().ask(spec.space(), new History(ACCURACY, 27, proposed, List.of()),
                plan.trials(), RandomStream.ofSeed(spec.seed()).child("sampler"));
        List<Proposal> proposals = new ArrayList<>();
        for (Configuration configuration : asked) {
            proposals.add(new Proposal(new TrialId(proposed.size() + proposals.size()), configuration,
                    spec.sampler().name()));
        }
        run(plan, proposals, rungs);
    }

    private void run(BracketPlan plan, List<Proposal> proposals, int rungs) {
        events.add(new LedgerEvent.BracketOpened(plan, proposals));
        proposals.forEach(p -> proposed.add(p.configuration()));
        Scheduler scheduler = spec.scheduler();
        List<Proposal> alive = proposals;
        List<RungResult> results = new ArrayList<>();
        int from = 0;
        for (int index = 0; index < Math.min(rungs, plan.rungs().size()) && !alive.isEmpty(); index++) {
            int to = plan.rungs().get(index).epochs();
            int rungIndex = index;
            int before = from;
            List<TrialTask> tasks = alive.stream().map(p -> new TrialTask(p.trial(), plan.number(), rungIndex,
                    p.configuration(), new Start.Fresh(), new Budget(to), 0)).toList();
            List<TrialOutcome> outcomes = tasks.stream().map(t -> outcome(t, before)).toList();
            results.add(new RungResult(new Rung(plan.number(), index, to, from, tasks), outcomes));
            List<Decision> decisions = plan.number() == 0
                    ? List.of(new Decision(TrialId.BASELINE, Verdict.FINISHED, "trained in full"))
                    : scheduler.judge(plan, results, spec.objectives());
            events.add(new LedgerEvent.RungFinished(plan.number(), index, to, outcomes, decisions,
                    0.05 * outcomes.size() * (to - from), 0.1 * index));
            Map<TrialId, Verdict> verdicts = new HashMap<>();
            decisions.forEach(d -> verdicts.put(d.trial(), d.verdict()));
            alive = alive.stream().filter(p -> verdicts.get(p.trial()) == Verdict.PROMOTED).toList();
            from = to;
        }
    }

    private TrialOutcome outcome(TrialTask task, int from) {
        Map<String, Object> values = task.configuration().values();
        double rate = (Double) values.get("learning-rate");
        Execution execution = new Execution("node-" + task.id().value() % 3, "cpu",
                "%d.%d.0".formatted(task.bracket(), task.rung()), task.id().value() % 17 == 5 ? 1 : 0, 0.5, 0.4);
        if (task.id().value() == 7) {
            return new TrialOutcome.Failed(
                    task.id(), task.bracket(), task.rung(), List.of(), "out of memory", execution);
        }
        if (rate > 0.05 && "sgd".equals(values.get("optimizer"))) {
            EpochRecord lost = new EpochRecord(from + 1, new TreeMap<>(Map.of("accuracy", 0.1, "train-loss", Double.NaN,
                    "validation-loss", Double.NaN, "log-loss", Double.NaN)), 0.02);
            return new TrialOutcome.Diverged(task.id(), task.bracket(), task.rung(), List.of(lost),
                    "the training loss is NaN at epoch " + (from + 1), execution);
        }
        List<EpochRecord> epochs = new ArrayList<>();
        for (int epoch = from + 1; epoch <= task.target().epochs(); epoch++) {
            epochs.add(epoch(task, rate, epoch));
        }
        return new TrialOutcome.Completed(task.id(), task.bracket(), task.rung(), epochs,
                "checkpoints/trial=%s/rung=%d/attempt-0".formatted(task.id(), task.rung()), false, 2.3, execution);
    }

    private EpochRecord epoch(TrialTask task, double rate, int epoch) {
        double off = Math.abs(Math.log10(rate) + 2.3);
        double peak = 0.985 - 0.03 * off * off - 0.04 * (Double) task.configuration().values().get("dropout");
        double speed = 0.15 + 0.5 * Math.sqrt(rate * 10) * (Integer) task.configuration().values().get("units") / 64;
        double noise = 0.004 * (random.child(task.id().value()).child(epoch).nextDouble() - 0.5);
        double accuracy = 0.1 + (peak - 0.1) * (1 - Math.exp(-speed * epoch)) + noise;
        TreeMap<String, Double> metrics = new TreeMap<>(Map.of("accuracy", accuracy, "train-loss", 2 * (1 - accuracy),
                "validation-loss", 2.3 * (1 - accuracy), "log-loss", 2.2 * (1 - accuracy)));
        if (spec.objectives().several()) {
            metrics.put("parameters", 74.0 * (Integer) task.configuration().values().get("units") + 10);
        }
        return new EpochRecord(epoch, metrics, 0.02);
    }

    private SyntheticStudy end(int opening) {
        events.add(new LedgerEvent.SearchEnded(OPENED.plusSeconds(50L * opening), "every bracket is done", 50, "none"));
        Trial winner = StudyState.ranked(state().trials(), spec.objectives()).get(0);
        events.add(new LedgerEvent.WinnerSelected(winner.id(), winner.standing(spec.objectives()).epoch(),
                winner.value(spec.objectives()), 27));
        events.add(new LedgerEvent.Refitted(List.of(new FinalModel(winner.id(), 27, "model", 0.02, 2.3, 359, 1),
                new FinalModel(TrialId.BASELINE, 27, "baseline", 0.03, 2.3, 359, 1))));
        events.add(new LedgerEvent.LockBoxOpened(OPENED.plusSeconds(50L * opening + 5), opening, winner.id()));
        events.add(new LedgerEvent.Tested(List.of(
                new TestResult(winner.id(), estimates(0.975, 0.012), estimates(0.0139, 0.0125)),
                new TestResult(TrialId.BASELINE, estimates(0.9611, 0.018), new TreeMap<>()))));
        events.add(new LedgerEvent.StudyFinished(OPENED.plusSeconds(50L * opening + 8), 0, Map.of()));
        return this;
    }

    private static SortedMap<String, Estimate> estimates(double accuracy, double half) {
        return new TreeMap<>(Map.of("accuracy", new Estimate(accuracy, accuracy - half, accuracy + half),
                "log-loss", new Estimate(0.1 - accuracy / 20, 0.04 - half, 0.11 + half)));
    }

    /** Trials best first, for tests that hold reports against the ledger. */
    static List<Trial> byValue(StudyState state) {
        return state.trials().stream().filter(t -> t.state() == Trial.State.FINISHED)
                .sorted(Comparator.comparingDouble((Trial t) -> t.value(OBJECTIVES)).reversed()).toList();
    }
}
