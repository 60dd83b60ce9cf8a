package com.example;

import org.whittle.goal.RowMetric;

/** A metric of rows that is not Whittle's: what lacks to 1 of the spherical score (Roby 1965), p(label) / ‖p‖. */
public final class Spherical implements RowMetric {

    @Override
    public String key() {
        return "spherical";
    }

    @Override
    public double of(double[] probabilities, int label) {
        double squares = 0;
        for (double p : probabilities) {
            squares += p * p;
        }
        return Math.max(0, 1 - probabilities[label] / Math.sqrt(squares));
    }
}
