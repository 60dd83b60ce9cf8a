package org.whittle.sampler.cmaes;

/**
 * The strategy's parameters, with the names and defaults of Hansen's tutorial (2016, Table 1), without negative
 * weights.
 *
 * @param n dimensions of the normal distribution, at least 1
 * @param weights w₁ ≥ … ≥ w<sub>μ</sub> &gt; 0, their sum 1
 * @param muEff μ<sub>eff</sub>: variance-effective selection mass
 * @param cSigma, dSigma learning rate of p<sub>σ</sub> and damping of σ
 * @param cC learning rate of p<sub>c</sub>
 * @param c1, cMu learning rates of the rank-one and the rank-μ update
 * @param chi E‖N(0, I)‖
 */
record Strategy(int n, double[] weights, double muEff, double cSigma, double dSigma, double cC, double c1, double cMu,
                double chi) {

    /** λ by default: 4 + ⌊3 ln n⌋. */
    static int lambda(int dimensions) {
        return 4 + (int) (3 * StrictMath.log(dimensions));
    }

    /** @param lambda trials to select from, at least 2 */
    static Strategy of(int n, int lambda) {
        double[] weights = new double[lambda / 2];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = StrictMath.log((lambda + 1) / 2.0) - StrictMath.log(i + 1);
            sum += weights[i];
        }
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
            squares += weights[i] * weights[i];
        }
        double muEff = 1 / squares;
        double cSigma = (muEff + 2) / (n + muEff + 5);
        double dSigma = 1 + 2 * Math.max(0, StrictMath.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
        double cC = (4 + muEff / n) / (n + 4 + 2 * muEff / n);
        double c1 = 2 / ((n + 1.3) * (n + 1.3) + muEff);
        double cMu = Math.min(1 - c1, 2 * (muEff - 2 + 1 / muEff) / ((n + 2.0) * (n + 2) + muEff));
        double chi = StrictMath.sqrt(n) * (1 - 1.0 / (4 * n) + 1.0 / (21.0 * n * n));
        return new Strategy(n, weights, muEff, cSigma, dSigma, cC, c1, cMu, chi);
    }
}
