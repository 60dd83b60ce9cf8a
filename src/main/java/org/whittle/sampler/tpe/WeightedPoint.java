package org.whittle.sampler.tpe;

/**
 * A configuration as a density estimate sees it.
 *
 * @param unit coordinates in [0, 1], {@code NaN} where the parameter is inactive
 * @param weight above 0
 */
record WeightedPoint(double[] unit, double weight) {
}
