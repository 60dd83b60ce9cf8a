package org.whittle.work;

/**
 * Exceptions that are thrown as they are by methods that declare none: Scala's, behind which Spark waits for the fault
 * itself and not for a wrapper, and those whose callers know what may come.
 */
public final class Undeclared {

    private Undeclared() {
    }

    /**
     * Throws what it is given; it returns nothing.
     *
     * @return for {@code throw Undeclared.asIs(fault)}, so that the compiler sees where a method ends
     */
    public static RuntimeException asIs(Throwable fault) {
        return Undeclared.<RuntimeException>thrown(fault);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E thrown(Throwable fault) throws E {
        throw (E) fault;
    }
}
