package org.whittle.study;

import org.whittle.work.Fault;

/** The study cannot go on for a reason of its own, such as every trial of a rung failing. Exit code 1. */
public class StudyException extends RuntimeException implements Fault.Known {

    private static final long serialVersionUID = 1L;

    public StudyException(String message) {
        super(message);
    }

    @Override
    public Fault.Whose whose() {
        return Fault.Whose.STUDY;
    }
}
