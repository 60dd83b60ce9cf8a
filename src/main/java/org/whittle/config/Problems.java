package org.whittle.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.whittle.study.InvalidInputException;

/** Everything that is wrong with a study file. */
final class Problems {

    private record Problem(Location where, String what) {
    }

    private final List<String> sources;
    private final List<Problem> found = new ArrayList<>();

    /**
     * @param sources the study file, then the overrides, in the order in which problems are reported; files that the
     *     study file includes come behind it
     */
    Problems(List<String> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * @param what what is wrong; what to write instead
     */
    void add(Location where, String what) {
        Problem problem = new Problem(where, what);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    int count() {
        return found.size();
    }

    /** @throws InvalidInputException with a line for each problem, if there are any */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidInputException(found.stream()
                    .sorted(Comparator.comparingInt((Problem p) -> rank(p.where()))
                            .thenComparing(p -> p.where().source()).thenComparing(p -> p.where().line()))
                    .map(p -> p.where() + ": " + p.what()).toList());
        }
    }

    private int rank(Location where) {
        int known = sources.indexOf(where.source());
        // The study file is 0, what it includes 1, the overrides 2 and on.
        return known < 0 ? 1 : known == 0 ? 0 : known + 1;
    }
}
