package org.whittle.data.check;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.whittle.data.column.SettingLine;
import org.whittle.score.column.NumberText;

/** In which ways the texts of a column can be read as numbers, counted. */
final class NumberLooks implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Decimal sign and group sign of each way; the first of those that fit as many texts is proposed. */
    private static final List<NumberText> WAYS = List.of(way(".", ","), way(",", "."), way(",", " "), way(".", " "),
            way(".", "'"), way(",", "'"));
    private static final int LONGEST = 40;
    /** Currencies and units of one column; with more, they are words. */
    private static final int AFFIXES = 3;
    private static final int LONGEST_AFFIX = 6;
    /** Letters right before digits are a currency's, or else those of a code. */
    private static final Pattern CURRENCY =
            Pattern.compile("[A-Z]{0,2}\\p{Sc}|[A-Z]{3}|Fr\\.?|kr\\.?|zł|Kč|lei|R|Rs\\.?");

    private final long[] fits = new long[WAYS.size()];
    private final long[] grouped = new long[WAYS.size()];
    /** What stands before and behind the numbers. */
    private final TreeMap<String, Long> prefixes = new TreeMap<>();
    private final TreeMap<String, Long> suffixes = new TreeMap<>();
    private Strays strays = new Strays();

    private static NumberText way(String decimal, String group) {
        return new NumberText(decimal, group, "", "");
    }

    void add(String text) {
        String core = NumberText.trim(text);
        boolean number = false;
        int from = 0;
        int to = core.length();
        if (to <= LONGEST) {
            while (from < to && !isBody(core.charAt(from))) {
                from++;
            }
            while (to > from && !isBody(core.charAt(to - 1))) {
                to--;
            }
            String prefix = NumberText.trim(core.substring(0, from));
            String suffix = NumberText.trim(core.substring(to));
            boolean minus = prefix.endsWith("-") || prefix.startsWith("-");
            prefix = NumberText.trim(prefix.replace("-", ""));
            boolean code = !prefix.isEmpty() && Character.isLetter(prefix.charAt(prefix.length() - 1))
                    && !CURRENCY.matcher(prefix).matches() && !NumberText.isBlank(core.charAt(from - 1));
            if (from < to && !code && prefix.length() <= LONGEST_AFFIX && suffix.length() <= LONGEST_AFFIX
                    && !suffix.contains("-")) {
                number = count(minus ? "-" + core.substring(from, to) : core.substring(from, to), prefix, suffix);
            }
        }
        if (!number) {
            strays.add(text);
        }
    }

    private boolean count(String core, String prefix, String suffix) {
        boolean number = false;
        for (int i = 0; i < fits.length; i++) {
            if (WAYS.get(i).parse(core).isPresent()) {
                number = true;
                fits[i]++;
                grouped[i] += WAYS.get(i).groups(core) ? 1 : 0;
            }
        }
        if (number) {
            affix(prefixes, prefix, 1);
            affix(suffixes, suffix, 1);
        }
        return number;
    }

    void add(NumberLooks other) {
        for (int i = 0; i < fits.length; i++) {
            fits[i] += other.fits[i];
            grouped[i] += other.grouped[i];
        }
        other.prefixes.forEach((affix, count) -> affix(prefixes, affix, count));
        other.suffixes.forEach((affix, count) -> affix(suffixes, affix, count));
        strays.add(other.strays);
    }

    /** The texts that are no numbers in any way, unless they are many. */
    Strays strays() {
        return strays;
    }

    /** Texts that can be read in the way that fits most; 0 if letters behind them differ, which are not units then. */
    long most() {
        return way().isEmpty()
                        && named(suffixes).stream()
                                .anyMatch(suffix -> suffix.chars().anyMatch(Character::isLetter))
                ? 0
                : fits[best()];
    }

    /** The way that fits most texts; empty if their currencies or units differ. */
    private Optional<NumberText> way() {
        List<String> before = named(prefixes);
        List<String> behind = named(suffixes);
        if (before.size() > 1 || behind.size() > 1) {
            return Optional.empty();
        }
        NumberText way = WAYS.get(best());
        return Optional.of(new NumberText(way.decimal(), grouped[best()] > 0 ? way.group() : "",
                before.isEmpty() ? "" : before.get(0), behind.isEmpty() ? "" : behind.get(0)));
    }

    /** The setting that reads a column of such texts; empty if their currencies or units differ. */
    Optional<String> setting(String column, long present) {
        return way().map(way -> {
            StringBuilder line = new StringBuilder(SettingLine.column(column)).append(" { type = number");
            line.append(way.decimal().equals(".") ? "" : ", decimal = " + SettingLine.value(way.decimal()));
            line.append(way.group().isEmpty() ? "" : ", group = " + SettingLine.value(way.group()));
            line.append(way.prefix().isEmpty() ? "" : ", prefix = " + SettingLine.value(way.prefix()));
            line.append(way.suffix().isEmpty() ? "" : ", suffix = " + SettingLine.value(way.suffix()));
            if (most() < present && !strays.rows().isEmpty()) {
                line.append(", missing = [").append(strays.rows().keySet().stream().map(SettingLine::value)
                        .collect(Collectors.joining(", "))).append(']');
            }
            return line.append(" }").toString();
        });
    }

    /** The same for the other way, as what to write instead; nothing if there is none. */
    String otherSetting(String column) {
        return otherWay().map(second -> " (or, if its \"%s\" stands before a fraction, %s { type = number, "
                .formatted(second.decimal(), SettingLine.column(column))
                + "decimal = \"%s\" })".formatted(second.decimal())).orElse("");
    }

    /** Another way that fits as many texts and gives other numbers, as where 1,234 may be little more than 1. */
    private Optional<NumberText> otherWay() {
        for (int i = 0; i < fits.length; i++) {
            if (fits[i] == fits[best()] && !WAYS.get(i).decimal().equals(WAYS.get(best()).decimal())
                    && (grouped[best()] > 0 || grouped[i] > 0)) {
                return Optional.of(WAYS.get(i));
            }
        }
        return Optional.empty();
    }

    /** All currencies and units that were seen. */
    List<String> affixes() {
        List<String> all = new ArrayList<>(named(prefixes));
        all.addAll(named(suffixes));
        return all;
    }

    private int best() {
        int best = 0;
        for (int i = 1; i < fits.length; i++) {
            best = fits[i] > fits[best] ? i : best;
        }
        return best;
    }

    private static List<String> named(Map<String, Long> affixes) {
        return affixes.keySet().stream().filter(affix -> !affix.isEmpty()).toList();
    }

    private static void affix(NavigableMap<String, Long> affixes, String affix, long count) {
        affixes.merge(affix, count, Long::sum);
        while (affixes.size() > AFFIXES) {
            affixes.remove(affixes.lastKey());
        }
    }

    private static boolean isBody(char c) {
        return c >= '0' && c <= '9' || c == '+' || c == '(' || c == ')' || c == '.' || c == ',' || c == '\u2212';
    }
}
