package org.whittle.study;

import java.util.List;
import org.whittle.work.Fault;

/**
 * The user's study file, data or directory cannot be used. Exit code 2; nothing was written.
 */
public class InvalidInputException extends RuntimeException implements Fault.Known {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;
    private final List<InputProblem> details;

    /**
     * @param problems one line each: where, what is wrong, what to write instead
     */
    public InvalidInputException(List<String> problems) {
        this(problems, problems.stream().map(InputProblem::of).toList());
    }

    private InvalidInputException(List<String> problems, List<InputProblem> details) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
        this.details = List.copyOf(details);
    }

    /** Of problems of which more is known than their lines. */
    public static InvalidInputException of(List<InputProblem> details) {
        return new InvalidInputException(details.stream().map(InputProblem::text).toList(), details);
    }

    public InvalidInputException(String problem) {
        this(List.of(problem));
    }

    public List<String> problems() {
        return problems;
    }

    /** What is known of each of the {@link #problems}, in their order. */
    public List<InputProblem> details() {
        return details;
    }

    @Override
    public Fault.Whose whose() {
        return Fault.Whose.USER;
    }
}
