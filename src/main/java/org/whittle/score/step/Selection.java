package org.whittle.score.step;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which of the features that the steps make a network is given, by how much they told of the label in training rows.
 *
 * @param method by which they are ranked, as study files name it
 * @param scores of each feature that the steps make, in their order: the larger, the more it tells
 * @param ranking numbers of all of these features, the best first
 * @param kept how many of the ranking are features of the network; they keep the order of the steps
 */
public record Selection(String method, double[] scores, int[] ranking, int kept) implements Serializable {

    /** Of features that are as good as each other, the first ones come first. */
    public static Selection of(String method, double[] scores, int kept) {
        int[] ranking = IntStream.range(0, scores.length).boxed()
                .sorted((one, other) -> Double.compare(scores[other], scores[one])).mapToInt(i -> i).toArray();
        return new Selection(method, scores, ranking, Math.min(kept, scores.length));
    }

    /** Numbers of the features that are kept, in their order. */
    public int[] inOrder() {
        return IntStream.of(ranking).limit(kept).sorted().toArray();
    }

    /** The place of each kept feature in the ranking, from 0, in their order. */
    public List<Integer> ranks() {
        int[] places = new int[ranking.length];
        for (int place = 0; place < ranking.length; place++) {
            places[ranking[place]] = place;
        }
        return IntStream.of(inOrder()).map(feature -> places[feature]).boxed().toList();
    }

    /** @param features that the steps make */
    boolean fits(int features) {
        Set<Integer> all = new LinkedHashSet<>();
        IntStream.of(ranking).forEach(all::add);
        return method != null && scores.length == features && ranking.length == features && all.size() == features
                && (features == 0 || Collections.min(all) == 0 && Collections.max(all) == features - 1) && kept > 0
                && kept <= features && Arrays.stream(scores).allMatch(Double::isFinite);
    }
}
