package org.whittle.study;

import org.whittle.trial.Fault;

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
     * @return one of these, unless the cause, or a cause of it, knows better: then that, or for a fault of Whittle's own an
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
        return fault.whose() == Fault.Whose.OURS ? new IllegalStateException(message, cause)
                : new InfrastructureException(message, cause);
    }

    @Override
    public Fault.Whose whose() {
        return Fault.Whose.INFRASTRUCTURE;
    }
}
