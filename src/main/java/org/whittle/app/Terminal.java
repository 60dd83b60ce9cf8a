package org.whittle.app;

import java.util.Map;
import org.whittle.report.Leaderboard;

/**
 * What standard output is.
 *
 * @param interactive whether a person's terminal, where lines can be drawn over; else a pipe or a file
 * @param columns its width; of a pipe what is read well anywhere
 * @param coloured whether colours are wanted (no-color.org)
 */
record Terminal(boolean interactive, int columns, boolean coloured) {

    /** Of less, every word would stand alone. */
    private static final int LEAST = 40;

    /** This process's. The launcher tells the width by {@code COLUMNS}, which shells keep to themselves. */
    static Terminal ofProcess() {
        return of(System.console() != null, System.getenv());
    }

    static Terminal of(boolean interactive, Map<String, String> environment) {
        String told = environment.getOrDefault("COLUMNS", "");
        int columns = interactive && told.matches("[1-9][0-9]{0,3}")
                ? Math.max(LEAST, Integer.parseInt(told)) : Leaderboard.COLUMNS;
        return new Terminal(interactive, columns, environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** The same, written to line by line. */
    Terminal plain() {
        return new Terminal(false, columns, false);
    }
}
