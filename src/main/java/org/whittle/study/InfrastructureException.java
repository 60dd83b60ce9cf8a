package org.whittle.study;

/** The cluster or a file system failed for good. The study can be resumed. */
public class InfrastructureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InfrastructureException(String message, Throwable cause) {
        super(message, cause);
    }
}
