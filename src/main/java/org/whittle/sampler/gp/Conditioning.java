package org.whittle.sampler.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.whittle.goal.Direction;
import org.whittle.random.RandomStream;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

/**
 * Turns a history into data, and picks from it what a model can afford: the time of a fit grows with the cube of the
 * rows.
 */
final class Conditioning {

    private Conditioning() {
    }

    /** Every observation of a configuration that the space admits, in the history's order, outputs warped. */
    static Data of(SearchSpace space, History told) {
        double sign = told.objective().direction() == Direction.MAXIMIZE ? 1 : -1;
        List<Observation> seen =
                told.observations().stream().filter(o -> space.admits(o.configuration())).toList();
        int[] epochs = seen.stream().mapToInt(Observation::epochs).distinct().sorted().toArray();
        // Of one budget alone nothing tells how it is related to others: it has to stand for the full one.
        int full = epochs.length == 1 ? epochs[0] : told.maxEpochs();
        double[] budgets = Arrays.stream(epochs)
                .mapToDouble(e -> e == full ? 1 : StrictMath.log(e) / StrictMath.log(full)).toArray();
        return new Data(seen.stream().map(o -> space.encode(o.configuration())).toArray(double[][]::new),
                seen.stream().mapToInt(o -> Arrays.binarySearch(epochs, o.epochs())).toArray(), budgets,
                OutputWarp.warp(seen.stream().mapToDouble(o -> sign * o.value()).toArray()));
    }

    /**
     * At most so many rows. Half of the places go to the best of each budget, budgets taking turns from the greatest
     * down; the other half to a draw from the rest, so that the model also knows where not to look.
     */
    static Data atMost(int rows, Data all, RandomStream random) {
        int n = all.size();
        if (n <= rows) {
            return all;
        }
        List<List<Integer>> byBudget = new ArrayList<>();
        for (int level = 0; level < all.budgets().length; level++) {
            byBudget.add(new ArrayList<>());
        }
        for (int i = 0; i < n; i++) {
            byBudget.get(all.level()[i]).add(i);
        }
        byBudget.forEach(b -> b.sort(Comparator.comparingDouble((Integer i) -> all.y()[i]).reversed()
                .thenComparing(Comparator.naturalOrder())));
        boolean[] taken = new boolean[n];
        int best = 0;
        for (int rank = 0; best < rows / 2; rank++) {
            for (int level = byBudget.size() - 1; level >= 0 && best < rows / 2; level--) {
                if (rank < byBudget.get(level).size()) {
                    taken[byBudget.get(level).get(rank)] = true;
                    best++;
                }
            }
        }
        int drawn = best;
        for (int i : random.permutation(n)) {
            if (drawn < rows && !taken[i]) {
                taken[i] = true;
                drawn++;
            }
        }
        int[] chosen = new int[rows];
        int next = 0;
        for (int i = 0; i < n; i++) {
            if (taken[i]) {
                chosen[next++] = i;
            }
        }
        return all.rows(chosen);
    }
}
