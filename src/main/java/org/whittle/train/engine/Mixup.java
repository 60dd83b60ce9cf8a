package org.whittle.train.engine;

import org.whittle.random.RandomStream;

/**
 * Mixes rows with others of a slab (Zhang et al. 2018): a row becomes λ times itself and 1 − λ times another one, with
 * λ of Beta(α, α), at least ½. A number as a target is mixed alike. Of two classes one is drawn, the own with chance λ:
 * its loss is then, in expectation, the two losses' sum with the weights λ and 1 − λ, which is the loss of a mixed
 * target.
 *
 * @param alpha α, in (0, 1]
 * @param classes whether targets are indices of classes
 */
record Mixup(double alpha, boolean classes) {

    /**
     * Mixes the rows of a slab.
     *
     * @param slab row-major; replaced
     * @param first number of the slab's first row
     * @param targets of all rows; not changed
     * @param mixed of all rows, of which the slab's are set
     */
    void apply(float[] slab, int width, int first, float[] targets, float[] mixed, RandomStream ofEpoch) {
        float[] before = slab.clone();
        int rows = slab.length / width;
        for (int row = 0; row < rows; row++) {
            RandomStream random = ofEpoch.child(first + row).child("mixup");
            int other = random.nextInt(rows);
            double weight = weight(random);
            float share = (float) weight;
            for (int i = 0; i < width; i++) {
                slab[row * width + i] = share * before[row * width + i] + (1 - share) * before[other * width + i];
            }
            float own = targets[first + row];
            float others = targets[first + other];
            mixed[first + row] = classes ? random.nextDouble() < weight ? own : others
                    : share * own + (1 - share) * others;
        }
    }

    /** Johnk's way to draw from a Beta distribution; the strict functions are the same on all processors. */
    private double weight(RandomStream random) {
        double one;
        double other;
        do {
            one = StrictMath.pow(random.nextDouble(), 1 / alpha);
            other = StrictMath.pow(random.nextDouble(), 1 / alpha);
        } while (one + other > 1 || one + other == 0);
        double weight = one / (one + other);
        return Math.max(weight, 1 - weight);
    }
}
