package org.whittle.ledger;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.whittle.schedule.Rung;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InvalidInputException;
import org.whittle.study.OutcomeStore;
import org.whittle.trial.FileStore;
import org.whittle.trial.TrialId;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialTask;

/**
 * Outcomes as files of the study directory: {@code outcomes/bracket=1/rung=2/cohort-of-trial=17.json}, each made once and
 * named after the member with the least id. No two cohorts of a rung have the same, even if the rest of a rung is divided
 * anew.
 */
public final class HadoopOutcomeStore implements OutcomeStore {

    private static final long serialVersionUID = 1L;

    private final FileStore files;

    /** What a file holds. */
    private record Cohort(int format, List<TrialOutcome> outcomes) {
    }

    public HadoopOutcomeStore(FileStore files) {
        this.files = files;
    }

    @Override
    public void save(List<TrialOutcome> cohort) throws IOException {
        TrialOutcome any = cohort.get(0);
        files.writeNew(path(any.bracket(), any.rung(), cohort.stream().map(TrialOutcome::trial).toList()),
                SealedJson.seal(LedgerJson.write(new Cohort(EarlierFormats.FORMAT, cohort))));
    }

    @Override
    public Optional<List<TrialOutcome>> find(List<TrialTask> cohort) throws IOException {
        TrialTask any = cohort.get(0);
        String path = path(any.bracket(), any.rung(), cohort.stream().map(TrialTask::id).toList());
        if (!files.exists(path)) {
            return Optional.empty();
        }
        Map<TrialId, TrialOutcome> found = new TreeMap<>();
        decode(path, files.read(path), any.bracket(), any.rung()).forEach(o -> found.put(o.trial(), o));
        List<TrialOutcome> outcomes = cohort.stream().filter(t -> found.containsKey(t.id())).map(t -> found.get(t.id()))
                .toList();
        if (outcomes.size() != cohort.size() || found.size() != cohort.size()) {
            throw new InvalidInputException("%s is damaged: it holds outcomes of the trials %s instead of %s.".formatted(
                    files.locate(path), found.keySet(), cohort.stream().map(TrialTask::id).toList()));
        }
        return Optional.of(outcomes);
    }

    @Override
    public List<TrialOutcome> findAll(Rung rung) throws IOException {
        String directory = directory(rung.bracket(), rung.index());
        List<String> paths = files.list(directory).stream().filter(name -> name.endsWith(".json"))
                .map(name -> directory + "/" + name).toList();
        Map<TrialId, TrialOutcome> found = new TreeMap<>();
        ManyFiles.read(files, paths, (index, content) -> decode(paths.get(index), content, rung.bracket(), rung.index()))
                .forEach(cohort -> cohort.forEach(outcome -> found.put(outcome.trial(), outcome)));
        return rung.tasks().stream().filter(task -> found.containsKey(task.id())).map(task -> found.get(task.id()))
                .toList();
    }

    private List<TrialOutcome> decode(String path, byte[] content, int bracket, int rung) {
        String file = files.locate(path);
        List<TrialOutcome> outcomes = LedgerJson.readVersioned(content, Cohort.class, EarlierFormats.FORMAT, file).outcomes();
        for (TrialOutcome outcome : outcomes) {
            if (outcome.bracket() != bracket || outcome.rung() != rung) {
                throw new InvalidInputException("%s is damaged: it holds an outcome of trial %s, bracket %d, rung %d."
                        .formatted(file, outcome.trial(), outcome.bracket(), outcome.rung()));
            }
        }
        return outcomes;
    }

    private static String path(int bracket, int rung, Collection<TrialId> trials) {
        return directory(bracket, rung) + "/cohort-of-trial=" + trials.stream().sorted().findFirst().orElseThrow()
                + ".json";
    }

    private static String directory(int bracket, int rung) {
        return "outcomes/bracket=" + bracket + "/rung=" + rung;
    }
}
