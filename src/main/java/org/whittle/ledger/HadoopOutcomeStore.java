package org.whittle.ledger;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.whittle.schedule.Rung;
import org.whittle.study.InvalidInputException;
import org.whittle.study.OutcomeStore;
import org.whittle.trial.FileStore;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialTask;

/**
 * Outcomes as files of the study directory: {@code outcomes/bracket=1/rung=2/trial=17.json}, each made once.
 */
public final class HadoopOutcomeStore implements OutcomeStore {

    private static final long serialVersionUID = 1L;

    private final FileStore files;

    public HadoopOutcomeStore(FileStore files) {
        this.files = files;
    }

    @Override
    public void save(TrialOutcome outcome) throws IOException {
        String directory = directory(outcome.bracket(), outcome.rung());
        files.writeNew(directory + "/" + name(outcome.trial()), LedgerJson.write(outcome));
    }

    @Override
    public Optional<TrialOutcome> find(TrialTask task) throws IOException {
        String path = path(task);
        return files.exists(path) ? Optional.of(decode(task, files.read(path))) : Optional.empty();
    }

    /** In the order of the rung's tasks. */
    @Override
    public List<TrialOutcome> findAll(Rung rung) throws IOException {
        Set<String> present = new HashSet<>(files.list(directory(rung.bracket(), rung.index())));
        List<TrialTask> done = rung.tasks().stream().filter(task -> present.contains(name(task.id()))).toList();
        return ManyFiles.read(files, done.stream().map(HadoopOutcomeStore::path).toList(),
                (index, content) -> decode(done.get(index), content));
    }

    private TrialOutcome decode(TrialTask task, byte[] content) {
        String file = files.locate(path(task));
        TrialOutcome outcome = LedgerJson.read(content, TrialOutcome.class, file);
        if (!outcome.trial().equals(task.id()) || outcome.bracket() != task.bracket() || outcome.rung() != task.rung()) {
            throw new InvalidInputException("%s is damaged: it holds an outcome of trial %s, bracket %d, rung %d."
                    .formatted(file, outcome.trial(), outcome.bracket(), outcome.rung()));
        }
        return outcome;
    }

    private static String path(TrialTask task) {
        return directory(task.bracket(), task.rung()) + "/" + name(task.id());
    }

    private static String directory(int bracket, int rung) {
        return "outcomes/bracket=" + bracket + "/rung=" + rung;
    }

    private static String name(TrialId trial) {
        return "trial=" + trial + ".json";
    }
}
