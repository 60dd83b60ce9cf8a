package org.whittle.export;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.score.step.Digest;
import org.whittle.study.LedgerEvent;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.LedgerEvent.StudyResumed;
import org.whittle.study.LedgerEvent.TimeSpent;
import org.whittle.study.Standings;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.work.FileStore;
import org.whittle.work.TrialOutcome;

/**
 * A study at one moment, as other tools want it: trials with the times at which they trained. Made of the ledger alone,
 * so that whoever exports it again says the same.
 *
 * <p>A ledger has no clock for epochs. It has when each run of the driver began, how long it had been searching when
 * each rung was committed, and how long each epoch took: an epoch's end is that of its rung less the epochs behind it.
 *
 * @param files of the study directory
 * @param opened the event with which the study began
 * @param trials in the order of their ids
 * @param best what the best trial was worth after each rung, in the order of commits; a gap before the first result
 * @param ends when each trial finished each of its epochs
 */
public record ExportedStudy(StudySpec spec, StudyState state, FileStore files, StudyOpened opened, List<Trial> trials,
                            List<Best> best, Map<TrialId, Map<Integer, Instant>> ends) {

    /**
     * @param rungs that were finished so far
     */
    record Best(int rungs, Instant at, double value) {
    }

    public ExportedStudy {
        trials = List.copyOf(trials);
        best = List.copyOf(best);
    }

    /** @return empty before the study was opened: there is nothing to tell yet */
    public static Optional<ExportedStudy> of(StudySpec spec, StudyState state, FileStore files) {
        return state.opened().map(opened -> {
            List<Best> best = new ArrayList<>();
            Map<TrialId, Map<Integer, Instant>> ends = new TreeMap<>();
            walk(spec, state.events(), best, ends);
            return new ExportedStudy(spec, state, files, opened, state.trials(), best, ends);
        });
    }

    private static void walk(StudySpec spec, List<LedgerEvent> events, List<Best> best,
                             Map<TrialId, Map<Integer, Instant>> ends) {
        Standings standings = new Standings(spec.objectives());
        Instant begun = Instant.EPOCH;
        Instant now = begun;
        int rungs = 0;
        Optional<Standing> leader = Optional.empty();
        for (int i = 0; i < events.size(); i++) {
            LedgerEvent event = events.get(i);
            if (event instanceof StudyOpened first) {
                begun = first.at();
                now = begun;
            } else if (event instanceof StudyResumed again) {
                begun = again.at();
                now = begun;
            } else if (event instanceof RungFinished rung) {
                now = later(now, committed(begun, events, i));
                for (TrialOutcome outcome : rung.outcomes()) {
                    note(outcome, now, ends.computeIfAbsent(outcome.trial(), id -> new TreeMap<>()));
                    leader = better(spec, leader, standings.note(outcome));
                }
                rungs++;
                Instant at = now;
                int count = rungs;
                leader.ifPresent(standing -> best.add(new Best(count, at, standing.value())));
            }
        }
    }

    /** When a rung was committed: how long the run had been searching is written right behind it. */
    private static Instant committed(Instant begun, List<LedgerEvent> events, int rung) {
        for (int i = rung + 1; i < events.size() && !(events.get(i) instanceof RungFinished)
                && !(events.get(i) instanceof StudyResumed); i++) {
            if (events.get(i) instanceof TimeSpent spent) {
                return begun.plusMillis(Math.round(1000 * spent.seconds()));
            }
        }
        return begun;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static void note(TrialOutcome outcome, Instant end, Map<Integer, Instant> ends) {
        Instant at = end;
        for (int i = outcome.epochs().size() - 1; i >= 0; i--) {
            EpochRecord epoch = outcome.epochs().get(i);
            ends.putIfAbsent(epoch.epoch(), at);
            at = at.minusMillis(Math.round(1000 * epoch.seconds()));
        }
    }

    private static Optional<Standing> better(StudySpec spec, Optional<Standing> leader, Standing next) {
        if (!next.completed() || leader.isPresent()
                && spec.objective().ranking().compare(leader.get(), next) <= 0) {
            return leader;
        }
        return Optional.of(next);
    }

    /** What tells this study from all others, those of the same name and seed too: sixteen letters of a hash. */
    String identity() {
        String text = "%s %d %s %s".formatted(opened.name(), opened.seed(), opened.at(), opened.dataFingerprint());
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** Whether a trial's epochs will stay what they are: with several folds they are means that may take in more. */
    boolean isSettled() {
        return spec.scheduler().folds() <= 1 || !state.searching();
    }

    /** Whether nothing more will be said of a trial: a finalist that goes on is the exception. */
    static boolean hasEnded(Trial trial) {
        return trial.state() != Trial.State.RUNNING;
    }

    /** When a trial began to train; when the study began if it has not. */
    Instant start(Trial trial) {
        return trial.curve().epochs().stream().findFirst()
                .map(epoch -> end(trial, epoch).minusMillis(Math.round(1000 * epoch.seconds())))
                .orElse(opened.at());
    }

    /** When a trial finished its last epoch; when the study began if it has none. */
    Instant end(Trial trial) {
        return trial.curve().last().map(epoch -> end(trial, epoch)).orElse(opened.at());
    }

    /** When a trial finished an epoch. */
    Instant end(Trial trial, EpochRecord epoch) {
        return ends.getOrDefault(trial.id(), Map.of()).getOrDefault(epoch.epoch(), opened.at());
    }

    /** What a trial is worth; empty if it has no result. */
    Optional<Double> objective(Trial trial) {
        return trial.isComparable() ? Optional.of(trial.value(spec.objectives())).filter(v -> !v.isNaN())
                : Optional.empty();
    }

    /** The winner, once there is one. */
    Optional<Trial> winner() {
        return state.searching() ? Optional.empty() : state.sinceSearchEnded().winner()
                .flatMap(winner -> trials.stream().filter(trial -> trial.id().equals(winner.trial())).findFirst());
    }

    /** Whether everything of the study is there, page, tables and model included. */
    boolean isFinished() {
        return !state.searching() && state.sinceSearchEnded().finished().isPresent();
    }

    /** As other tools name a trial. */
    static String name(Trial trial) {
        return "trial-%05d".formatted(trial.id().value());
    }
}
