package org.whittle.study;

/** Another driver owns the study. Exit code 4. */
public class StudyInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StudyInUseException(String message) {
        super(message);
    }
}
