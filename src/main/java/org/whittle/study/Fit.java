package org.whittle.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.whittle.goal.Curve;
import org.whittle.goal.Diagnostics;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;

/**
 * How a trial fits its rows: for people, nothing is chosen by it. The first rule that holds:
 *
 * <pre>
 *   explodes    it diverged; or its last training loss is above {@value #GROWTH} times its least
 *   vanishes    it has learnt nothing (no training loss below {@value #LEARNT} of the best constant prediction's), and
 *               its first weights have less than {@value #SHARE} of the gradient, or no gradient at all
 *   overfits    the objective is worse on validation rows than on training rows at the last epoch where both are known:
 *               its error (1 − value of metrics that are at most 1; of others that are at least 0 the value) is above
 *               {@value #MORE} times the other and beyond it by {@value #POINTS} of a metric that is at most 1
 *   underfits   it has learnt nothing; or its training loss was still falling: in the last quarter of its epochs by
 *               more than {@value #FALLING} of the best constant prediction's
 *   fits        none of these
 * </pre>
 *
 * Fewer than {@value #EPOCHS} epochs tell of divergence only.
 */
public enum Fit {

    UNDERFITS("more epochs, more units or layers, a higher learning rate, less dropout and weight decay"),
    OVERFITS("dropout, weight decay, fewer units or layers, more rows or augmentation, patience"),
    FITS(""),
    EXPLODES("a lower learning rate, clip-norm, warmup-epochs, normalization"),
    VANISHES("activation = relu or gelu, initialization = he, normalization, fewer layers, another learning rate");

    private static final double GROWTH = 2;
    private static final double LEARNT = 0.99;
    private static final double SHARE = 1e-3;
    private static final double MORE = 1.5;
    private static final double POINTS = 0.03;
    private static final double FALLING = 0.02;
    private static final int EPOCHS = 4;

    private final String remedy;

    Fit(String remedy) {
        this.remedy = remedy;
    }

    /** Its name in tables. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What to try; empty if there is nothing to mend. */
    public String remedy() {
        return remedy;
    }

    /**
     * Judges a trial.
     *
     * @param constantLoss training loss of the best constant prediction; {@code NaN} if it is not known
     * @return empty if there is too little to tell by, as of a trainer of the user's own
     */
    public static Optional<Fit> of(Trial trial, Objective objective, double constantLoss) {
        if (trial.state() == Trial.State.DIVERGED) {
            return Optional.of(EXPLODES);
        }
        double[] losses = trial.curve().epochs().stream().map(EpochRecord::metrics)
                .filter(metrics -> metrics.containsKey(Metric.TRAIN_LOSS.key()))
                .mapToDouble(metrics -> metrics.get(Metric.TRAIN_LOSS.key())).toArray();
        if (trial.state() == Trial.State.FAILED || losses.length < EPOCHS) {
            return Optional.empty();
        }
        double least = Double.POSITIVE_INFINITY;
        for (double loss : losses) {
            least = Math.min(least, loss);
        }
        double last = losses[losses.length - 1];
        // One that is not known is no bound: comparisons with it are false.
        boolean learntNothing = least >= LEARNT * constantLoss;
        if (last > GROWTH * least && least > 0) {
            return Optional.of(EXPLODES);
        }
        if (learntNothing && firstShare(trial.curve()) < SHARE) {
            return Optional.of(VANISHES);
        }
        if (gap(trial.curve(), objective)) {
            return Optional.of(OVERFITS);
        }
        double quarter = losses[losses.length - 1 - Math.max(1, losses.length / 4)];
        return Optional.of(learntNothing || quarter - last > FALLING * constantLoss ? UNDERFITS : FITS);
    }

    /** Of the last epoch that tells; 0 where there was no gradient at all. */
    private static double firstShare(Curve curve) {
        EpochRecord last = curve.last().orElseThrow();
        boolean none = last.metrics().getOrDefault(Diagnostics.GRADIENT, 1.0) == 0;
        return none ? 0 : last.metrics().getOrDefault(Diagnostics.FIRST_GRADIENT, 1.0);
    }

    /** Training and validation value of the objective at the last epoch where both are known. */
    public static Optional<List<Double>> both(Curve curve, Objective objective) {
        List<EpochRecord> epochs = curve.epochs();
        for (int i = epochs.size() - 1; i >= 0; i--) {
            Double training = epochs.get(i).metrics().get(Diagnostics.ofTraining(objective.metric()));
            Double validation = epochs.get(i).metrics().get(objective.metric());
            if (training != null && validation != null) {
                return Optional.of(List.of(training, validation));
            }
        }
        return Optional.empty();
    }

    private static boolean gap(Curve curve, Objective objective) {
        Optional<Metric> metric = Metric.ofKey(objective.metric());
        boolean most = metric.filter(m -> objective.direction() == Direction.MAXIMIZE && m.most() == 1).isPresent();
        boolean least = metric.filter(m -> objective.direction() == Direction.MINIMIZE && m.least() == 0).isPresent();
        return (most || least) && both(curve, objective).filter(both -> {
            double training = most ? 1 - both.get(0) : both.get(0);
            double validation = most ? 1 - both.get(1) : both.get(1);
            return validation > MORE * training && validation > training + (most ? POINTS : 0);
        }).isPresent();
    }
}
