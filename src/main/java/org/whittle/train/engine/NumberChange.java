package org.whittle.train.engine;

import org.whittle.net.Augmentation;
import org.whittle.random.RandomStream;

/**
 * What {@link Augmentation} does to a row that is no image, number by number.
 *
 * @param means of each number over all rows
 * @param deviations of each number over all rows
 */
record NumberChange(Augmentation how, float[] means, float[] deviations) implements RowChange {

    /** Adds noise, and then takes some numbers away; each has draws of its own, whatever else is on. */
    @Override
    public void apply(float[] from, float[] to, int at, RandomStream random) {
        RandomStream noise = random.child("input-noise");
        RandomStream dropout = random.child("input-dropout");
        for (int i = 0; i < means.length; i++) {
            float value = from[at + i];
            if (how.inputNoise() > 0) {
                value += (float) (how.inputNoise() * deviations[i] * noise.nextGaussian());
            }
            to[at + i] = how.inputDropout() > 0 && dropout.nextDouble() < how.inputDropout() ? means[i] : value;
        }
    }
}
