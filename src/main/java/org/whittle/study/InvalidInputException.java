package org.whittle.study;

import java.util.List;
import org.whittle.trial.Fault;

/**
 * The user's study file, data or directory cannot be used. Exit code 2; nothing was written.
 */
public class InvalidInputException extends RuntimeException implements Fault.Known {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /**
     * @param problems one line each: where, what is wrong, what to write instead
     */
    public InvalidInputException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    public InvalidInputException(String problem) {
        this(List.of(problem));
    }

    public List<String> problems() {
        return problems;
    }

    @Override
    public Fault.Whose whose() {
        return Fault.Whose.USER;
    }
}
