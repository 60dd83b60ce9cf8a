package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Curve;
import org.whittle.goal.Diagnostics;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.study.Fit;
import org.whittle.study.Trial;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** A network of each kind is made, and found to be of it. */
class FitTest {

    private static final Synthetic.Data CLASSES = Synthetic.classes(600, 300, 12, 4);

    private static TrialOutcome trained(TrainingData data, int epochs, Object... settings) throws IOException {
        Objective objective = data.task() instanceof LearningTask.Classification ? Synthetic.ACCURACY : Synthetic.RMSE;
        DjlTrainer trainer = new DjlTrainer(Synthetic.defaults(settings), data, new MemoryFiles(),
                Objectives.of(objective), epochs, 2, 42);
        TrialTask task = Synthetic.fresh(1, epochs);
        return trainer.runner(Synthetic.CORE).run(List.of(task)).get(0);
    }

    private static Optional<Fit> fit(TrialOutcome outcome, Objective objective) {
        Trial.State state = outcome instanceof TrialOutcome.Diverged ? Trial.State.DIVERGED : Trial.State.FINISHED;
        Trial trial = new Trial(outcome.trial(), 1, Synthetic.configuration(), "random", Optional.empty(), 0, state,
                "", new Curve(outcome.epochs()), false, List.of(outcome.execution()));
        return Fit.of(trial, objective, outcome instanceof TrialOutcome.Completed completed
                ? completed.constantLoss() : Double.NaN);
    }

    @Test
    void whoHasSeenEnoughFits() throws IOException {
        TrialOutcome outcome = trained(CLASSES, 12, "schedule", "cosine", "learning-rate", 0.01);
        assertThat(fit(outcome, Synthetic.ACCURACY)).contains(Fit.FITS);
    }

    @Test
    void whoHardlyMovesUnderfits() throws IOException {
        assertThat(fit(trained(CLASSES, 5, "learning-rate", 1e-5), Synthetic.ACCURACY)).contains(Fit.UNDERFITS);
    }

    @Test
    void whoIsStillLearningUnderfits() throws IOException {
        assertThat(fit(trained(CLASSES, 8, "learning-rate", 3e-4), Synthetic.ACCURACY)).contains(Fit.UNDERFITS);
    }

    /** Labels that say nothing are learnt by heart. */
    @Test
    void whoLearnsByHeartOverfits() throws IOException {
        RandomStream random = RandomStream.ofSeed(3);
        Rows training = noise(random, 80);
        Synthetic.Data noise = new Synthetic.Data(CLASSES.task(), 12, training, noise(random, 300));
        TrialOutcome outcome = trained(noise, 48, "units", 128, "learning-rate", 0.01, "dropout", 0.0,
                "weight-decay", 0.0);
        assertThat(fit(outcome, Synthetic.ACCURACY)).contains(Fit.OVERFITS);
        assertThat(outcome.epochs().get(47).metrics().get("train-accuracy")).isGreaterThan(0.95);
    }

    private static Rows noise(RandomStream random, int count) {
        float[] features = new float[count * 12];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new Rows(count, 12, features, IntStream.range(0, count).mapToDouble(i -> random.nextInt(4)).toArray());
    }

    @Test
    void whoseStepsAreTooLongExplodes() throws IOException {
        assertThat(fit(trained(Synthetic.numbers(250, 150, 12), 6, "optimizer", "sgd", "learning-rate", 10.0),
                Synthetic.RMSE)).contains(Fit.EXPLODES);
    }

    /** Each sigmoid passes on a quarter of a gradient at most. */
    @Test
    void whoseGradientsDoNotComeThroughVanishes() throws IOException {
        TrialOutcome outcome = trained(CLASSES, 6, "layers", 12, "activation", "sigmoid", "optimizer", "sgd",
                "learning-rate", 0.01, "dropout", 0.0);
        assertThat(fit(outcome, Synthetic.ACCURACY)).contains(Fit.VANISHES);
        assertThat(outcome.epochs().get(5).metrics().get(Diagnostics.FIRST_GRADIENT)).isLessThan(1e-4);
    }

    @Test
    void fewEpochsTellNothing() throws IOException {
        assertThat(fit(trained(CLASSES, 3), Synthetic.ACCURACY)).isEmpty();
    }

    /** What epochs tell is the same however a training is cut, and there at the epochs that are promised. */
    @Test
    void diagnosticsAreThoseOfTheEpochNotOfTheRung() throws IOException {
        MemoryFiles files = new MemoryFiles();
        DjlTrainer trainer = Synthetic.trainer(CLASSES, files);
        TrialTask whole = Synthetic.fresh(1, 6);
        List<EpochRecord> once = trainer.runner(Synthetic.CORE).run(List.of(whole)).get(0).epochs();
        TrialOutcome begun = trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 2))).get(0);
        TrialTask rest = Synthetic.resumed(Synthetic.fresh(1, 2), ((TrialOutcome.Completed) begun).checkpoint(), 6);
        List<EpochRecord> later = trainer.runner(Synthetic.CORE).run(List.of(rest)).get(0).epochs();
        for (int epoch = 1; epoch <= 6; epoch++) {
            EpochRecord part = epoch <= 2 ? begun.epochs().get(epoch - 1) : later.get(epoch - 3);
            assertThat(part.metrics()).isEqualTo(once.get(epoch - 1).metrics());
            assertThat(part.metrics().containsKey("train-accuracy")).isEqualTo(epoch != 5);
            assertThat(part.metrics().get(Diagnostics.GRADIENT)).isPositive()
                    .isLessThanOrEqualTo(part.metrics().get(Diagnostics.LARGEST_GRADIENT));
        }
    }
}
