package org.whittle.ledger;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Ledger;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudyInUseException;
import org.whittle.trial.FileStore;

/**
 * A ledger as files of the study directory: {@code ledger/00000001.json} and on, one for each commit, each made once and
 * exclusively. So a commit is whole or absent, and of two drivers only one makes the next.
 */
public final class HadoopLedger implements Ledger {

    /** Version of the files' format. */
    static final int FORMAT = 1;

    private static final String DIRECTORY = "ledger";
    private static final int UNREAD = -1;

    private final FileStore files;
    private final Optional<StudyLock> lock;
    private int commits = UNREAD;

    private record Commit(int format, int commit, List<LedgerEvent> events) {
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
            List<List<LedgerEvent>> read = ManyFiles.read(files, names.stream().map(n -> DIRECTORY + "/" + n).toList(),
                    (index, content) -> decode(content, index + 1));
            commits = read.size();
            return read.stream().flatMap(List::stream).toList();
        } catch (IOException e) {
            throw new InfrastructureException("The ledger %s cannot be read: %s".formatted(files.locate(DIRECTORY),
                    e.getMessage()), e);
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
        try {
            if (!files.writeNew(path, LedgerJson.write(new Commit(FORMAT, commits + 1, List.copyOf(events))))) {
                throw new StudyInUseException("The study %s is in use: another driver has committed %s."
                        .formatted(files.locate(""), path));
            }
        } catch (IOException e) {
            throw new InfrastructureException("The commit %s cannot be written: %s".formatted(files.locate(path),
                    e.getMessage()), e);
        }
        commits++;
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

    private List<LedgerEvent> decode(byte[] content, int number) {
        String file = files.locate(path(number));
        Commit commit = LedgerJson.readVersioned(content, Commit.class, FORMAT, file);
        if (commit.commit() != number) {
            throw new InvalidInputException("The ledger is damaged: %s holds commit %d.".formatted(file, commit.commit()));
        }
        return commit.events();
    }

    private static String path(int commit) {
        return "%s/%08d.json".formatted(DIRECTORY, commit);
    }
}
