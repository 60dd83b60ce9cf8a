package org.whittle.study;

import org.whittle.work.Fault;

/** The cluster, a machine or a file system failed for good. The study can be resumed. */
public class InfrastructureException extends RuntimeException implements Fault.Known {

    private static final long serialVersionUID = 1L;

    public InfrastructureException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What to throw when something that hangs on the infrastructure failed.
     *
     * @param attempted what could not be done, as the beginning of a sentence: {@code The ledger x cannot be read}
     * @return one of these, unless the cause, or a cause of it, is evidence of another's fault: then an
     *     {@link InvalidInputException} or what was thrown on purpose, or for a fault of Whittle's own an
     *     {@link IllegalStateException}
     */
    public static RuntimeException of(String attempted, Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof InvalidInputException || t instanceof StudyException || t instanceof StudyInUseException) {
                return (RuntimeException) t;
            }
        }
        Fault fault = Fault.of(cause);
        String message = attempted + ": " + fault.sentences();
        return switch (fault.whose()) {
            case USER -> new InvalidInputException(message);
            case OURS -> new IllegalStateException(message, cause);
            default -> new InfrastructureException(message, cause);
        };
    }

    @Override
    public Fault.Whose whose() {
        return Fault.Whose.INFRASTRUCTURE;
    }
}
