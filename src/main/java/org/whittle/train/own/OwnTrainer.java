package org.whittle.train.own;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.work.CheckpointPath;
import org.whittle.work.Execution;
import org.whittle.work.FileStore;
import org.whittle.work.FinalModel;
import org.whittle.work.LostCheckpointException;
import org.whittle.work.Machine;
import org.whittle.work.OwnTraining;
import org.whittle.work.Place;
import org.whittle.work.RefitTask;
import org.whittle.work.Rows;
import org.whittle.work.Start;
import org.whittle.work.TestResult;
import org.whittle.work.Trainable;
import org.whittle.work.Trainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialRunner;
import org.whittle.work.TrialTask;

/** Trains by what the user brings: a class or a command. */
public final class OwnTrainer implements Trainer {

    private static final long serialVersionUID = 1L;

    /** What a last training left in its folder, and what it measured on test rows: of a model's directory. */
    private static final String FOLDER = "/checkpoint.zip";
    private static final String TEST = "/test.json";

    private final OwnTraining own;
    private final FileStore files;
    private final int maxEpochs;
    private final String data;
    private final boolean folded;

    /**
     * @param files of the study directory
     * @param maxEpochs the study's, after which no checkpoint is needed
     * @param data where the study's prepared rows lie, as a URI; empty if it has none
     * @param folded whether each fold has rows of its own there
     */
    public OwnTrainer(OwnTraining own, FileStore files, int maxEpochs, String data, boolean folded) {
        this.folded = folded;
        this.own = own;
        this.files = files;
        this.maxEpochs = maxEpochs;
        this.data = data;
    }

    /** The same, of rows that are not divided into folds. */
    public OwnTrainer(OwnTraining own, FileStore files, int maxEpochs, String data) {
        this(own, files, maxEpochs, data, false);
    }

    @Override
    public TrialRunner runner(Place place) {
        return cohort -> {
            List<TrialOutcome> outcomes = new ArrayList<>(cohort.size());
            for (TrialTask task : cohort) {
                outcomes.add(train(task, place));
            }
            return outcomes;
        };
    }

    private TrialOutcome train(TrialTask task, Place place) throws IOException {
        long began = System.nanoTime();
        try (TrialFolder folder = TrialFolder.make()) {
            Optional<CheckpointArchive> start = Optional.empty();
            if (task.start() instanceof Start.Resume resume) {
                start = Optional.of(saved(task, resume, folder));
                // What another trial left has not ended for this one.
                if (start.get().ended() && !resume.copied()) {
                    String kept = save(task, place, start.get(), folder);
                    return new TrialOutcome.Completed(
                            task.id(),
                            task.bracket(),
                            task.rung(),
                            List.of(),
                            kept,
                            true,
                            Double.NaN,
                            execution(place, began, 0),
                            task.fold());
                }
            }
            int from = start.map(CheckpointArchive::epoch).orElse(0);
            OwnRun.Result result = run(
                    new Trainable.Task(
                            task.id().value(),
                            task.configuration(),
                            seed(task.seed()),
                            task.fold(),
                            from,
                            task.target().epochs(),
                            folder.checkpoint(),
                            false,
                            folded ? "%s/fold=%d".formatted(data, task.fold()) : data),
                    place);
            return outcome(task, place, folder, from, result, began);
        }
    }

    /** @throws LostCheckpointException if what was saved is gone, or is not what was saved */
    private CheckpointArchive saved(TrialTask task, Start.Resume resume, TrialFolder folder) throws IOException {
        String name = files.locate(resume.checkpoint());
        byte[] content = LostCheckpointException.read(files, resume.checkpoint(), task.key());
        try {
            return CheckpointArchive.unpack(content, folder.checkpoint(), name);
        } catch (CheckpointArchive.Damaged e) {
            throw new LostCheckpointException(List.of(task.key()), e.getMessage(), e);
        }
    }

    private TrialOutcome outcome(
            TrialTask task, Place place, TrialFolder folder, int from, OwnRun.Result result, long began)
            throws IOException {
        double training = result.epochs().stream().mapToDouble(EpochRecord::seconds).reduce(0, Double::sum);
        if (result.failed().isPresent()) {
            return new TrialOutcome.Failed(task.id(), task.bracket(), task.rung(), result.epochs(),
                    reason(result.failed().get()), execution(place, began, training), task.fold());
        }
        if (result.diverged().isPresent()) {
            return new TrialOutcome.Diverged(
                    task.id(),
                    task.bracket(),
                    task.rung(),
                    result.epochs(),
                    result.diverged().get(),
                    execution(place, began, training),
                    task.fold());
        }
        int reached = from + result.epochs().size();
        boolean early = reached < task.target().epochs();
        try {
            String checkpoint = save(task, place, new CheckpointArchive(reached, early), folder);
            return new TrialOutcome.Completed(
                    task.id(),
                    task.bracket(),
                    task.rung(),
                    result.epochs(),
                    checkpoint,
                    early,
                    Double.NaN,
                    execution(place, began, training),
                    task.fold());
        } catch (IllegalArgumentException tooMuch) {
            return new TrialOutcome.Failed(
                    task.id(),
                    task.bracket(),
                    task.rung(),
                    result.epochs(),
                    tooMuch.getMessage(),
                    execution(place, began, training),
                    task.fold());
        }
    }

    /** The path of what is kept; of a trial that has all the epochs that the study gives to one, nothing is. */
    private String save(TrialTask task, Place place, CheckpointArchive reached, TrialFolder folder) throws IOException {
        if (task.target().epochs() >= maxEpochs) {
            return TrialOutcome.NO_CHECKPOINT;
        }
        String path = CheckpointPath.of(task, place.attempt(), "zip");
        files.write(path, reached.pack(folder.checkpoint()));
        return path;
    }

    private static Execution execution(Place place, long began, double training) {
        return new Execution(
                place.host(),
                place.gpus().isEmpty() ? "cpu" : "gpu(" + String.join(",", place.gpus()) + ")",
                place.cohort(),
                place.attempt(),
                (System.nanoTime() - began) / 1e9,
                training,
                Machine.text("", !place.gpus().isEmpty()));
    }

    /**
     * The winner's last training, which measures itself on test rows; what it measured is not looked at before the
     * test.
     */
    @Override
    public FinalModel refit(RefitTask task, Place place) throws IOException {
        long began = System.nanoTime();
        try (TrialFolder folder = TrialFolder.make()) {
            int from = 0;
            OwnRun.Result result = null;
            for (RefitTask.Segment segment : task.segments()) {
                result = run(
                        new Trainable.Task(
                                task.trial().value(),
                                segment.configuration(),
                                seed(segment.seed()),
                                0,
                                from,
                                segment.epochs(),
                                folder.checkpoint(),
                                true,
                                data),
                        place);
                from += result.epochs().size();
                if (result.failed().isPresent() || result.diverged().isPresent()) {
                    String why = result.failed().map(OwnTrainer::reason).or(result::diverged).orElseThrow();
                    return new FinalModel(task.trial(), Math.max(1, from), task.directory(), Double.NaN, Double.NaN, 0,
                            (System.nanoTime() - began) / 1e9, "failed: " + why.substring(0, why.length() - 1));
                }
            }
            files.write(task.directory() + FOLDER, new CheckpointArchive(from, false).pack(folder.checkpoint()));
            files.write(task.directory() + TEST, CommandLine.JSON.writeValueAsBytes(result.test()));
            return new FinalModel(
                    task.trial(), from, task.directory(), 0, Double.NaN, 0, (System.nanoTime() - began) / 1e9);
        }
    }

    /** {@inheritDoc} Here it is told what the last trainings measured; the rows are their own. */
    @Override
    public List<TestResult> evaluate(List<FinalModel> models, Rows test, int resamples, long seed, Place place)
            throws IOException {
        List<SortedMap<String, Double>> measured = new ArrayList<>(models.size());
        for (FinalModel model : models) {
            measured.add(measured(model));
        }
        SortedMap<String, Double> last = measured.get(measured.size() - 1);
        List<TestResult> results = new ArrayList<>(models.size());
        for (int i = 0; i < models.size(); i++) {
            SortedMap<String, Estimate> metrics = new TreeMap<>();
            SortedMap<String, Estimate> advantage = new TreeMap<>();
            boolean compared = i < models.size() - 1;
            measured.get(i).forEach((name, value) -> {
                metrics.put(name, of(value));
                if (compared && last.containsKey(name)) {
                    advantage.put(name, of(value - last.get(name)));
                }
            });
            results.add(new TestResult(models.get(i).trial(), metrics, advantage));
        }
        return results;
    }

    private static Estimate of(double value) {
        return new Estimate(value, Double.NaN, Double.NaN);
    }

    private SortedMap<String, Double> measured(FinalModel model) throws IOException {
        String path = model.directory() + TEST;
        JsonNode told = CommandLine.JSON.readTree(files.read(path));
        SortedMap<String, Double> metrics = new TreeMap<>();
        for (Map.Entry<String, JsonNode> metric : told.properties()) {
            if (!metric.getValue().isNumber()) {
                throw new IOException(files.locate(path) + " is damaged: it has to hold numbers by name.");
            }
            metrics.put(metric.getKey(), metric.getValue().doubleValue());
        }
        return metrics;
    }

    private OwnRun.Result run(Trainable.Task task, Place place) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Cohort %s was cancelled".formatted(place.cohort()));
        }
        return new OwnRun(own, task).of(OwnTrainables.make(own.call(), task.trial(), place));
    }

    private static String reason(String half) {
        return "The trainer %s.".formatted(half.endsWith(".") ? half.substring(0, half.length() - 1) : half);
    }

    /** Nothing negative, and nothing beyond 31 bits: what seeds NumPy, PyTorch and Java alike. */
    private static long seed(long seed) {
        return seed >>> 33;
    }
}
