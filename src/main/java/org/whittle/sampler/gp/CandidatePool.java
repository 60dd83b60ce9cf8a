package org.whittle.sampler.gp;

import java.util.Arrays;
import java.util.List;

/**
 * Candidates with their predictions, kept up to date while the model is told to believe one point after another: a
 * point costs each candidate one covariance and one scalar product instead of a new solve.
 */
final class CandidatePool {

    private final List<Candidate> candidates;
    private final double[] mean;
    private final double[] variance;
    private final double[][] forwarded;

    CandidatePool(Model model, List<Candidate> candidates, int room) {
        this.candidates = candidates;
        int n = candidates.size();
        mean = new double[n];
        variance = new double[n];
        forwarded = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] k = model.covariances(candidates.get(i).point());
            mean[i] = model.mean(k);
            forwarded[i] = Arrays.copyOf(model.forward(k), k.length + room);
            variance[i] = model.residual(k);
        }
    }

    int size() {
        return candidates.size();
    }

    Candidate candidate(int i) {
        return candidates.get(i);
    }

    double mean(int i) {
        return mean[i];
    }

    double variance(int i) {
        return variance[i];
    }

    /** Makes the model believe a point, and follows. */
    void believe(Model model, double[] point) {
        int at = model.size();
        double[] column = model.believe(point);
        for (int i = 0; i < mean.length; i++) {
            double[] v = forwarded[i];
            double product = model.priorCovariance(candidates.get(i).point(), point);
            for (int k = 0; k < at; k++) {
                product -= v[k] * column[k];
            }
            v[at] = product / column[at];
            variance[i] = Math.max(Model.JITTER, variance[i] - v[at] * v[at]);
        }
    }
}
