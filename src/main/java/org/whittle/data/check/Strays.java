package org.whittle.data.check;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The few texts of a column that do not fit the rest, counted; forgotten once they are many. The order does not matter.
 */
final class Strays implements Serializable {

    private static final long serialVersionUID = 1L;

    /** More than stand for missing values in any column. */
    private static final int MOST = 8;
    private static final int LONGEST = 40;

    private final TreeMap<String, Long> rows = new TreeMap<>();
    private boolean many;

    void add(String text) {
        if (!many) {
            count(text, 1);
        }
    }

    void add(Strays other) {
        many |= other.many;
        other.rows.forEach(this::count);
        if (many) {
            rows.clear();
        }
    }

    /** By their text; empty if there are none, or too many to stand for missing values. */
    SortedMap<String, Long> rows() {
        return Collections.unmodifiableSortedMap(rows);
    }

    private void count(String text, long times) {
        rows.merge(text, times, Long::sum);
        if (rows.size() > MOST || text.length() > LONGEST || text.isBlank()) {
            many = true;
            rows.clear();
        }
    }
}
