package org.whittle.study;

import org.whittle.work.Fault;

/** Another driver owns the study. Exit code 4. */
public class StudyInUseException extends RuntimeException implements Fault.Known {

    private static final long serialVersionUID = 1L;

    public StudyInUseException(String message) {
        super(message);
    }

    @Override
    public Fault.Whose whose() {
        return Fault.Whose.OTHER_DRIVER;
    }
}
