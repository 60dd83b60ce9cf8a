package org.whittle.train.graph;

/**
 * How large the gradients of an epoch were, at the steps that were looked at: one in some dozens, which costs next to
 * nothing. They are those of the loss alone, before clipping and weight decay.
 *
 * @param mean of the norms; {@code NaN} if no step was looked at
 * @param largest of the norms
 * @param first mean share that the first tensor of parameters has in the norm, from 0 to 1; {@code NaN} if all are 0
 */
public record GradientNorms(double mean, double largest, double first) {

    /** Steps from one look to the next, at least. */
    public static final int INTERVAL = 64;

    /** Adds them up. */
    public static final class Sum {

        private int looks;
        private int shares;
        private double norms;
        private double largest;
        private double first;

        /**
         * Looks at a step's gradient.
         *
         * @param gradient of all parameters of a network
         * @param leading how many of them are in the first tensor
         */
        public void add(float[] gradient, int leading) {
            double ofFirst = 0;
            for (int i = 0; i < leading; i++) {
                ofFirst += (double) gradient[i] * gradient[i];
            }
            double squares = ofFirst;
            for (int i = leading; i < gradient.length; i++) {
                squares += (double) gradient[i] * gradient[i];
            }
            looks++;
            norms += Math.sqrt(squares);
            // A norm that is no number stays.
            largest = Double.isNaN(largest) ? largest : looks == 1 ? Math.sqrt(squares)
                    : Math.max(largest, Math.sqrt(squares));
            if (squares > 0) {
                shares++;
                first += Math.sqrt(ofFirst / squares);
            }
        }

        /** What was seen. */
        public GradientNorms norms() {
            return new GradientNorms(norms / looks, looks == 0 ? Double.NaN : largest, first / shares);
        }
    }
}
