package com.example;

import org.whittle.goal.ClassCounts;
import org.whittle.goal.CountMetric;

/** A metric that is not Whittle's: Cohen's kappa (1960), agreement beyond that of chance. */
public final class Kappa implements CountMetric {

    @Override
    public String key() {
        return "kappa";
    }

    @Override
    public double least() {
        return -1;
    }

    @Override
    public boolean everyEpoch() {
        return false;
    }

    @Override
    public double of(ClassCounts counts) {
        double right = 0;
        double byChance = 0;
        for (int c = 0; c < counts.classes(); c++) {
            right += counts.right()[c] / counts.rows();
            byChance += counts.asLabel()[c] / counts.rows() * counts.asPrediction()[c] / counts.rows();
        }
        return byChance == 1 ? 0 : (right - byChance) / (1 - byChance);
    }
}
