package org.whittle.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.whittle.goal.Diagnostics;
import org.whittle.goal.Front;
import org.whittle.goal.Goal;
import org.whittle.goal.TrialId;
import org.whittle.study.Fit;
import org.whittle.study.GateCheck;
import org.whittle.study.LedgerEvent;
import org.whittle.study.LedgerEvent.LockBoxOpened;
import org.whittle.study.LedgerEvent.SearchEnded;
import org.whittle.study.LedgerEvent.StudyFinished;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.LedgerEvent.StudyResumed;
import org.whittle.study.LedgerEvent.TimeSpent;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.study.Warning;
import org.whittle.study.Warnings;
import org.whittle.work.TestResult;
import org.whittle.work.TrialOutcome;

/**
 * What all reports say of a study, worked out once, for finished and running ones alike.
 *
 * @param trials in the order of their ids
 * @param ranked best first, see {@link StudyState#ranked}
 * @param winner the trial that was selected; empty while the search goes on, and where no trial can be shipped
 * @param tested what winner and baseline scored on the test rows; empty until then
 * @param varyingParameters those that do not have the same value in every trial, in the space's order
 */
record Overview(StudySpec spec, StudyState state, List<Trial> trials, List<Trial> ranked, Optional<Trial> winner,
                List<TestResult> tested, List<String> varyingParameters) {

    static Overview of(StudySpec spec, StudyState state) {
        List<Trial> trials = state.trials();
        // An ended search that goes on under other stop rules leaves an earlier winner and its test behind.
        StudyState current =
                state.searching() || state.shipsNothing() ? new StudyState(List.of()) : state.sinceSearchEnded();
        return new Overview(spec, state, trials,
                StudyState.ranked(trials, spec.objectives()),
                current.winner().flatMap(w -> trials.stream().filter(t -> t.id().equals(w.trial())).findFirst()),
                state.results(),
                spec.space().names().stream().filter(name -> varies(trials, name)).toList());
    }

    private static boolean varies(List<Trial> trials, String name) {
        return trials.stream().map(t -> t.configuration().value(name)).distinct().skip(1).findAny().isPresent();
    }

    boolean searching() {
        return state.searching();
    }

    /** The winner, or while there is none, the best trial so far. */
    Optional<Trial> best() {
        return winner.or(() -> StudyState.best(trials, spec));
    }

    Optional<Trial> baseline() {
        return trials.stream().filter(t -> t.id().equals(TrialId.BASELINE)).findFirst();
    }

    boolean baselineWon() {
        return winner.map(Trial::id).equals(Optional.of(TrialId.BASELINE));
    }

    /** Whether the winner stands in for trials that were better, and could not be refitted. */
    boolean betterWereRejected() {
        return winner.isPresent() && state.sinceSearchEnded().rejectedRefits().stream()
                .anyMatch(refit -> ranked.stream().takeWhile(trial -> !trial.equals(winner.get()))
                        .anyMatch(better -> better.id().equals(refit.trial())));
    }

    Optional<TestResult> testOf(Trial trial) {
        return tested.stream().filter(r -> r.trial().equals(trial.id())).findFirst();
    }

    /** What the gate misses; empty if it is met, or nothing was tested yet. */
    List<String> unmetGate() {
        return tested.isEmpty() ? List.of() : GateCheck.unmet(spec.gate(), spec.objective(), tested);
    }

    int openings() {
        return state.openings().size();
    }

    /** What every report says first. */
    List<Warning> warnings() {
        return Warnings.of(spec, state);
    }

    /** What the study is doing, or why its search ended. */
    String status() {
        if (searching()) {
            return trials.isEmpty() ? "no trial yet" : "searching";
        }
        return "search ended: " + state.searchEnded().orElseThrow().reason();
    }

    /** What several goals leave to choose from; empty with one objective, and before the first result. */
    Optional<Front> front() {
        return spec.objectives().several() && trials.stream().anyMatch(Trial::isComparable)
                ? Optional.of(Front.of(
                        spec.objectives(),
                        trials.stream().map(t -> t.standing(spec.objectives())).toList()))
                : Optional.empty();
    }

    /** Why trials failed and diverged: of each kind the reason that most have, and the first trial that has it. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        for (Trial.State state : List.of(Trial.State.FAILED, Trial.State.DIVERGED)) {
            Map<String, List<Trial>> byReason = trials.stream().filter(t -> t.state() == state)
                    .collect(Collectors.groupingBy(Trial::reason, LinkedHashMap::new, Collectors.toList()));
            byReason.entrySet().stream().max(Comparator.comparingInt(e -> e.getValue().size())).ifPresent(most -> {
                int others = most.getValue().size() - 1;
                failures.add("%s: trial %s%s: %s".formatted(state.name().toLowerCase(Locale.ROOT),
                        most.getValue().get(0).id(), others == 0 ? "" : " and %s more".formatted(others),
                        most.getKey()));
            });
        }
        return failures;
    }

    /** The metrics of the goals, each once, in their order. */
    List<String> goalMetrics() {
        return spec.objectives().goals().stream().map(Goal::metric).distinct().toList();
    }

    /** A metric at the epoch that speaks for the trial; {@code NaN} if there is none. */
    double value(Trial trial, String metric) {
        return trial.isComparable() ? trial.representative(spec.objectives())
                .map(e -> e.metrics().getOrDefault(metric, Double.NaN)).orElse(Double.NaN) : Double.NaN;
    }

    /** All that were trained, those of finalists that were trained twice included. */
    long epochs() {
        return state.rungs().stream().flatMap(rung -> rung.ofTasks().stream()).mapToLong(o -> o.epochs().size()).sum();
    }

    /** The sampler's name; of {@code auto}, what it stands for. */
    String sampler() {
        return state.opened().map(opened -> opened.chosen().get("search.sampler")).orElse(spec.sampler().name());
    }

    Map<Trial.State, Long> trialsByState() {
        Map<Trial.State, Long> counts = new EnumMap<>(Trial.State.class);
        for (Trial.State kind : Trial.State.values()) {
            counts.put(kind, trials.stream().filter(t -> t.state() == kind).count());
        }
        return counts;
    }

    /** Slot-seconds waited at the barriers of all rungs. */
    double idleSeconds() {
        return state.rungs().stream().mapToDouble(LedgerEvent.RungFinished::idleSeconds).sum();
    }

    /**
     * What all runs of the study took together, each from when it opened or resumed the study to the last that it
     * recorded; empty while the search goes on.
     */
    Optional<Duration> wallTime() {
        if (searching()) {
            return Optional.empty();
        }
        Duration all = Duration.ZERO;
        Instant begun = null;
        Instant last = null;
        for (LedgerEvent event : state.events()) {
            if (event instanceof StudyOpened || event instanceof StudyResumed) {
                all = begun == null ? all : all.plus(Duration.between(begun, last));
                begun = at(event);
                last = begun;
            } else if (begun != null) {
                // A driver that was killed has left no later trace than how long it had been searching.
                Instant at = event instanceof TimeSpent spent
                        ? begun.plusMillis(Math.round(1000 * spent.seconds()))
                        : at(event);
                last = at == null || at.isBefore(last) ? last : at;
            }
        }
        return begun == null ? Optional.empty() : Optional.of(all.plus(Duration.between(begun, last)));
    }

    private static Instant at(LedgerEvent event) {
        return event instanceof StudyOpened opened ? opened.at()
                : event instanceof StudyResumed resumed ? resumed.at()
                : event instanceof SearchEnded ended ? ended.at()
                : event instanceof LockBoxOpened box ? box.at()
                : event instanceof StudyFinished finished ? finished.at() : null;
    }

    /** What epochs tell beside metrics; none where a trainer of the user's own says what there is. */
    List<String> diagnostics() {
        return spec.trainer().isPresent() ? List.of() : Diagnostics.of(spec.objective().metric());
    }

    /** How a trial fits its rows; empty if there is too little to tell by. */
    Optional<Fit> fit(Trial trial) {
        return Optional.ofNullable(fits(List.of(trial)).get(trial.id()));
    }

    /** How trials fit their rows, those of which enough is known to tell. */
    Map<TrialId, Fit> fits(List<Trial> of) {
        Map<TrialId, Double> constants = new TreeMap<>();
        for (LedgerEvent.RungFinished rung : state.rungs()) {
            for (TrialOutcome outcome : rung.outcomes()) {
                if (outcome instanceof TrialOutcome.Completed completed && !Double.isNaN(completed.constantLoss())) {
                    constants.putIfAbsent(outcome.trial(), completed.constantLoss());
                }
            }
        }
        Map<TrialId, Fit> fits = new TreeMap<>();
        of.forEach(trial -> Fit.of(trial, spec.objective(), constants.getOrDefault(trial.id(), Double.NaN))
                .ifPresent(fit -> fits.put(trial.id(), fit)));
        return fits;
    }

    /** How the best trial fits, and what to try, as a line; empty if there is too little to tell by. */
    Optional<String> fitText() {
        return best().flatMap(trial -> fit(trial).map(fit -> "%s %s%s.%s".formatted(
                winner.isPresent() ? "The winner" : "The best trial so far", fit.key(),
                Fit.both(trial.curve(), spec.objective()).map(both -> ": %s %s on training rows, %s on validation rows"
                        .formatted(spec.objective().metric(), Numbers.metric(both.get(0)),
                                Numbers.metric(both.get(1)))).orElse(""),
                fit.remedy().isEmpty() ? "" : " Try " + fit.remedy() + ".")));
    }

    /** Metrics that any epoch reported, the objective first, then by name. */
    List<String> metrics() {
        TreeSet<String> reported = new TreeSet<>();
        trials.forEach(t -> t.curve().epochs().forEach(e -> reported.addAll(e.metrics().keySet())));
        String objective = spec.objective().metric();
        reported.remove(objective);
        diagnostics().forEach(reported::remove);
        return Stream.concat(Stream.of(objective), reported.stream()).toList();
    }
}
