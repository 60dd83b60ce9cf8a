package org.whittle.sampler;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.FiniteSpace;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * Every combination of values: all values of a finite parameter, and of a continuous one as many as told, its ends
 * included, at equal distances on the parameter's own scale. A conditional parameter multiplies only the combinations
 * in which it is active. When all are proposed, the space counts as exhausted.
 *
 * <p>The order is not that of a table, in which half of the grid would know nothing of the other half. It strides
 * through the table by the golden section, so that the first n combinations, for any n, are spread over all of it. It
 * does not depend on the seed.
 *
 * @param pointsPerReal values of a parameter that is continuous, at least 1; 1 is the middle alone
 */
public record GridSampler(int pointsPerReal) implements Sampler {

    private static final Setting<Integer> POINTS = Setting.whole("points", 1, Integer.MAX_VALUE, 5,
            "Values that a grid has for a real parameter; other parameters have all of theirs");

    public GridSampler {
        if (pointsPerReal < 1) {
            throw new IllegalArgumentException(
                    "The grid.points (%s) must be at least 1. Maybe set search.grid.points = 5."
                            .formatted(pointsPerReal));
        }
    }

    /** With as many points as a study file that says nothing of them has. */
    public GridSampler() {
        this(POINTS.standard());
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(POINTS);
    }

    @Override
    public Sampler with(Values own) {
        return new GridSampler(own.of(POINTS));
    }

    @Override
    public String name() {
        return "grid";
    }

    @Override
    public boolean learns() {
        return false;
    }

    @Override
    public String describe(SearchSpace space) {
        return "Every combination of values, %s of each continuous parameter, spread from the first on. Learns nothing."
                .formatted(pointsPerReal);
    }

    /**
     * @throws IllegalArgumentException if conditions read so many combinations of values that the grid cannot be
     *     counted
     */
    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        FiniteSpace grid = FiniteSpace.of(space, pointsPerReal).orElseThrow(() -> new IllegalArgumentException(
                "The conditions of the search space read too many combinations of values for a grid. "
                        + "Maybe set search.sampler = sobol."));
        return Proposals.fromAll(grid, space, told, count);
    }

    @Override
    public String exhausted(SearchSpace space, History told) {
        String what =
                FiniteSpace.of(space).isPresent() ? "configuration of the search space" : "combination of the grid";
        return Proposals.whyNone(FiniteSpace.of(space, pointsPerReal), what, space, told);
    }
}
