package org.whittle.report;

import java.util.List;

/**
 * Which of a table's features a network sees, where it does not see all.
 *
 * @param names of those that it sees; the best first, where they are ranked
 * @param of how many there are
 * @param method by which they are ranked; empty if they are not
 */
public record SeenFeatures(List<String> names, int of, String method) {

    private static final int MOST = 30;

    public SeenFeatures {
        names = List.copyOf(names);
    }

    /** A sentence: what the winner sees. */
    String text(String who) {
        String shown = String.join(", ", names.subList(0, Math.min(MOST, names.size())));
        return "%s sees %d of %d features%s: %s%s.".formatted(who, names.size(), of,
                method.isEmpty() ? "" : ", the best by " + method, shown,
                names.size() > MOST ? " and %d more".formatted(names.size() - MOST) : "");
    }
}
