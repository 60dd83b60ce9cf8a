package org.whittle.data.source;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.whittle.study.ColumnSpec;
import org.whittle.study.DataSpec;

/**
 * Columns of CSV files with values whose form a number does not keep: 007, +1, 1.10 and 1E5 would become 7, 1, 1.1 and
 * 100000. A number is meant by most of them; of a code, a class's or a part's name, the form is what it is.
 *
 * @param leadingZeros columns with values of digits that begin with a zero
 * @param signed columns with numbers that begin with a plus
 * @param padded columns with fractions of two digits or more that end with a zero, or with exponents
 */
public record CsvForms(Map<String, LeadingZeros> leadingZeros, Set<String> signed, Set<String> padded) {

    /** Of tables whose types are their own. */
    static final CsvForms NONE = new CsvForms(Map.of(), Set.of(), Set.of());

    /**
     * Values of a column that are digits and begin with a zero, as codes do.
     *
     * @param place of the first: file and line
     */
    public record LeadingZeros(String place, long line, long count) {

        private LeadingZeros and(LeadingZeros more) {
            return new LeadingZeros(place, line, count + more.count);
        }
    }

    /** Of several tables of the same columns: what one of them writes as a code is one in all of them. */
    CsvForms and(CsvForms other) {
        Map<String, LeadingZeros> zeros = new TreeMap<>(leadingZeros);
        other.leadingZeros.forEach((name, more) -> zeros.merge(name, more, LeadingZeros::and));
        return new CsvForms(zeros, union(signed, other.signed), union(padded, other.padded));
    }

    /**
     * Whether a study knows the values of a column by how they are written: declared categories, the classes of a
     * label, and the names of parts. Of a label that may still be a number, only a zero or a plus at the beginning
     * tells that it is none.
     */
    boolean isCode(DataSpec spec, String name) {
        boolean begins = leadingZeros.containsKey(name) || signed.contains(name);
        if (!begins && !padded.contains(name)) {
            return false;
        }
        if (name.equals(spec.label())) {
            return spec.task() == DataSpec.Task.CLASSIFICATION || spec.task() == DataSpec.Task.AUTO && begins;
        }
        return spec.categorical().contains(name)
                || spec.cells().column(name).type() == ColumnSpec.Type.CATEGORY
                || spec.split() instanceof DataSpec.Split.ByColumn parts && parts.column().equals(name);
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }
}
