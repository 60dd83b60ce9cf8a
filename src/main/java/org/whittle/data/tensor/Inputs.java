package org.whittle.data.tensor;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.whittle.net.SeenInputs;
import org.whittle.net.setting.Values;
import org.whittle.score.step.Features;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.Selection;
import org.whittle.study.InputSpec;

/**
 * What hyperparameters choose among a table's features: of those that are prepared, all of which a network is given, it
 * sees some.
 *
 * @param made how many features the table has, of which these are some or all
 * @param ranks of each feature its place in the ranking, from 0; empty if they are not ranked
 * @param groups numbers of the features that are made of a group's columns, by its name
 */
public record Inputs(int made, List<Integer> ranks, SortedMap<String, List<Integer>> groups) implements Serializable {

    public Inputs {
        ranks = List.copyOf(ranks);
        SortedMap<String, List<Integer>> copies = new TreeMap<>();
        groups.forEach((name, features) -> copies.put(name, List.copyOf(features)));
        groups = Collections.unmodifiableSortedMap(copies);
    }

    /** @return {@code null} if there is nothing to choose */
    static Inputs of(Preprocessing preprocessing, InputSpec spec) {
        Selection selection = preprocessing.folds().get(0).selection();
        SortedMap<String, List<Integer>> groups = new TreeMap<>();
        if (!spec.groups().isEmpty()) {
            Features features = preprocessing.features(0);
            List<String> sources = features.sources();
            spec.groups().forEach((name, columns) -> groups.put(name, IntStream.range(0, features.width())
                    .filter(feature -> columns.contains(sources.get(feature))).boxed().toList()));
        }
        return selection == null && groups.isEmpty() ? null
                : new Inputs(selection == null ? preprocessing.features(0).width() : selection.scores().length,
                selection == null ? List.of() : selection.ranks(), groups);
    }

    /** Numbers of some features, the best first where they are ranked. */
    public List<Integer> bestFirst(SeenInputs seen) {
        return IntStream.range(0, seen.inputs()).filter(seen::has).boxed()
                .sorted(Comparator.comparing(feature -> ranks.isEmpty() ? feature : ranks.get(feature))).toList();
    }

    /**
     * What a network of such settings sees: of the groups that it uses, and of what is in no group, the best.
     *
     * @param width features of a row
     * @throws IllegalArgumentException if that is nothing
     */
    SeenInputs seen(int width, Values values) {
        Set<Integer> hidden = new LinkedHashSet<>();
        groups.forEach((name, features) -> {
            if (!values.of(SeenInputs.group(name))) {
                hidden.addAll(features);
            }
        });
        List<Integer> open = new ArrayList<>(IntStream.range(0, width)
                .filter(i -> !hidden.contains(i))
                .boxed()
                .toList());
        if (open.isEmpty()) {
            throw new IllegalArgumentException(
                    "No feature is left to see where none of the groups %s is used; add constraints = [\"%s\"]."
                            .formatted(String.join(", ", groups.keySet()), String.join(" or ",
                                    groups.keySet().stream().map(SeenInputs.GROUP::concat).toList())));
        }
        int top = values.of(SeenInputs.TOP);
        if (top > 0 && !ranks.isEmpty()) {
            open.sort((one, other) -> Integer.compare(ranks.get(one), ranks.get(other)));
            return SeenInputs.some(width, open.subList(0, Math.min(top, open.size())));
        }
        return SeenInputs.some(width, open);
    }
}
