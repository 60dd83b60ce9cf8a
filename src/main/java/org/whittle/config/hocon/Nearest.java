package org.whittle.config.hocon;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Nearest {

    private Nearest() {
    }

    /**
     * The known word that was meant: one that is only {@linkplain #spelled spelled} otherwise, or
     * {@linkplain #typed typed} wrongly; failing that, one that contains it or is contained in it.
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

    /** The known word with the fewest typing mistakes, see {@link org.whittle.text.Nearest#typed}. */
    public static Optional<String> typed(String word, Collection<String> known) {
        return org.whittle.text.Nearest.typed(word, known);
    }
}
