package org.whittle.sampler.gp;

import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;

/**
 * A configuration that may be proposed.
 *
 * @param unit coordinates it was decoded from, those of inactive dimensions included
 * @param point the configuration's own coordinates, warped; {@code NaN} where inactive
 */
record Candidate(double[] unit, Configuration configuration, double[] point) {

    static Candidate at(SearchSpace space, InputWarp warp, double[] unit) {
        Configuration configuration = space.decode(unit);
        return new Candidate(unit, configuration, warp.warp(space.encode(configuration)));
    }
}
