package org.whittle.sampler.gp;

import java.util.Arrays;
import org.whittle.random.RandomStream;
import org.whittle.work.Sums;

/**
 * What to believe: a model of all budgets, or one of full trainings alone.
 *
 * <p>Short trainings tell where to look at first. Among the best configurations they may say nothing, or the wrong
 * thing, and no kernel knows that beforehand. So once there are {@value #ENOUGH} full trainings, both models are
 * fitted, and the one that predicts them better is taken: by the log predictive density of each when it is left out
 * (Rasmussen and Williams 2006, section 5.4.2), together with the same trial's shorter budgets, because what is
 * proposed has none.
 */
final class ModelChoice {

    /** Full trainings from which on they may stand alone. */
    static final int ENOUGH = 8;

    private static final int FIT_ITERATIONS = 40;
    private static final double FIT_TOLERANCE = 1e-3;

    private ModelChoice() {
    }

    /**
     * The model of a history.
     *
     * @param all at least one row
     * @param room points that may be added to the model
     */
    static Model of(Geometry geometry, LengthScales lengths, Data all, int room, RandomStream random) {
        Data data = Conditioning.atMost(GaussianProcessSampler.MODEL_ROWS, all, random.child("model"));
        Data fitted = Conditioning.atMost(GaussianProcessSampler.fitRows(geometry.size()), all,
                random.child("fit"));
        Kernel kernel = fit(geometry, lengths, fitted);
        Data full = fitted.fullTrainings();
        double deviation = deviation(full.y());
        if (full.size() < ENOUGH || full.size() == fitted.size() || deviation == 0) {
            return new Model(kernel, data, room);
        }
        Data own = standardised(full, full);
        Kernel alone = fit(geometry, lengths, own);
        double together = new Model(kernel, fitted, 0).leftOut(fitted);
        double apart = new Model(alone, own, 0).leftOut(own) - full.size() * StrictMath.log(deviation);
        return apart > together ? new Model(alone, standardised(data.fullTrainings(), full), room)
                : new Model(kernel, data, room);
    }

    static Kernel fit(Geometry geometry, LengthScales lengths, Data data) {
        KernelShape shape = KernelShape.of(geometry, data.budgets().length > 1);
        Prior prior = new Prior(shape, lengths);
        return new Kernel(shape, Lbfgs.minimize(new Evidence(shape, prior, data), prior.mode(), prior.lower(),
                prior.upper(), FIT_ITERATIONS, FIT_TOLERANCE).x());
    }

    /** Rows with their outputs in units of the reference's deviation from its mean. */
    private static Data standardised(Data rows, Data reference) {
        double mean = mean(reference.y());
        double deviation = deviation(reference.y());
        return new Data(rows.x(), rows.level(), rows.budgets(),
                Arrays.stream(rows.y()).map(y -> (y - mean) / deviation).toArray());
    }

    private static double mean(double[] values) {
        return Sums.mean(values);
    }

    private static double deviation(double[] values) {
        return Math.sqrt(Sums.variance(values));
    }
}
