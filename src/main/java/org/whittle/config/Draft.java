package org.whittle.config;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.whittle.config.hocon.Location;
import org.whittle.study.DataSpec;
import org.whittle.study.InputProblem;
import org.whittle.study.StudySpec;

/** A study file, as far as it can be understood. */
public final class Draft {

    private final String file;
    private final Optional<StudySpec> spec;
    private final Optional<DataSpec> data;
    private final SortedMap<String, String> resolved;
    private final SortedMap<String, String> spark;
    private final List<InputProblem> problems;
    private final List<InputProblem> notes;
    private final Function<String, Location> where;

    Draft(String file, Optional<StudySpec> spec, Optional<DataSpec> data, SortedMap<String, String> resolved,
          SortedMap<String, String> spark, List<InputProblem> problems, List<InputProblem> notes,
          Function<String, Location> where) {
        this.file = file;
        this.spec = spec;
        this.data = data;
        this.resolved = resolved;
        this.spark = spark;
        this.problems = List.copyOf(problems);
        this.notes = List.copyOf(notes);
        this.where = where;
    }

    static Draft unreadable(String file, List<InputProblem> problems) {
        return new Draft(
                file,
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                problems,
                List.of(),
                setting -> new Location(file, 0));
    }

    /** The study, if nothing is wrong with it. */
    public Optional<StudySpec> spec() {
        return spec;
    }

    /** Where the rows are, if that can be understood; settings that are wrong have their defaults in it. */
    public Optional<DataSpec> data() {
        return data;
    }

    /** The settings that could be read, as {@link StudySpec#resolved} has them. */
    public SortedMap<String, String> resolved() {
        return resolved;
    }

    /** The settings for Spark that could be read, as {@link StudySpec#spark} has them. */
    public SortedMap<String, String> spark() {
        return spark;
    }

    /** All that is wrong with the file, in its order. */
    public List<InputProblem> problems() {
        return problems;
    }

    /** What the user should know of the file, and is not wrong with it: names that are called otherwise now. */
    public List<InputProblem> notes() {
        return notes;
    }

    /** A problem that was found elsewhere, with the line of this file that its setting is in, or belongs to. */
    public InputProblem located(InputProblem problem) {
        if (problem.setting().isEmpty()) {
            return problem.in(file, 0);
        }
        Location place = where.apply(problem.setting());
        return problem.in(place.source(), place.line());
    }
}
