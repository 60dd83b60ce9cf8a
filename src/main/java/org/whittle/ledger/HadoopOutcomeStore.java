package org.whittle.ledger;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.whittle.schedule.Rung;
import org.whittle.study.EarlierFormats;
import org.whittle.study.OutcomeStore;
import org.whittle.work.FileStore;
import org.whittle.work.TaskId;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Outcomes as files of the study directory: {@code outcomes/bracket=1/rung=2/cohort-of-trial=17.json}, each made once
 * and named after the member with the least id, with its fold unless that is 0. No two cohorts of a rung have the same,
 * even if the rest of a rung is divided anew.
 */
public final class HadoopOutcomeStore implements OutcomeStore {

    private static final long serialVersionUID = 1L;

    private final FileStore files;
    /** Only the driver has somebody to tell. */
    private final transient Consumer<String> notices;

    /** What a file holds. */
    private record Cohort(int format, List<TrialOutcome> outcomes) {
    }

    public HadoopOutcomeStore(FileStore files) {
        this(files, notice -> { });
    }

    /** @param notices told of files that are damaged, a line each */
    public HadoopOutcomeStore(FileStore files, Consumer<String> notices) {
        this.files = files;
        this.notices = notices;
    }

    @Override
    public void save(List<TrialOutcome> cohort) throws IOException {
        TrialOutcome any = cohort.get(0);
        List<TaskId> tasks = cohort.stream().map(TrialOutcome::key).toList();
        String path = path(any.bracket(), any.rung(), tasks);
        byte[] content = SealedJson.seal(LedgerJson.write(new Cohort(EarlierFormats.FORMAT, cohort)));
        if (!files.writeNew(path, content) && !isSound(path, any.bracket(), any.rung(), tasks)) {
            files.write(path, content);
        }
    }

    @Override
    public Optional<List<TrialOutcome>> find(List<TrialTask> cohort) throws IOException {
        TrialTask any = cohort.get(0);
        List<TaskId> tasks = cohort.stream().map(TrialTask::key).toList();
        String path = path(any.bracket(), any.rung(), tasks);
        if (!files.exists(path)) {
            return Optional.empty();
        }
        try {
            Map<TaskId, TrialOutcome> found = new TreeMap<>();
            whole(path, any.bracket(), any.rung(), tasks).forEach(o -> found.put(o.key(), o));
            return Optional.of(tasks.stream().map(found::get).toList());
        } catch (DamagedFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<TrialOutcome> findAll(Rung rung) throws IOException {
        String directory = directory(rung.bracket(), rung.index());
        List<String> paths = files.list(directory).stream().filter(name -> name.endsWith(".json"))
                .map(name -> directory + "/" + name).toList();
        Map<TaskId, TrialOutcome> found = new TreeMap<>();
        List<List<TrialOutcome>> cohorts = ManyFiles.read(files, paths, (index, content) -> {
            try {
                return decode(paths.get(index), content, rung.bracket(), rung.index());
            } catch (DamagedFileException e) {
                notices.accept(e.getMessage().replaceFirst("\\.? ?(Put the file of a copy.*)?$", ".")
                        + " It counts as absent: its trials are trained again.");
                return List.of();
            }
        });
        cohorts.forEach(cohort -> cohort.forEach(outcome -> found.put(outcome.key(), outcome)));
        return rung.tasks().stream().filter(task -> found.containsKey(task.key())).map(task -> found.get(task.key()))
                .toList();
    }

    private boolean isSound(String path, int bracket, int rung, List<TaskId> tasks) throws IOException {
        try {
            return !whole(path, bracket, rung, tasks).isEmpty();
        } catch (DamagedFileException e) {
            return false;
        }
    }

    /** The outcomes of just these tasks. */
    private List<TrialOutcome> whole(String path, int bracket, int rung, List<TaskId> tasks) throws IOException {
        List<TrialOutcome> outcomes = decode(path, files.read(path), bracket, rung);
        List<TaskId> held = outcomes.stream().map(TrialOutcome::key).sorted().toList();
        if (!held.equals(tasks.stream().sorted().toList())) {
            throw new DamagedFileException("%s is damaged: it holds outcomes of the trials %s instead of %s.".formatted(
                    files.locate(path), held, tasks));
        }
        return outcomes;
    }

    private List<TrialOutcome> decode(String path, byte[] content, int bracket, int rung) {
        String file = files.locate(path);
        List<TrialOutcome> outcomes =
                LedgerJson.readVersioned(content, Cohort.class, EarlierFormats.FORMAT, file).outcomes();
        for (TrialOutcome outcome : outcomes) {
            if (outcome.bracket() != bracket || outcome.rung() != rung) {
                throw new DamagedFileException("%s is damaged: it holds an outcome of trial %s, bracket %d, rung %d."
                        .formatted(file, outcome.trial(), outcome.bracket(), outcome.rung()));
            }
        }
        return outcomes;
    }

    private static String path(int bracket, int rung, Collection<TaskId> tasks) {
        return directory(bracket, rung) + "/cohort-of-trial=" + tasks.stream().sorted().findFirst().orElseThrow().name()
                + ".json";
    }

    private static String directory(int bracket, int rung) {
        return "outcomes/bracket=" + bracket + "/rung=" + rung;
    }
}
