package org.whittle.net;

/** What one row is to a network. */
public sealed interface InputShape {

    /** Numbers that a row is. */
    int features();

    /**
     * Numbers in no order that matters.
     *
     * @param features at least 1
     */
    record Vector(int features) implements InputShape {

        /** @throws IllegalArgumentException if there are no inputs */
        public Vector {
            if (features < 1) {
                throw new IllegalArgumentException("A network needs inputs, not %d.".formatted(features));
            }
        }
    }
}
