package org.whittle.work;

/**
 * A machine is not fit for the tasks that it is given: its engine, natives or devices. Tasks are to be tried elsewhere.
 */
public class PlaceException extends RuntimeException implements Fault.Known {

    private static final long serialVersionUID = 1L;

    /** @param cause may be {@code null} */
    public PlaceException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Fault.Whose whose() {
        return Fault.Whose.INFRASTRUCTURE;
    }
}
