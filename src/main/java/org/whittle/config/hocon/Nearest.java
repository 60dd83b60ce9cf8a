package org.whittle.config.hocon;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Nearest {

    private Nearest() {
    }

    /**
     * The known word that was meant: one that is only {@linkplain #spelled spelled} otherwise, or {@linkplain #typed typed}
     * wrongly; failing that, one that contains it or is contained in it.
     *
     * @return empty if none is near
     */
    public static Optional<String> to(String word, Collection<String> known) {
        return spelled(word, known).or(() -> typed(word, known)).or(() -> known.stream()
                .filter(k -> Math.min(word.length(), k.length()) >= 3 && (k.contains(word) || word.contains(k)))
                .min(Comparator.comparingInt((String k) -> Math.abs(k.length() - word.length()))
                        .thenComparing(k -> k)));
    }

    /** The known word but for letter case and underscores, or what the word is called here that other tools use. */
    public static Optional<String> spelled(String word, Collection<String> known) {
        String hyphens = word.replace('_', '-');
        return known.stream().filter(k -> k.equalsIgnoreCase(hyphens)).findFirst().or(() -> OtherNames.in(word, known));
    }

    /**
     * The known word with the fewest typing mistakes (a letter missing, superfluous, wrong, or two swapped) from the given
     * one; at most a third of the letters may differ.
     */
    public static Optional<String> typed(String word, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(word, k) <= Math.max(1, Math.max(word.length(), k.length()) / 3))
                .min(Comparator.comparingInt((String k) -> distance(word, k)).thenComparing(k -> k));
    }

    /** Optimal string alignment: Levenshtein's distance with swapped neighbours as one mistake; case is ignored. */
    public static int distance(String first, String second) {
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int substitution = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(substitution, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
