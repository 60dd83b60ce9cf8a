package org.whittle.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Ledger;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudyInUseException;
import org.whittle.work.FileStore;

/**
 * A ledger as files of the study directory: {@code ledger/00000001.json} and on, one for each commit, each made once
 * and exclusively. So a commit is whole or absent, and of two drivers only one makes the next.
 *
 * <p>A commit ends with the {@linkplain SealedJson sum} of its content, and names what the files before it add up to:
 * c<sub>0</sub> is empty, c<sub>n</sub> = SHA-256(c<sub>n−1</sub> SHA-256(file n)), all as hexadecimal text. So a
 * change of any byte of any commit is found, except in the last commits of a study that a release before format 2
 * wrote. That the last commits are missing altogether cannot be found: a driver that was killed earlier would have left
 * the same.
 *
 * <p>Where files cannot be made exclusively ({@link FileStore#isExclusive}), a former owner's last commit may arrive
 * after the next owner's first, under the same number, and replace it. So an owner sees to it, before each further
 * commit, that its first is its own; later ones cannot be replaced, since a former owner that looks again finds that
 * it is none.
 */
public final class HadoopLedger implements Ledger {

    private static final String DIRECTORY = "ledger";
    private static final int UNREAD = -1;

    private final FileStore files;
    private final Optional<StudyLock> lock;
    private int commits = UNREAD;
    private String sum = "";
    private Optional<Written> first = Optional.empty();

    /** This owner's first commit. */
    private record Written(String path, byte[] content) {
    }

    /** @param before what the commits before it add up to */
    private record Commit(int format, int commit, String before, List<LedgerEvent> events) {
    }

    private record Decoded(Commit commit, String digest) {
    }

    private HadoopLedger(FileStore files, Optional<StudyLock> lock) {
        this.files = files;
        this.lock = lock;
    }

    /** For the study's owner. */
    public static HadoopLedger owned(FileStore files, StudyLock lock) {
        return new HadoopLedger(files, Optional.of(lock));
    }

    /** For everybody else: nothing can be appended. */
    public static HadoopLedger readOnly(FileStore files) {
        return new HadoopLedger(files, Optional.empty());
    }

    @Override
    public synchronized List<LedgerEvent> read() {
        try {
            List<String> names = files.list(DIRECTORY);
            for (int i = 0; i < names.size(); i++) {
                requireNext(names.get(i), i + 1);
            }
            List<Decoded> read = ManyFiles.read(files, names.stream().map(n -> DIRECTORY + "/" + n).toList(),
                    (index, content) -> decode(content, index + 1));
            sum = chained(read);
            commits = read.size();
            // What a later minor version wrote beside the events that this release knows, reads as nothing.
            return read.stream().flatMap(d -> d.commit().events().stream()).filter(Objects::nonNull).toList();
        } catch (IOException e) {
            throw InfrastructureException.of("The ledger %s cannot be read".formatted(files.locate(DIRECTORY)), e);
        }
    }

    @Override
    public synchronized void append(List<LedgerEvent> events) {
        StudyLock owned = lock.orElseThrow(() -> new IllegalStateException("The study is open for reading only."));
        if (commits == UNREAD) {
            read();
        }
        owned.requireOwned();
        String path = path(commits + 1);
        byte[] content = SealedJson.seal(LedgerJson.write(
                new Commit(EarlierFormats.FORMAT, commits + 1, sum, List.copyOf(events))));
        try {
            mend();
            if (!files.writeNew(path, content)) {
                throw new StudyInUseException("The study %s is in use: another driver has committed %s."
                        .formatted(files.locate(""), path));
            }
        } catch (IOException e) {
            throw InfrastructureException.of("The commit %s cannot be written".formatted(files.locate(path)), e);
        }
        if (first.isEmpty()) {
            first = Optional.of(new Written(path, content));
        }
        commits++;
        sum = next(sum, SealedJson.digest(content));
    }

    /** To be called by the owner: writes its first commit again, if a former owner's has replaced it. */
    private void mend() throws IOException {
        if (first.isPresent() && !files.isExclusive()) {
            Written own = first.get();
            if (!Arrays.equals(files.read(own.path()), own.content())) {
                files.write(own.path(), own.content());
            }
        }
    }

    /** Checks that each commit follows from those before it, and adds them up. */
    private String chained(List<Decoded> read) {
        String before = "";
        int format = EarlierFormats.FIRST;
        for (Decoded decoded : read) {
            Commit commit = decoded.commit();
            String file = files.locate(path(commit.commit()));
            if (commit.format() < format) {
                throw new InvalidInputException(
                        "The ledger is damaged: %s (commit %d) has format %d, but follows one of %d."
                                .formatted(file, commit.commit(), commit.format(), format));
            }
            if (commit.format() >= SealedJson.SINCE && !commit.before().equals(before)) {
                throw new InvalidInputException(
                        ("The ledger is damaged: %s (commit %d) does not follow from the commits "
                                        + "before it: one of them was changed or exchanged. Put the files of a copy "
                                        + "back.")
                                .formatted(file, commit.commit()));
            }
            format = commit.format();
            before = next(before, decoded.digest());
        }
        return before;
    }

    private static String next(String before, String digest) {
        return SealedJson.digest((before + digest).getBytes(StandardCharsets.US_ASCII));
    }

    private void requireNext(String name, int expected) {
        if (!name.matches("[0-9]{8}\\.json")) {
            throw new InvalidInputException("%s is not a commit of the ledger. Move it elsewhere."
                    .formatted(files.locate(DIRECTORY + "/" + name)));
        }
        if (Integer.parseInt(name.substring(0, 8)) != expected) {
            throw new InvalidInputException("The ledger is damaged: %s is missing, but there is %s."
                    .formatted(files.locate(path(expected)), name));
        }
    }

    private Decoded decode(byte[] content, int number) {
        String file = files.locate(path(number));
        Commit commit = LedgerJson.readVersioned(content, Commit.class, EarlierFormats.FORMAT, file);
        if (commit.commit() != number) {
            throw new InvalidInputException(
                    "The ledger is damaged: %s holds commit %d.".formatted(file, commit.commit()));
        }
        return new Decoded(commit, SealedJson.digest(content));
    }

    private static String path(int commit) {
        return String.format(Locale.ROOT, "%s/%08d.json", DIRECTORY, commit);
    }
}
