package org.whittle.sampler.cmaes;

import org.whittle.space.Configuration;

/**
 * A trial of a generation.
 *
 * @param x coordinates as they were drawn: an integer's place within its cell, and inactive parameters as well
 */
record Member(int trial, Configuration configuration, double[] x) {
}
