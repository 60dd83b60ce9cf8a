package org.whittle.sampler.tpe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.whittle.random.RandomStream;
import org.whittle.space.SearchSpace;

/**
 * p(x | D) over a whole search space: parameters with the same condition exist together and make a group with a joint
 * density; the groups that are active at a point multiply. A conditional group's density knows only the points that
 * have it, and so is a density given that its condition holds.
 */
final class Density {

    private final List<GroupDensity> groups;
    private final int dimensions;

    Density(SearchSpace space, List<WeightedPoint> points) {
        dimensions = space.dimensions().size();
        groups = groups(space).stream().map(members -> new GroupDensity(space, members, points)).toList();
    }

    private static List<int[]> groups(SearchSpace space) {
        Map<String, List<Integer>> byCondition = new LinkedHashMap<>();
        for (int i = 0; i < space.dimensions().size(); i++) {
            String condition = space.dimensions().get(i).when().map(Object::toString).orElse("");
            byCondition.computeIfAbsent(condition, c -> new ArrayList<>()).add(i);
        }
        return byCondition.values().stream().map(g -> g.stream().mapToInt(Integer::intValue).toArray()).toList();
    }

    /** A point of the unit cube; decoding it leaves the coordinates of inactive parameters out. */
    double[] draw(RandomStream random) {
        double[] unit = new double[dimensions];
        groups.forEach(group -> group.draw(unit, random));
        return unit;
    }

    /** @param unit {@code NaN} where a parameter is inactive */
    double logDensity(double[] unit) {
        double sum = 0;
        for (GroupDensity group : groups) {
            if (group.isActiveAt(unit)) {
                sum += group.logDensity(unit);
            }
        }
        return sum;
    }
}
