package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.net.loss.ClassWeights;
import org.whittle.net.loss.CrossEntropy;
import org.whittle.net.loss.Focal;
import org.whittle.net.loss.Huber;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.loss.MeanSquared;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** The loss of the best constant prediction. */
class BestConstantTest {

    private static final float[] LABELS = {0, 0, 0, 1, 1, 2, 2, 2, 2, 2};
    private static final float[] NUMBERS = {-1.5f, -0.2f, 0, 0.1f, 0.3f, 0.4f, 9};

    /** Sums of ten terms of order 1, in another order. */
    private static final double ROUNDING = 1e-12;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5})
    void ofClassesIsReachedByTheirSmoothedFrequenciesAndByNoOthers(double smoothing) {
        LossFunction loss = new CrossEntropy.Of(4, smoothing);
        double[] best = {0.3, 0.2, 0.5, 0};
        for (int c = 0; c < 4; c++) {
            best[c] = (1 - smoothing) * best[c] + smoothing / 4;
        }
        if (smoothing == 0) {
            best[3] = 1e-30;
        }

        // A float has seven digits.
        assertThat(loss.ofBestConstant(LABELS)).isCloseTo(meanLoss(loss, best), within(1e-6));
        double[] other = {0.35, 0.2, 0.4, 0.05};
        assertThat(loss.ofBestConstant(LABELS)).isLessThan(meanLoss(loss, other));
    }

    @Test
    void ofTwoEqualClassesIsTheLogarithmOfTwo() {
        assertThat(new CrossEntropy.Of(2, 0).ofBestConstant(new float[] {0, 1, 1, 0}))
                .isCloseTo(Math.log(2), within(ROUNDING));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2})
    void ofWeightedClassesIsReachedByEqualShares(double smoothing) {
        LossFunction loss = new CrossEntropy.Weighted(smoothing, ClassWeights.BALANCED, List.of(1.0, 1.0, 1.0))
                .on(LABELS);
        double[] equal = {1 / 3.0, 1 / 3.0, 1 / 3.0};
        assertThat(loss.ofBestConstant(LABELS)).isCloseTo(Math.log(3), within(1e-9))
                .isCloseTo(meanLoss(loss, equal), within(1e-6));
        assertThat(meanLoss(loss, new double[] {0.3, 0.3, 0.4})).isGreaterThan(loss.ofBestConstant(LABELS));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 2, 5})
    void noConstantHasALowerFocalLoss(double gamma) {
        LossFunction loss = new Focal.Of(gamma, 0.1, ClassWeights.NONE, List.of(1.0, 1.0, 1.0));
        double least = Double.POSITIVE_INFINITY;
        for (int a = 1; a < 200; a++) {
            for (int b = 1; a + b < 200; b++) {
                least = Math.min(least, meanLoss(loss, new double[] {a / 200.0, b / 200.0, 1 - (a + b) / 200.0}));
            }
        }

        // The step of the search, squared, by second derivatives of some units; floats have seven digits.
        assertThat(loss.ofBestConstant(LABELS)).isLessThan(least + 1e-6).isCloseTo(least, within(2e-4));
    }

    @Test
    void ofStandardizedTargetsIsTheirVariance() {
        assertThat(new MeanSquared.Of().ofBestConstant(new float[] {-1, 1, -1, 1})).isEqualTo(1);
        assertThat(new MeanSquared.Of().ofBestConstant(new float[] {3, 3, 3})).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 100})
    void noConstantHasALowerHuberLoss(double delta) {
        LossFunction loss = new Huber.Of(delta);
        double least = Double.POSITIVE_INFINITY;
        for (double constant = -2; constant < 10; constant += 1e-3) {
            float[] predictions = new float[NUMBERS.length];
            Arrays.fill(predictions, (float) constant);
            least = Math.min(least, loss.sum(predictions, 0, NUMBERS) / NUMBERS.length);
        }

        // The step of the search, squared.
        assertThat(loss.ofBestConstant(NUMBERS)).isLessThanOrEqualTo(least + ROUNDING).isCloseTo(least, within(1e-6));
    }

    @Test
    void outcomesAndRefitsHaveItBesideTheirTrainingLoss() throws IOException {
        Synthetic.Data data = Synthetic.classes(200, 60, 8, 4);
        DjlTrainer trainer = Synthetic.trainer(data, new MemoryFiles());
        TrialTask learns = Synthetic.fresh(0, 6);
        TrialTask stands = Synthetic.fresh(1, 2, "learning-rate", 0.0, "label-smoothing", 0.1);

        List<TrialOutcome> outcomes = trainer.runner(Synthetic.CORE).run(List.of(learns, stands));
        FinalModel refit = trainer.refit(new RefitTask(learns.id(), learns.configuration(), 6, learns.seed(), "model"),
                Synthetic.CORE);
        FinalModel untrained = trainer.refit(
                new RefitTask(stands.id(), stands.configuration(), 2, stands.seed(), "other"), Synthetic.CORE);

        double entropy = ((TrialOutcome.Completed) outcomes.get(0)).constantLoss();
        assertThat(entropy).isCloseTo(Math.log(4), within(ROUNDING));
        assertThat(outcomes.get(0).epochs().get(5).metrics().get("train-loss")).isLessThan(entropy);
        double smoothed = ((TrialOutcome.Completed) outcomes.get(1)).constantLoss();
        assertThat(outcomes.get(1).epochs().get(1).metrics().get("train-loss")).isGreaterThan(smoothed);
        assertThat(refit.flaw()).isEmpty();
        assertThat(refit.constantLoss()).isCloseTo(Math.log(4), within(ROUNDING));
        assertThat(untrained.flaw()).isPresent();
    }

    private static double meanLoss(LossFunction loss, double[] probabilities) {
        float[] logProbabilities = new float[probabilities.length * LABELS.length];
        for (int c = 0; c < probabilities.length; c++) {
            Arrays.fill(logProbabilities, c * LABELS.length, (c + 1) * LABELS.length,
                    (float) Math.log(probabilities[c]));
        }
        return loss.sum(logProbabilities, 0, LABELS) / LABELS.length;
    }
}
