package org.whittle.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.whittle.config.StudyFile;
import org.whittle.ledger.LastOwner;
import org.whittle.ledger.StudyDirectory;
import org.whittle.ledger.StudyFinder;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.LedgerEvent.StudyFinished;
import org.whittle.study.StudyPlan;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.work.FileStore;

/**
 * How far a study is, told by its directory alone, whoever runs it and wherever: without Spark, and without waiting.
 *
 * <pre>
 *   preparing ─► searching ─► selecting ─► done
 *       └────────────┴────────────┴──────► failed   its driver ended, and said why
 *                                     └──► lost     nobody has been at work for twice the lease
 * </pre>
 *
 * Who goes on with a failed or lost study leads it back to where it was. A driver that was stopped by a signal leaves
 * its study as it is, for the next; it is lost only if none comes.
 *
 * @param ownerSeen last sign of life of a driver, by its own clock; empty if there never was one
 * @param exitCode with which the driver ended; empty unless done or failed
 * @param reason what a failed study's driver said, a line; empty text otherwise
 * @param trials that have ended
 * @param plannedTrials that there are to be, at most; at the end those that there were
 * @param epochs trained in rungs that are finished
 * @param plannedEpochs likewise
 * @param best the objective's best value so far; with several objectives, the first one's of the winner
 */
public record StudyStatus(
        State state,
        Optional<Instant> ownerSeen,
        OptionalInt exitCode,
        String reason,
        long trials,
        long plannedTrials,
        long epochs,
        long plannedEpochs,
        OptionalDouble best,
        String summary) {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Where a study stands. */
    public enum State {
        /** Its rows are written; nothing is in the ledger. */
        PREPARING,
        /** Trials train. */
        SEARCHING,
        /** The winner is chosen, refitted and tested, and tables are written. */
        SELECTING,
        /** All is there. */
        DONE,
        /** The driver ended because the study cannot go on, or the infrastructure failed. */
        FAILED,
        /** Nobody is at work on it, and nobody said why. */
        LOST;

        /** As it is printed. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether a driver is, or was a moment ago, at work on it. */
        public boolean underWay() {
            return this == PREPARING || this == SEARCHING || this == SELECTING;
        }
    }

    /**
     * Looks at a study.
     *
     * @param directory of the study
     * @return empty if there is no study
     * @throws org.whittle.study.InvalidInputException if it is damaged
     * @throws org.whittle.study.InfrastructureException if its file system cannot be reached
     */
    public static Optional<StudyStatus> of(String directory) {
        return of(SparkStart.files(directory), Clock.systemUTC());
    }

    /**
     * The directories of all studies under one, itself included, in the order of their names.
     *
     * @throws org.whittle.study.InvalidInputException if there is no such directory
     * @throws org.whittle.study.InfrastructureException if its file system cannot be reached
     */
    public static List<String> under(String directory) {
        return StudyFinder.under(directory, SparkStart.hadoopSettings());
    }

    static Optional<StudyStatus> of(FileStore files, Clock clock) {
        if (!StudyDirectory.holdsStudy(files)) {
            return Optional.empty();
        }
        try (StudyDirectory study = StudyDirectory.read(files)) {
            // In this order: what an owner says at its end is not taken for that of an earlier look at the ledger.
            Optional<LastOwner> owner = StudyDirectory.owner(files);
            StudySpec spec = StudyFile.rebuild(study.study().settings(), study.study().format());
            StudyState state = new StudyState(study.ledger().read());
            return Optional.of(of(spec, state, owner, files, clock.instant()));
        }
    }

    private static StudyStatus of(
            StudySpec spec, StudyState state, Optional<LastOwner> owner, FileStore files, Instant now) {
        Optional<LastOwner.Failure> failure = owner.flatMap(LastOwner::failure);
        State stands = stands(state, owner, now);
        OptionalInt exitCode = switch (stands) {
            case DONE -> OptionalInt.of(state.finished().map(StudyFinished::exitCode).orElse(StudyFinished.DONE));
            case FAILED -> OptionalInt.of(failure.map(LastOwner.Failure::exitCode).orElse(1));
            default -> OptionalInt.empty();
        };
        TuningResult result = new TuningResult(null, spec, state, files);
        long ended = state.trials().stream().filter(trial -> trial.state() != Trial.State.RUNNING).count();
        long epochs = state.rungs().stream().mapToLong(RungFinished::epochsTrained).sum();
        boolean searching = state.searching();
        StudyPlan plan = StudyPlan.of(spec);
        return new StudyStatus(
                stands,
                owner.map(LastOwner::seen),
                exitCode,
                stands == State.FAILED ? failure.map(LastOwner.Failure::reason).orElse("") : "",
                ended,
                searching ? Math.max(plan.trials(), ended) : ended,
                epochs,
                searching ? Math.max(plan.epochs(), epochs) : epochs,
                result.best().map(trial -> OptionalDouble.of(trial.value(spec.objectives())))
                        .orElse(OptionalDouble.empty()),
                result.summary());
    }

    private static State stands(StudyState state, Optional<LastOwner> owner, Instant now) {
        if (!state.searching() && state.sinceSearchEnded().finished().isPresent()) {
            return State.DONE;
        }
        if (owner.flatMap(LastOwner::failure).isPresent()) {
            return State.FAILED;
        }
        if (owner.map(last -> last.isSilent(now)).orElse(true)) {
            // Drivers of earlier releases left no note of their end.
            boolean hopeless = !state.searching()
                    && (state.shipsNothing() || state.trials().stream().noneMatch(Trial::isComparable));
            return hopeless ? State.FAILED : State.LOST;
        }
        return state.opened().isEmpty() ? State.PREPARING : state.searching() ? State.SEARCHING : State.SELECTING;
    }

    /** {@code STATE TRIALS/OF EPOCHS/OF BEST}, for instance {@code searching 12/47 96/459 0.9638}. */
    public String line() {
        return "%s %d/%d %d/%d %s".formatted(state.text(), trials, plannedTrials, epochs, plannedEpochs,
                best.isPresent() ? String.format(Locale.ROOT, "%.4f", best.getAsDouble()) : "-");
    }

    /**
     * What {@code results/summary.json} would say now, with {@code state}, {@code owner_seen}, {@code exit_code} and
     * {@code reason} beside.
     */
    public String json() {
        try {
            ObjectNode tree = (ObjectNode) MAPPER.readTree(summary);
            tree.put("state", state.text());
            tree.put("owner_seen", ownerSeen.map(Instant::toString).orElse(null));
            tree.put("exit_code", exitCode.isPresent() ? (Integer) exitCode.getAsInt() : null);
            tree.put("reason", reason.isEmpty() ? null : reason);
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A summary is JSON", e);
        }
    }
}
