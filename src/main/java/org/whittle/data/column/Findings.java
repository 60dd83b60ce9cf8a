package org.whittle.data.column;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;

/**
 * What checking a table brings to light: problems, with which it cannot be used, and notes, which its owner should
 * read. Checks add to it and go on, so that everything is told at once.
 */
public final class Findings {

    /** By their text, in the order in which they were found. */
    private final Map<String, InputProblem> problems = new LinkedHashMap<>();
    private final Map<String, InputProblem> notes = new LinkedHashMap<>();
    // Notes about columns that were given a name, by that name.
    private final Map<String, String> named = new LinkedHashMap<>();

    public void problem(InputProblem problem) {
        problems.putIfAbsent(problem.text(), problem);
    }

    public void note(InputProblem note) {
        notes.putIfAbsent(note.text(), note);
    }

    /**
     * A column has another name than its table gives it, or one where that gives none.
     *
     * @param text a note for people
     */
    public void named(String column, String text) {
        named.putIfAbsent(column, text);
    }

    /** Columns of which the study file says something by name: their owner knows what they are called. */
    public void known(Collection<String> columns) {
        named.keySet().removeAll(columns);
    }

    /** What somebody else found. */
    public void problems(InvalidInputException found) {
        found.details().forEach(this::problem);
    }

    public List<InputProblem> problems() {
        return List.copyOf(problems.values());
    }

    public List<InputProblem> notes() {
        // A line that leaves a column out says that it is known, too.
        Set<String> mended = Stream.concat(problems.values().stream(), notes.values().stream())
                .filter(other -> !other.write().isEmpty()).map(InputProblem::column).collect(Collectors.toSet());
        List<InputProblem> all = new ArrayList<>();
        named.forEach((column, text) -> {
            InputProblem note = InputProblem.of(text).at(column, 0);
            String line = SettingLine.type(column, "auto");
            all.add(mended.contains(column) ? note : InputProblem.of("%s; add %s to say so".formatted(text, line))
                    .at(column, 0).mendedBy(SettingLine.column(column) + ".type", line));
        });
        all.addAll(notes.values());
        return List.copyOf(all);
    }

    public boolean sound() {
        return problems.isEmpty();
    }

    /**
     * @param useless whether there is nothing left to check once there is a problem
     * @throws InvalidInputException with all problems, if there are any, and it is useless to go on
     */
    public void throwIfAny(boolean useless) {
        if (useless) {
            throwIfAny();
        }
    }

    /** @throws InvalidInputException with all problems, if there are any */
    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw InvalidInputException.of(problems());
        }
    }
}
