package org.whittle.schedule;

/** Student's t with a whole number of degrees of freedom, where it is a finite sum. */
final class StudentT {

    private StudentT() {
    }

    /**
     * P(T &gt; t), by Abramowitz and Stegun 1964, 26.7.3 and 26.7.4: with θ = arctan(t / √ν), P(|T| &lt; t) is
     * sin θ (1 + ½ cos² θ + ½ · ¾ cos⁴ θ + …) for an even ν, and
     * (θ + sin θ (cos θ + ⅔ cos³ θ + …)) 2 / π for an odd one.
     *
     * @param freedom ν, at least 1
     */
    static double above(double t, int freedom) {
        double theta = StrictMath.atan(t / Math.sqrt(freedom));
        double cosine = StrictMath.cos(theta);
        boolean odd = freedom % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = freedom == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
            term *= cosine * cosine * (k - 1) / k;
            sum += term;
        }
        double within = StrictMath.sin(theta) * sum;
        return (1 - (odd ? (theta + within) * 2 / StrictMath.PI : within)) / 2;
    }
}
