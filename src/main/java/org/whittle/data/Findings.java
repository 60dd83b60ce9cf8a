package org.whittle.data;

import java.util.ArrayList;
import java.util.List;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;

/**
 * What checking a table brings to light: problems, with which it cannot be used, and notes, which its owner should read.
 * Checks add to it and go on, so that everything is told at once.
 */
final class Findings {

    private final List<InputProblem> problems = new ArrayList<>();
    private final List<InputProblem> notes = new ArrayList<>();

    void problem(InputProblem problem) {
        if (problems.stream().noneMatch(known -> known.text().equals(problem.text()))) {
            problems.add(problem);
        }
    }

    void note(InputProblem note) {
        if (notes.stream().noneMatch(known -> known.text().equals(note.text()))) {
            notes.add(note);
        }
    }

    /** What somebody else found. */
    void problems(InvalidInputException found) {
        found.details().forEach(this::problem);
    }

    List<InputProblem> problems() {
        return List.copyOf(problems);
    }

    List<InputProblem> notes() {
        return List.copyOf(notes);
    }

    boolean sound() {
        return problems.isEmpty();
    }

    /**
     * @param useless whether there is nothing left to check once there is a problem
     * @throws InvalidInputException with all problems, if there are any, and it is useless to go on
     */
    void throwIfAny(boolean useless) {
        if (useless) {
            throwIfAny();
        }
    }

    /** @throws InvalidInputException with all problems, if there are any */
    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw InvalidInputException.of(problems);
        }
    }
}
