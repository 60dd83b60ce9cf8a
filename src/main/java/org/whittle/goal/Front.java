package org.whittle.goal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What several goals leave to choose from: the trials that keep the thresholds and that none dominates.
 *
 * @param places of all trials that completed, best first
 * @param trials of the front, best first by the first objective; empty if no trial keeps the thresholds
 * @param reference for each objective the worst value of the trials that keep the thresholds: what the hypervolume is
 *     measured against; empty if there are none
 * @param hypervolume that the front dominates, the product of the objectives' units
 */
public record Front(List<ParetoPlace> places, List<ParetoPlace> trials, List<Double> reference, double hypervolume) {

    public Front {
        places = List.copyOf(places);
        trials = List.copyOf(trials);
        reference = List.copyOf(reference);
    }

    /** The front of what was reached: of the standings that keep all bounds, those that no other one dominates. */
    public static Front of(Objectives objectives, Collection<Standing> standings) {
        List<ParetoPlace> places = ParetoPlace.of(objectives, standings);
        List<ParetoPlace> feasible = places.stream().filter(ParetoPlace::feasible).toList();
        if (feasible.isEmpty()) {
            return new Front(places, List.of(), List.of(), 0);
        }
        List<Integer> optimized = new ArrayList<>();
        List<Double> reference = new ArrayList<>();
        for (int g = 0; g < objectives.goals().size(); g++) {
            if (objectives.goals().get(g) instanceof Objective objective) {
                int goal = g;
                optimized.add(g);
                reference.add(feasible.stream().map(p -> p.standing().values().get(goal))
                        .reduce((a, b) -> objective.isBetter(a, b) ? b : a).orElseThrow());
            }
        }
        Objective first = (Objective) objectives.goals().get(optimized.get(0));
        Comparator<ParetoPlace> byFirst = Comparator.comparing(
                p -> new Standing(p.standing().trial(), List.of(p.standing().values().get(optimized.get(0))),
                        p.standing().epoch()), first.ranking());
        List<ParetoPlace> front = feasible.stream().filter(p -> p.front() == 1).sorted(byFirst).toList();
        return new Front(places, front, reference, volume(objectives, front, optimized, reference));
    }

    private static double volume(Objectives objectives, List<ParetoPlace> front, List<Integer> optimized,
                                 List<Double> reference) {
        double[] corner = new double[optimized.size()];
        List<double[]> points = new ArrayList<>();
        front.forEach(p -> points.add(new double[corner.length]));
        for (int m = 0; m < corner.length; m++) {
            double sign = objectives.goals().get(optimized.get(m)).direction() == Direction.MAXIMIZE ? -1 : 1;
            corner[m] = sign * reference.get(m);
            for (int i = 0; i < points.size(); i++) {
                points.get(i)[m] = sign * front.get(i).standing().values().get(optimized.get(m));
            }
        }
        return Hypervolume.of(points, corner);
    }
}
