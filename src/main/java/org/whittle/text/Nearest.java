package org.whittle.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that was probably meant. */
public final class Nearest {

    private Nearest() {
    }

    /**
     * The known name with the fewest typing mistakes (a letter missing, superfluous, wrong, or two neighbours swapped)
     * from the given one; at most a third of the letters may differ. Letter case is no mistake.
     *
     * @return the first by the alphabet of equally near ones; empty if none is near
     */
    public static Optional<String> typed(String word, Collection<String> known) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : known) {
            int most = Math.max(1, Math.max(word.length(), name.length()) / 3);
            // There are as many mistakes at least as lengths differ: of a hundred thousand names, few are looked at
            // closely.
            if (Math.abs(word.length() - name.length()) > Math.min(most, least)) {
                continue;
            }
            int distance = distance(word, name);
            if (distance <= most && (distance < least || distance == least && name.compareTo(nearest) < 0)) {
                nearest = name;
                least = distance;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Levenshtein's distance, a pair of swapped neighbours being one mistake and not two; case is ignored. */
    public static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        LevenshteinDistance edits = LevenshteinDistance.getDefaultInstance();
        int least = edits.apply(a, b);
        for (int i = 1; i < a.length() && least > 1; i++) {
            String swapped = a.substring(0, i - 1) + a.charAt(i) + a.charAt(i - 1) + a.substring(i + 1);
            least = Math.min(least, 1 + edits.apply(swapped, b));
        }
        return least;
    }
}
