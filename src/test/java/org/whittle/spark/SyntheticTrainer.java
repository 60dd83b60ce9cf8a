package org.whittle.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.work.Execution;
import org.whittle.work.FinalModel;
import org.whittle.work.Place;
import org.whittle.work.RefitTask;
import org.whittle.work.Rows;
import org.whittle.work.TestResult;
import org.whittle.work.Trainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialRunner;
import org.whittle.work.TrialTask;

/**
 * A trainer without networks, for tests of scheduling: every configuration says what its training does
 * ({@code behaviour}), and each training leaves a file, so that trainings can be counted across processes.
 */
record SyntheticTrainer(String directory) implements Trainer {

    @Override
    public TrialRunner runner(Place place) {
        return new Runner(place);
    }

    /** How often a trial was trained, whether or not it got to its end. */
    long trainings(int trial) throws IOException {
        try (var files = Files.list(Path.of(directory))) {
            return files.filter(f -> f.getFileName().toString().startsWith("training-%d-".formatted(trial))).count();
        }
    }

    @Override
    public FinalModel refit(RefitTask task, Place place) throws IOException {
        // Later tasks end first.
        pause(task.trial().value() == 0 ? 0 : 300);
        return new FinalModel(task.trial(), task.epochs(), task.directory() + "@" + place.cohort(), 0.5, 1, 100, 0);
    }

    @Override
    public List<TestResult> evaluate(List<FinalModel> models, Rows test, int resamples, long seed, Place place) {
        return models.stream().map(model -> new TestResult(model.trial(), new TreeMap<>(
                Map.of("rows", new Estimate(test.count(), resamples, seed))),
                new TreeMap<>())).toList();
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private final class Runner implements TrialRunner {

        private final Place place;

        private Runner(Place place) {
            this.place = place;
        }

        @Override
        public List<TrialOutcome> run(List<TrialTask> cohort) throws IOException {
            List<TrialOutcome> outcomes = new ArrayList<>();
            for (TrialTask task : cohort) {
                Files.createFile(Path.of(directory, "training-%d-%s".formatted(task.id().value(), UUID.randomUUID())));
                outcomes.add(train(task));
            }
            return outcomes;
        }

        private TrialOutcome train(TrialTask task) throws IOException {
            String[] behaviour = ((String) task.configuration().value("behaviour").orElse("complete")).split(" ");
            boolean first = place.attempt() == 0;
            switch (behaviour[0]) {
                case "complete" -> { }
                case "sleep" -> pause(Long.parseLong(behaviour[1]));
                case "sleep-first" -> pause(first ? Long.parseLong(behaviour[1]) : 0);
                case "throw-first" -> {
                    if (first) {
                        throw new IOException("the first disk is full");
                    }
                }
                case "throw" -> throw new IOException("every disk is full");
                case "bad-node" -> {
                    if (place.host().equals(behaviour[1])) {
                        throw new IOException("the disk of %s is full".formatted(behaviour[1]));
                    }
                    pause(Long.parseLong(behaviour[2]));
                }
                case "halt-first" -> {
                    if (first) {
                        Runtime.getRuntime().halt(3);
                    }
                }
                case "fail-when-interrupted" -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        return new TrialOutcome.Failed(task.id(), task.bracket(), task.rung(), List.of(), "interrupted",
                                execution());
                    }
                }
                case "meet" -> Rendezvous.meet(Integer.parseInt(behaviour[1]));
                default -> throw new IllegalArgumentException(behaviour[0]);
            }
            EpochRecord epoch = new EpochRecord(task.target().epochs(),
                    new TreeMap<>(Map.of("accuracy", 1.0 / (1 + task.id().value()))), 0);
            return new TrialOutcome.Completed(task.id(), task.bracket(), task.rung(), List.of(epoch),
                    "checkpoints/" + task.id(), false, Double.NaN, execution());
        }

        private Execution execution() {
            return new Execution(place.host(), "gpus " + place.gpus(), place.cohort(), place.attempt(), 0, 0);
        }
    }
}
