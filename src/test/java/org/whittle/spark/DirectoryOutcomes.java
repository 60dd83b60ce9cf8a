package org.whittle.spark;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.whittle.schedule.Rung;
import org.whittle.study.OutcomeStore;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Outcomes in a local directory that driver and executors share. */
record DirectoryOutcomes(String directory) implements OutcomeStore {

    @Override
    public void save(List<TrialOutcome> cohort) throws IOException {
        Path part = Path.of(directory, UUID.randomUUID() + ".part");
        Files.write(part, Wire.write(new ArrayList<>(cohort)));
        try {
            Files.createLink(file(cohort.get(0).bracket(), cohort.get(0).rung(), cohort.get(0).trial().value()), part);
        } catch (FileAlreadyExistsException e) {
            // The first attempt wins.
        } finally {
            Files.delete(part);
        }
    }

    @Override
    public Optional<List<TrialOutcome>> find(List<TrialTask> cohort) throws IOException {
        TrialTask first = cohort.get(0);
        Path file = file(first.bracket(), first.rung(), first.id().value());
        return Files.exists(file) ? Optional.of(Wire.read(Files.readAllBytes(file))) : Optional.empty();
    }

    @Override
    public List<TrialOutcome> findAll(Rung rung) throws IOException {
        List<TrialOutcome> found = new ArrayList<>();
        for (TrialTask task : rung.tasks()) {
            find(List.of(task)).ifPresent(found::addAll);
        }
        found.sort(Comparator.comparing(TrialOutcome::trial));
        return found;
    }

    private Path file(int bracket, int rung, int trial) {
        return Path.of(directory, "%d-%d-%d".formatted(bracket, rung, trial));
    }
}
