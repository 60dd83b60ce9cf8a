package org.whittle.study;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is told when a study has ended.
 *
 * @param command words of a program; none: no program is started
 * @param webhook an address that is posted to
 * @param on of which ends
 */
public record Notify(List<String> command, Optional<String> webhook, Set<End> on) {

    /** Nobody. */
    public static final Notify NOBODY = new Notify(List.of(), Optional.empty(), Set.of());

    /** How a run of a study ends. */
    public enum End {
        /** All is there, and every gate was met. */
        DONE,
        /** All is there, but a gate was not met. */
        GATE,
        /** It did not come to its end, for whatever reason but that somebody stopped it. */
        FAILED
    }

    public Notify {
        command = List.copyOf(command);
        on = Collections.unmodifiableSet(new TreeSet<>(on));
    }
}
