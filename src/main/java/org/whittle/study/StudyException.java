package org.whittle.study;

/** The study cannot go on for a reason of its own, such as every trial of a rung failing. Exit code 1. */
public class StudyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StudyException(String message) {
        super(message);
    }
}
