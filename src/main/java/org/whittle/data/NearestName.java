package org.whittle.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Proposes the name that was probably meant. */
final class NearestName {

    private NearestName() {
    }

    /** The name with the fewest edits (Levenshtein's distance, letter case aside), if that is not too many. */
    static Optional<String> to(String written, Collection<String> names) {
        int most = Math.max(2, written.length() / 3);
        return names.stream().filter(name -> distance(written, name) <= most)
                .min(Comparator.<String>comparingInt(name -> distance(written, name)).thenComparing(name -> name));
    }

    private static int distance(String a, String b) {
        String from = a.toLowerCase(Locale.ROOT);
        String into = b.toLowerCase(Locale.ROOT);
        int[] edits = new int[into.length() + 1];
        for (int j = 0; j <= into.length(); j++) {
            edits[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = edits[0];
            edits[0] = i;
            for (int j = 1; j <= into.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == into.charAt(j - 1) ? 0 : 1);
                diagonal = edits[j];
                edits[j] = Math.min(replaced, Math.min(edits[j], edits[j - 1]) + 1);
            }
        }
        return edits[into.length()];
    }
}
