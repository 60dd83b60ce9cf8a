package com.example;

import org.whittle.goal.RankMetric;

/** A metric of ranks that is not Whittle's: Somers' D (1962), credit scoring's Gini, which is 2 · AUC − 1. */
public final class Gini implements RankMetric {

    @Override
    public String key() {
        return "gini";
    }

    @Override
    public double least() {
        return -1;
    }

    @Override
    public Ranked of(double[] scores, boolean[] positive) {
        double[] beats = new double[scores.length];
        int positives = 0;
        for (int i = 0; i < scores.length; i++) {
            positives += positive[i] ? 1 : 0;
            for (int j = 0; j < scores.length; j++) {
                int sign = positive[i] ? 1 : -1;
                beats[i] += positive[i] == positive[j] ? 0 : sign * Math.signum(scores[i] - scores[j]);
            }
        }
        int negatives = scores.length - positives;
        double pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            pairs += positive[i] ? beats[i] : 0;
        }
        double value = pairs / positives / negatives;
        double[] influence = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            int own = positive[i] ? positives : negatives;
            influence[i] = (beats[i] / (scores.length - own) - value) * scores.length / own;
        }
        return new Ranked(value, influence);
    }
}
