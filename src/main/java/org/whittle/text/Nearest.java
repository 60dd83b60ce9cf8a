package org.whittle.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that was probably meant. */
public final class Nearest {

    private Nearest() {
    }

    /**
     * The known name with the fewest typing mistakes (a letter missing, superfluous, wrong, or two neighbours swapped) from the
     * given one; at most a third of the letters may differ. Letter case is no mistake.
     *
     * @return the first by the alphabet of equally near ones; empty if none is near
     */
    public static Optional<String> typed(String word, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(word, name) <= Math.max(1, Math.max(word.length(), name.length()) / 3))
                .min(Comparator.comparingInt((String name) -> distance(word, name)).thenComparing(name -> name));
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
