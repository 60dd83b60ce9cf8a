package org.whittle.spark;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.whittle.schedule.Rung;
import org.whittle.study.OutcomeStore;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialTask;

/** Outcomes in a local directory that driver and executors share. */
record DirectoryOutcomes(String directory) implements OutcomeStore {

    @Override
    public void save(TrialOutcome outcome) throws IOException {
        Path part = Path.of(directory, UUID.randomUUID() + ".part");
        Files.write(part, Wire.write(outcome));
        try {
            Files.createLink(file(outcome.bracket(), outcome.rung(), outcome.trial().value()), part);
        } catch (FileAlreadyExistsException e) {
            // The first attempt wins.
        } finally {
            Files.delete(part);
        }
    }

    @Override
    public Optional<TrialOutcome> find(TrialTask task) throws IOException {
        Path file = file(task.bracket(), task.rung(), task.id().value());
        return Files.exists(file) ? Optional.of(Wire.read(Files.readAllBytes(file))) : Optional.empty();
    }

    @Override
    public List<TrialOutcome> findAll(Rung rung) throws IOException {
        List<TrialOutcome> found = new ArrayList<>();
        for (TrialTask task : rung.tasks()) {
            find(task).ifPresent(found::add);
        }
        return found;
    }

    private Path file(int bracket, int rung, int trial) {
        return Path.of(directory, "%d-%d-%d".formatted(bracket, rung, trial));
    }
}
