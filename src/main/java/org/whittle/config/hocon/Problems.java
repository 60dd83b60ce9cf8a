package org.whittle.config.hocon;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;

/** Everything that is wrong with a study file. */
public final class Problems {

    private record Problem(Location where, String what, String setting, String write) {

        InputProblem told() {
            return InputProblem.of(where + ": " + what).in(where.source(), where.line()).mendedBy(setting, write);
        }
    }

    private final List<String> sources;
    private final List<Problem> found = new ArrayList<>();

    /**
     * @param sources the study file, then the overrides, in the order in which problems are reported; files that the
     *     study file includes come behind it
     */
    public Problems(List<String> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * @param what what is wrong; what to write instead
     */
    public void add(Location where, String what) {
        add(where, what, "", "");
    }

    /**
     * @param setting that it has to do with, as its path
     * @param write the line that mends it when it is appended to the study file; empty if there is none
     */
    public void add(Location where, String what, String setting, String write) {
        Problem problem = new Problem(where, what, setting, write);
        if (found.stream().noneMatch(known -> known.where().equals(where) && known.what().equals(what))) {
            found.add(problem);
        }
    }

    public int count() {
        return found.size();
    }

    /** All of them, in the order of the files. */
    public List<InputProblem> all() {
        return found.stream()
                .sorted(Comparator.comparingInt((Problem p) -> rank(p.where()))
                        .thenComparing(p -> p.where().source())
                        .thenComparing(p -> p.where().line()))
                .map(Problem::told)
                .toList();
    }

    /** @throws InvalidInputException with a line for each problem, if there are any */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw InvalidInputException.of(all());
        }
    }

    private int rank(Location where) {
        int known = sources.indexOf(where.source());
        // The study file is 0, what it includes 1, the overrides 2 and on.
        return known < 0 ? 1 : known == 0 ? 0 : known + 1;
    }
}
