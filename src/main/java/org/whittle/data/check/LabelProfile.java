package org.whittle.data.check;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.data.column.SplitPart;
import org.whittle.score.column.Cell;
import org.whittle.score.column.InputColumn;

/** What the label column holds, counted. */
public final class LabelProfile implements Serializable {

    private static final long serialVersionUID = 1L;

    /** More labels than any classification has; beyond, they are no longer counted one by one. */
    private static final int LABELS = 10_000;

    private final TreeMap<String, long[]> rows = new TreeMap<>();
    private boolean overflowed;
    private long missing;
    private long notFinite;
    private long notBooleans;
    private long notNumbers;
    private final Strays strays = new Strays();
    private final NumberLooks looks = new NumberLooks();
    private final long[] fractions = new long[SplitPart.ALL.size()];
    private final Moments moments = new Moments(SplitPart.ALL.size());

    public void add(Object value, SplitPart part) {
        if (value == null) {
            missing++;
            return;
        }
        if (value instanceof Number some && addPlain(some.doubleValue(), part)) {
            return;
        }
        OptionalDouble number = value instanceof Boolean ? OptionalDouble.empty() : Cell.number(value);
        if (number.isEmpty()) {
            notNumbers++;
            strays.add(value.toString());
            looks.add(value.toString());
        } else if (Cell.problem(number.getAsDouble(), InputColumn.Kind.NUMBER).isPresent()) {
            notFinite++;
            strays.add(value.toString());
        } else {
            addNumber(number.getAsDouble(), part);
        }
        // The text of every number would cost more than all else.
        boolean truth = value instanceof Number some ? some.doubleValue() == 0 || some.doubleValue() == 1
                : Cell.problem(value, InputColumn.Kind.BOOLEAN).isEmpty();
        notBooleans += truth ? 0 : 1;
        if (!overflowed) {
            count(Cell.text(value))[part.ordinal()]++;
        }
    }

    /**
     * Adds a label that is a number, if labels are no longer counted one by one and it is one that can be a target.
     *
     * @return whether it was added
     */
    boolean addPlain(double number, SplitPart part) {
        if (!overflowed || !(Math.abs(number) <= Float.MAX_VALUE)) {
            return false;
        }
        notBooleans += number == 0 || number == 1 ? 0 : 1;
        addNumber(number, part);
        return true;
    }

    private void addNumber(double number, SplitPart part) {
        fractions[part.ordinal()] += number == Math.rint(number) ? 0 : 1;
        moments.add(part.ordinal(), number);
    }

    /** The target of a regression, of which only the moments count. */
    public void addTarget(double target, SplitPart part) {
        moments.add(part.ordinal(), target);
    }

    public void add(LabelProfile other) {
        missing += other.missing;
        notFinite += other.notFinite;
        notNumbers += other.notNumbers;
        notBooleans += other.notBooleans;
        strays.add(other.strays);
        looks.add(other.looks);
        overflowed |= other.overflowed;
        other.rows.forEach((label, counts) -> {
            long[] own = count(label);
            for (int i = 0; i < own.length; i++) {
                own[i] += counts[i];
            }
        });
        for (int i = 0; i < fractions.length; i++) {
            fractions[i] += other.fractions[i];
        }
        moments.add(other.moments);
    }

    public long missing() {
        return missing;
    }

    /** Labels, not missing, that a column of this kind cannot hold. */
    long unusable(InputColumn.Kind kind) {
        return switch (kind) {
            case NUMBER -> notFinite + notNumbers;
            case BOOLEAN -> notBooleans;
            default -> 0;
        };
    }

    /** The labels that are no finite numbers, unless they are many. */
    public SortedMap<String, Long> strays() {
        return strays.rows();
    }

    /** Labels that neither are nor read as numbers. */
    long notNumbers() {
        return notNumbers;
    }

    /** In which ways those can be read as numbers after all. */
    NumberLooks looks() {
        return looks;
    }

    /** Whether a label of the part is a number that is not whole. */
    boolean fractional(SplitPart part) {
        return fractions[part.ordinal()] > 0;
    }

    /** Whether there are more labels than were counted. */
    boolean overflowed() {
        return overflowed;
    }

    /** Labels that the part has, in the order of their text. */
    public List<String> labels(SplitPart part) {
        return rows.entrySet().stream().filter(e -> e.getValue()[part.ordinal()] > 0).map(Map.Entry::getKey).toList();
    }

    public long rows(String label, SplitPart part) {
        return rows.get(label)[part.ordinal()];
    }

    public long rows(String label) {
        return SplitPart.ALL.stream().mapToLong(part -> rows(label, part)).sum();
    }

    /** Mean of the part's numbers. */
    public double mean(SplitPart part) {
        return moments.mean(part.ordinal());
    }

    /** Standard deviation of the part's numbers, with n − 1; 0 for a single one. */
    public double deviation(SplitPart part) {
        return moments.deviation(part.ordinal());
    }

    /** The counts of a label; counts that nobody sees if there are too many labels. */
    private long[] count(String label) {
        if (rows.size() >= LABELS && !rows.containsKey(label)) {
            overflowed = true;
            return new long[SplitPart.ALL.size()];
        }
        return rows.computeIfAbsent(label, text -> new long[SplitPart.ALL.size()]);
    }
}
