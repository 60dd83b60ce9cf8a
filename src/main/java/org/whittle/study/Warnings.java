package org.whittle.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.whittle.goal.Direction;
import org.whittle.goal.Estimate;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;
import org.whittle.goal.TrialId;
import org.whittle.work.FinalModel;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;

/** What a study's record gives cause to warn of: a function of specification and ledger, so all output warns alike. */
public final class Warnings {

    /** The lock box was opened more than once. */
    public static final String LOCK_BOX_REOPENED = "lock-box-reopened";
    /** On the test rows, the winner is significantly worse than the baseline. */
    public static final String WORSE_THAN_BASELINE = "worse-than-baseline";

    /** Cohorts were trained in halves, because memory did not suffice for the whole. */
    public static final String HALVED_COHORTS = "halved-cohorts";

    /** Trials were trained on machines or engines that do not compute the same bits. */
    public static final String OTHER_ENVIRONMENT = "other-environment";
    /** Whittle's own part of the engine, in {@link LedgerEvent.StudyOpened#versions}. */
    public static final String ENGINE = "engine";
    /** Of studies that were opened before it was recorded: they were trained operation by operation. */
    private static final String FIRST_ENGINE = "operations 1";
    /** What decides the bits, of {@link LedgerEvent.StudyOpened#versions}. */
    private static final List<String> DECIDING = List.of(ENGINE, "djl", "pytorch", "os", "processor", "instructions");

    /** Another run of the same file finds other trials: {@link InFlight.Order#ARRIVAL}. */
    public static final String ORDER_OF_ARRIVAL = "order-of-arrival";

    /** A refit diverged, or learnt less than a constant knows, and was not used. */
    public static final String REFIT_REJECTED = "refit-rejected";
    /** No refit of any trial could be used, so that there is no network. */
    public static final String NOTHING_TO_SHIP = "nothing-to-ship";
    /** The baseline has learnt nothing in its first rung. */
    public static final String CONSTANT_PREDICTION = "constant-prediction";
    // Below the loss of a constant prediction by this share of it: a thousandth is less than any use of the features.
    private static final double LEAST_GAIN = 1e-3;

    private Warnings() {
    }

    /** All that there is to warn of, the gravest first. */
    public static List<Warning> of(StudySpec spec, StudyState state) {
        List<Warning> warnings = new ArrayList<>();
        worseThanBaseline(spec.objective(), state.results())
                .map(text -> new Warning(
                        WORSE_THAN_BASELINE,
                        text
                                + " The winner was chosen on %svalidation rows, as the best of %d trials: "
                                        .formatted(
                                                validationRows(state),
                                                state.trials().stream()
                                                        .filter(Trial::isComparable)
                                                        .count())
                                + "with few such rows the best of many is partly luck, or the test rows differ from "
                                + "them in kind. "
                                + (spec.objectives().several()
                                        ? "Use the baseline, unless what else the winner is better by is worth that"
                                        : "Use the baseline")
                                + "; to search again, give validation more rows, or try fewer trials."))
                .ifPresent(warnings::add);
        if (state.shipsNothing()) {
            warnings.add(
                    new Warning(
                            NOTHING_TO_SHIP,
                            "No network can be shipped: every refit was rejected, and the test "
                                    + "rows were not looked at. Let trials train longer, or tune learning rates of "
                                    + "another range."));
        }
        rejectedRefits(state).forEach(text -> warnings.add(new Warning(REFIT_REJECTED, text)));
        state.rungs().stream().map(Warnings::constantPrediction).flatMap(Optional::stream).findFirst()
                .ifPresent(warnings::add);
        otherEnvironment(state).map(text -> new Warning(OTHER_ENVIRONMENT, text)).ifPresent(warnings::add);
        halvedCohorts(state).map(text -> new Warning(HALVED_COHORTS, text)).ifPresent(warnings::add);
        lockBoxReopened(state).map(text -> new Warning(LOCK_BOX_REOPENED, text)).ifPresent(warnings::add);
        orderOfArrival(spec).ifPresent(warnings::add);
        return warnings;
    }

    /** Says that a study is not repeatable, where its file says so. */
    static Optional<Warning> orderOfArrival(StudySpec spec) {
        return spec.inFlight().order() == InFlight.Order.STUDY
                ? Optional.empty()
                : Optional.of(new Warning(
                        ORDER_OF_ARRIVAL,
                        "Results count in the order in which they arrive (search.order = arrival): the study is "
                                + "resumed "
                                + "exactly, but another run of its file tries other configurations. search.order = "
                                + "study gives the same tables every time."));
    }

    private static String validationRows(StudyState state) {
        return state.refitted().map(r -> r.models().get(0).validationRows()).filter(rows -> rows > 0)
                .map(rows -> String.format(Locale.ROOT, "%,d ", rows)).orElse("");
    }

    /**
     * Says that the winner is worse than the baseline on test rows, if the interval of the difference leaves no doubt.
     * Judged by the objective's metric, or, where that is a loss of training, by the loss that test rows have.
     *
     * @param results of the winner, and of the baseline unless it is the winner; empty before the test
     */
    static Optional<String> worseThanBaseline(Objective objective, List<TestResult> results) {
        if (results.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, Estimate> advantage = results.get(0).advantage();
        Optional<Map.Entry<String, Estimate>> judged = Stream.of(
                        objective.metric(), Metric.LOG_LOSS.key(), Metric.RMSE.key())
                .filter(advantage::containsKey)
                .findFirst()
                .map(metric -> Map.entry(metric, advantage.get(metric)));
        return judged.filter(difference -> {
            boolean maximize = difference.getKey().equals(objective.metric())
                    && objective.direction() == Direction.MAXIMIZE;
            return maximize ? difference.getValue().high() < 0 : difference.getValue().low() > 0;
        }).map(difference -> String.format(Locale.ROOT, "On the test rows the winner is worse than the baseline: %s by "
                + "%+.4g, 95 %% interval [%+.4g, %+.4g].", difference.getKey(), difference.getValue().value(),
                difference.getValue().low(), difference.getValue().high()));
    }

    /** What became of each trial of which a refit was rejected, in the order of their turns. */
    private static List<String> rejectedRefits(StudyState state) {
        StudyState since = state.searching() ? new StudyState(List.of()) : state.sinceSearchEnded();
        Map<TrialId, String> reasons = new LinkedHashMap<>();
        since.rejectedRefits().forEach(r -> reasons.merge(r.trial(), r.reason(), (a, b) -> a.equals(b) ? a + ", twice"
                : a + ", then with another seed it " + b));
        List<TrialId> used = since.refitted().stream()
                .flatMap(r -> r.models().stream())
                .map(FinalModel::trial)
                .toList();
        List<String> texts = new ArrayList<>();
        reasons.forEach((trial, reason) -> texts.add("The refit of trial %s on training and validation rows %s. %s"
                .formatted(
                        trial,
                        reason,
                        used.contains(trial)
                                ? "What is used was refitted with another seed."
                                : used.isEmpty()
                                        ? "It is not shipped."
                                        : used.get(0).equals(TrialId.BASELINE) || !trial.equals(TrialId.BASELINE)
                                                ? "It is not shipped: the winner is trial %s, the next best."
                                                        .formatted(used.get(0))
                                                : "So there is no baseline to compare the winner with on test rows.")));
        return texts;
    }

    /**
     * Warns if the rung is the baseline's first and left its training loss where predicting the same for all rows has
     * it. No configuration is then likely to mean what it shows: data, device or learning rate are at fault.
     */
    static Optional<Warning> constantPrediction(LedgerEvent.RungFinished result) {
        return result.outcomes().stream()
                .filter(o -> o.trial().equals(TrialId.BASELINE) && o.rung() == 0)
                .filter(TrialOutcome.Completed.class::isInstance)
                .map(TrialOutcome.Completed.class::cast)
                .filter(baseline -> !baseline.epochs().isEmpty())
                .findFirst()
                .flatMap(baseline -> {
                    double least = baseline.epochs().stream()
                            .mapToDouble(e -> e.metrics().getOrDefault(Metric.TRAIN_LOSS.key(), Double.NaN))
                            .min()
                            .orElseThrow();
                    return least >= (1 - LEAST_GAIN) * baseline.constantLoss()
                            ? Optional.of(new Warning(
                                    CONSTANT_PREDICTION,
                                    String.format(
                                            Locale.ROOT,
                                            "The baseline has "
                                                    + "learnt nothing: in %d %s its training loss came to %.5g at "
                                                    + "best, and predicting the same for "
                                                    + "every row costs %.5g. Either the features say nothing of the "
                                                    + "label, or the learning rate is "
                                                    + "far off, or the epochs are too few, or the device computes "
                                                    + "wrongly (train on cores to see).",
                                            baseline.epochs().size(),
                                            baseline.epochs().size() == 1 ? "epoch" : "epochs",
                                            least,
                                            baseline.constantLoss())))
                            : Optional.empty();
                });
    }

    /** Says that trials were trained on several kinds of machine, or with several engines. */
    private static Optional<String> otherEnvironment(StudyState state) {
        SortedMap<String, Integer> trials = new TreeMap<>();
        state.rungs().stream().flatMap(rung -> rung.ofTasks().stream()).map(outcome -> outcome.execution().machine())
                .filter(machine -> !machine.isEmpty()).forEach(machine -> trials.merge(machine, 1, Integer::sum));
        if (trials.size() > 1) {
            return Optional.of(
                    "Trials were trained on %d kinds of machine, which do not compute the same bits: %s. Another run "
                                    .formatted(
                                            trials.size(),
                                            trials.entrySet().stream()
                                                    .map(e -> "%s (%d times)".formatted(e.getKey(), e.getValue()))
                                                    .collect(Collectors.joining("; ")))
                            + "of the study need not give these tables.");
        }
        List<LedgerEvent> events = state.events();
        for (int i = 0; i < events.size(); i++) {
            boolean trained =
                    events.subList(i, events.size()).stream().anyMatch(LedgerEvent.RungFinished.class::isInstance);
            if (trained && events.get(i) instanceof LedgerEvent.StudyResumed resumed) {
                Optional<String> other = otherEngine(new StudyState(events.subList(0, i)), resumed.versions());
                if (other.isPresent()) {
                    return other;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Says that the study goes on with another engine, or a driver of another kind, than it was opened with.
     *
     * @param now as in {@link LedgerEvent.StudyResumed#versions}
     */
    public static Optional<String> otherEngine(StudyState before, SortedMap<String, String> now) {
        SortedMap<String, String> opened = new TreeMap<>(Map.of(ENGINE, FIRST_ENGINE));
        before.opened().map(LedgerEvent.StudyOpened::versions).ifPresentOrElse(opened::putAll, opened::clear);
        List<String> differences = DECIDING.stream().filter(fact -> opened.containsKey(fact) && now.containsKey(fact)
                && !opened.get(fact).equals(now.get(fact)))
                .map(fact -> "%s %s, was %s".formatted(fact, now.get(fact), opened.get(fact))).toList();
        return differences.isEmpty()
                ? Optional.empty()
                : Optional.of(("Continued on another engine: not bit-equal (%s). "
                                + "Trials that had finished stay as they are.")
                        .formatted(String.join("; ", differences)));
    }

    /** Says that memory did not suffice for what was planned to be trained together. */
    private static Optional<String> halvedCohorts(StudyState state) {
        Set<String> halves = state.rungs().stream().flatMap(rung -> rung.ofTasks().stream())
                .map(outcome -> outcome.execution().cohort()).filter(cohort -> cohort.matches(".*\\d[ab]+"))
                .collect(Collectors.toCollection(TreeSet::new));
        return halves.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ("Memory did not suffice for whole cohorts, which were trained in parts: %s. A resumed "
                                        + "or repeated part is parted alike; another run of the study gives these "
                                        + "tables only if the same are parted in it. To plan smaller ones, lower "
                                        + "cohort.max-memory or cohort.max-size.")
                                .formatted(String.join(", ", halves)));
    }

    private static Optional<String> lockBoxReopened(StudyState state) {
        int openings = state.openings().size();
        return openings <= 1 ? Optional.empty() : Optional.of(("The lock box was opened %d times: the test rows are no "
                + "longer unseen, and the latest test metrics may be too good.").formatted(openings));
    }
}
