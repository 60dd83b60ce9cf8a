package org.whittle.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Ledger;
import org.whittle.study.OutcomeStore;
import org.whittle.study.StudyInUseException;
import org.whittle.study.StudySpec;
import org.whittle.work.FileStore;

/**
 * A study on its file system. Who creates or resumes one owns it until it is closed; anybody may look at one.
 */
public final class StudyDirectory implements AutoCloseable {

    static final String STUDY = "study.json";
    private static final Set<String> LEFT_BEHIND = Set.of("owner", "logs");

    private final FileStore files;
    private final StudyRecord study;
    private final Optional<StudyLock> lock;

    private StudyDirectory(FileStore files, StudyRecord study, Optional<StudyLock> lock) {
        this.files = files;
        this.study = study;
        this.lock = lock;
    }

    /**
     * Starts a study in a directory that is empty or does not exist yet.
     *
     * @param versions of Whittle, Spark, DJL, the engine and Java
     * @throws InvalidInputException if the directory holds a study or anything else, or cannot be written
     * @throws StudyInUseException if it holds a study on which a driver is at work
     */
    public static StudyDirectory create(FileStore files, StudySpec spec, SortedMap<String, String> versions) {
        try {
            requireEmpty(files);
            StudyLock lock = StudyLock.acquire(files);
            try {
                DriverProcess driver = DriverProcess.current();
                StudyRecord study = new StudyRecord(StudyRecord.KIND, EarlierFormats.FORMAT, spec.name(), spec.seed(),
                        spec.resolved(), versions, driver.host(), driver.user(), Instant.now());
                if (!files.writeNew(STUDY, SealedJson.seal(LedgerJson.writePretty(study)))) {
                    throw alreadyAStudy(files);
                }
                return new StudyDirectory(files, study, Optional.of(lock));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw unusable(files, e);
        }
    }

    /**
     * Checks, without writing anything, that a study could be started here.
     *
     * @throws InvalidInputException if the directory holds a study or anything else
     * @throws StudyInUseException if it holds a study on which a driver is at work
     */
    public static void requireVacant(FileStore files) {
        try {
            requireEmpty(files);
        } catch (IOException e) {
            throw unusable(files, e);
        }
    }

    /**
     * Takes a study up again. Whether its settings are still the same is for the caller to see first.
     *
     * @throws InvalidInputException if there is no study, it is damaged or made by a newer release
     * @throws StudyInUseException if a driver is at work on it
     */
    public static StudyDirectory resume(FileStore files) {
        StudyRecord study = readStudy(files);
        return new StudyDirectory(files, study, Optional.of(StudyLock.acquire(files)));
    }

    /**
     * Opens a study for reading, whether or not a driver is at work on it.
     *
     * @throws InvalidInputException if there is no study, it is damaged or made by a newer release
     */
    public static StudyDirectory read(FileStore files) {
        return new StudyDirectory(files, readStudy(files), Optional.empty());
    }

    /** Whether there is a study, sound or not. */
    public static boolean holdsStudy(FileStore files) {
        try {
            return files.exists(STUDY);
        } catch (IOException e) {
            throw unusable(files, e);
        }
    }

    public FileStore files() {
        return files;
    }

    public StudyRecord study() {
        return study;
    }

    /** The study's ledger; only its owner can append. */
    public Ledger ledger() {
        return lock.map(owned -> HadoopLedger.owned(files, owned)).orElseGet(() -> HadoopLedger.readOnly(files));
    }

    /** @param notices told of outcomes that are damaged, a line each */
    public OutcomeStore outcomes(Consumer<String> notices) {
        return new HadoopOutcomeStore(files, notices);
    }

    /**
     * Who owned the study last, whether or not it still does; returns at once.
     *
     * @return empty if nobody ever did
     */
    public static Optional<LastOwner> owner(FileStore files) {
        try {
            return StudyLock.last(files);
        } catch (IOException e) {
            throw unusable(files, e);
        }
    }

    /**
     * Leaves a note that this owner's run of the study failed; to be followed by {@link #close}.
     *
     * @param exitCode of the process
     * @param reason a line for people
     */
    public void fail(int exitCode, String reason) {
        lock.ifPresent(owned -> owned.fail(exitCode, reason));
    }

    /** Gives up ownership. */
    @Override
    public void close() {
        lock.ifPresent(StudyLock::close);
    }

    // A driver that was killed between its claim and study.json left nothing but the claim and its log. Hidden files
    // and the lost+found of a fresh volume are nobody's data.
    private static void requireEmpty(FileStore files) throws IOException {
        List<String> names = files.list("");
        if (names.contains(STUDY)) {
            readStudy(files);
            StudyLock.requireFree(files);
            throw alreadyAStudy(files);
        }
        List<String> foreign = names.stream()
                .filter(name -> !LEFT_BEHIND.contains(name) && !name.startsWith(".") && !name.equals("lost+found"))
                .toList();
        if (!foreign.isEmpty()) {
            throw new InvalidInputException(("The directory %s is not a study and not empty: it holds %s%s. "
                    + "Name a new directory.").formatted(files.locate(""), foreign.get(0),
                    foreign.size() > 1 ? " and %d more".formatted(foreign.size() - 1) : ""));
        }
    }

    private static StudyRecord readStudy(FileStore files) {
        String file = files.locate(STUDY);
        StudyRecord study;
        try {
            study = LedgerJson.readVersioned(files.read(STUDY), StudyRecord.class, EarlierFormats.FORMAT, file);
        } catch (FileNotFoundException e) {
            throw new InvalidInputException(
                    "There is no study in %s: it has no %s.".formatted(files.locate(""), STUDY));
        } catch (IOException e) {
            throw unusable(files, e);
        }
        if (!study.kind().equals(StudyRecord.KIND)) {
            throw new InvalidInputException("%s is not a study of Whittle: its kind is '%s'."
                    .formatted(file, study.kind()));
        }
        return study;
    }

    private static InvalidInputException alreadyAStudy(FileStore files) {
        return new InvalidInputException(
                "The directory %s already holds a study. Add --resume to go on with it, or name a new directory."
                        .formatted(files.locate("")));
    }

    private static RuntimeException unusable(FileStore files, IOException e) {
        if (e instanceof NotDirectoryException) {
            return new InvalidInputException("%s is a file. Name a directory.".formatted(files.locate("")));
        }
        return InfrastructureException.of("The study directory %s cannot be used".formatted(files.locate("")), e);
    }
}
