package org.whittle.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.whittle.app.InProcess;

/** A kind of input, and what is done with it once it is damaged. */
interface FuzzPart {

    /** As in {@code scripts/bench fuzz --parts}. */
    String name();

    /**
     * Damages a sound input, in a way that follows from the number, and uses it.
     *
     * @param directory empty, and this call's own
     */
    Used use(int number, Path directory) throws IOException;

    /** Exit codes that a damaged input may lead to. */
    default Set<Integer> allowed() {
        return Set.of(0, 2);
    }

    /**
     * A damaged input in use.
     *
     * @param what was done to it
     * @param names of which a refusal has to say one: the input itself, or its parts
     * @param unread whether nothing reads what was damaged, so that it has to make no difference
     */
    record Used(String what, Set<String> names, InProcess.Outcome outcome, boolean unread) {

        Used(String what, Set<String> names, InProcess.Outcome outcome) {
            this(what, names, outcome, false);
        }
    }
}
