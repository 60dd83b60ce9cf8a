package org.whittle.train.cohort;

import ai.djl.Device;
import java.io.IOException;
import java.util.List;
import org.whittle.goal.Metric;
import org.whittle.random.RandomStream;
import org.whittle.train.engine.DeviceData;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.engine.TaskDevice;
import org.whittle.train.store.Checkpoint;
import org.whittle.work.Place;
import org.whittle.work.RefitTask;
import org.whittle.work.TrainingData;

/**
 * One network's training from its first epoch to its last, by itself. Nothing stops it early: it trains as long as the
 * trial that it repeats, with the configurations that this trial and those it descends from had, each for as long.
 */
final class SingleTraining {

    private final DjlTrainer trainer;
    private final List<RefitTask.Segment> segments;
    private final TrainingData source;
    private final RandomStream order;
    private final Place place;
    private final Evaluation evaluation;

    /**
     * Where a training came to.
     *
     * @param settings of its last part
     * @param loss mean loss over the rows that it was trained on, at the end; not finite if it diverged
     * @param ofConstant the same of the best constant prediction
     * @param ofValidationRows what the network makes of the validation rows; none if they were trained on, or it
     *     diverged
     */
    record Result(Checkpoint reached, TrainingSettings settings, double loss, double ofConstant,
                  float[] ofValidationRows) {
    }

    /**
     * @param source the study's rows, or a fold's
     * @param order the stream for the order of its rows
     */
    SingleTraining(DjlTrainer trainer, List<RefitTask.Segment> segments, TrainingData source, RandomStream order,
                   Place place) {
        this.trainer = trainer;
        this.segments = segments;
        this.source = source;
        this.order = order;
        this.place = place;
        this.evaluation = new Evaluation(source.task(), trainer.topK(), trainer.objectives());
    }

    /** On training and validation rows together. */
    Result onAllRows() throws IOException {
        return train(true);
    }

    /** On training rows alone. */
    Result onTrainingRows() throws IOException {
        return train(false);
    }

    private Result train(boolean together) throws IOException {
        Device device = TaskDevice.of(place);
        Checkpoint reached = null;
        TrainingSettings settings = null;
        double loss = Double.NaN;
        double ofConstant = Double.NaN;
        float[] said = new float[0];
        for (RefitTask.Segment segment : segments) {
            do {
                MemberStart from = start(segment, reached, settings);
                settings = from.settings();
                TrainingData rows = trainer.behind(source, settings.frozen());
                try (DeviceData.Lease lease = together ? DeviceData.acquireTogether(rows, device)
                                : DeviceData.acquire(rows, device);
                        BatchedTraining training = BatchedTraining.of(List.of(from), lease.data().training(),
                                order, rows.input(), rows.derived())) {
                    DeviceRows own = lease.data().training();
                    Member member = training.members().get(0);
                    do {
                        loss = training.train()[0];
                    } while (!ends(segment, member) && Double.isFinite(loss));
                    reached = training.checkpoint(member);
                    if (Double.isFinite(loss)) {
                        // An epoch's training loss is that of networks on the way, with units left out.
                        loss = evaluation.measure(training, own).get(0).get(Metric.VALIDATION_LOSS.key());
                    }
                    said = together || !Double.isFinite(loss) ? new float[0]
                            : training.predict(lease.data().validation(), false).outputs()[0].clone();
                    ofConstant = settings.ofBestConstant(own);
                }
            } while (reached.epoch() < segment.epochs() && Double.isFinite(loss));
            if (!Double.isFinite(loss)) {
                break;
            }
        }
        return new Result(reached, settings, loss, ofConstant, said);
    }

    /** Whether its epochs are over, or it goes on with layers that were frozen. */
    private boolean ends(RefitTask.Segment segment, Member member) {
        return member.epoch() >= segment.epochs()
                || settings(segment, member.epoch()).frozen() != member.settings().frozen();
    }

    private TrainingSettings settings(RefitTask.Segment segment, int epochs) {
        return trainer.settings(segment.configuration(), source, epochs);
    }

    /**
     * @param reached by segments before; {@code null} at the beginning
     * @param before the settings that it was reached with
     */
    private MemberStart start(RefitTask.Segment segment, Checkpoint reached, TrainingSettings before) {
        RandomStream trial = RandomStream.ofSeed(segment.seed());
        return reached == null ? MemberStart.fresh(settings(segment, 0), trial)
                : new MemberStart(before, trial, reached)
                        .thawed(settings(segment, reached.epoch()));
    }
}
