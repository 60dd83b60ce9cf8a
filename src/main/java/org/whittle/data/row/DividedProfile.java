package org.whittle.data.row;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.whittle.data.check.LabelProfile;
import org.whittle.data.check.Moments;
import org.whittle.data.column.SplitPart;

/**
 * What rows hold that are divided and known to be usable: labels of each part, and of each column the training rows'
 * missing values, and what their numbers are like. They lie in a few arrays, as there may be a hundred thousand
 * columns.
 *
 * <p>Means and deviations as {@link Moments} has them. Those of vectors' elements are only taken where they are asked
 * for.
 */
@DefaultSerializer(JavaSerializer.class)
public final class DividedProfile implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Not sent: who adds it to others has one. */
    private final transient RowLayout layout;
    private final boolean ofVectors;
    private final long[] rows = new long[SplitPart.ALL.size()];
    private final LabelProfile label = new LabelProfile();
    private final long[] missing;
    /** Of a row's numbers, where they lie; so are the least. */
    private final Moments moments;
    private final double[] least;
    private final double[] most;

    /** Whether each row so far has a number in every column, of which there are no others: then all have as many. */
    private transient boolean whole;

    /**
     * Of nothing yet.
     *
     * @param ofVectors whether vectors' elements are looked at
     */
    public DividedProfile(RowLayout layout, boolean ofVectors) {
        this.layout = layout;
        this.ofVectors = ofVectors;
        missing = new long[layout.columns().size()];
        moments = new Moments(layout.numbers());
        least = new double[layout.numbers()];
        most = new double[layout.numbers()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
    }

    public static DividedProfile of(RowBlock block, boolean ofVectors) {
        RowLayout layout = block.layout();
        DividedProfile profile = new DividedProfile(layout, ofVectors);
        RowBlock.Cursor row = block.cursor();
        profile.whole = layout.isPlain();
        for (int i = 0; i < block.rows(); i++) {
            SplitPart part = block.part(i);
            profile.rows[part.ordinal()]++;
            if (layout.classes()) {
                profile.label.add(block.label(i), part);
            } else {
                profile.label.addTarget(block.target(i), part);
            }
            if (part == SplitPart.TRAINING && !profile.addWhole(block.numbers(), i * layout.numbers())) {
                profile.add(row.at(i));
            }
        }
        return profile;
    }

    /** @return whether it was added: this row, and all before it, lack nothing */
    private boolean addWhole(double[] values, int from) {
        int first = layout.firstNumber();
        boolean none = !whole;
        for (int i = first; i < least.length && !none; i++) {
            none = Double.isNaN(values[from + i]);
        }
        whole = !none;
        if (whole) {
            moments.addRow(values, from, first);
            for (int i = first; i < least.length; i++) {
                least[i] = Math.min(least[i], values[from + i]);
                most[i] = Math.max(most[i], values[from + i]);
            }
        }
        return whole;
    }

    private void add(RowBlock.Cursor row) {
        for (int i = 0; i < missing.length; i++) {
            switch (layout.kind(i)) {
                case NUMBER, BOOLEAN -> {
                    double value = row.number(i);
                    if (Double.isNaN(value)) {
                        missing[i]++;
                    } else {
                        add(layout.at(i), value);
                    }
                }
                case VECTOR -> {
                    if (ofVectors) {
                        double[] elements = row.vector(i);
                        for (int element = 0; element < elements.length; element++) {
                            add(layout.at(i) + element, elements[element]);
                        }
                    }
                }
                case TEXT, CODE -> missing[i] += row.isMissing(i) ? 1 : 0;
            }
        }
    }

    private void add(int i, double value) {
        moments.add(i, value);
        least[i] = Math.min(least[i], value);
        most[i] = Math.max(most[i], value);
    }

    /** Adds the rows that follow. */
    public void add(DividedProfile next) {
        for (int i = 0; i < rows.length; i++) {
            rows[i] += next.rows[i];
        }
        label.add(next.label);
        for (int i = 0; i < missing.length; i++) {
            missing[i] += next.missing[i];
        }
        moments.add(next.moments);
        for (int i = 0; i < least.length; i++) {
            least[i] = Math.min(least[i], next.least[i]);
            most[i] = Math.max(most[i], next.most[i]);
        }
    }

    public long rows(SplitPart part) {
        return rows[part.ordinal()];
    }

    public LabelProfile label() {
        return label;
    }

    /** Training rows without a value in a column. */
    public long missing(int column) {
        return missing[column];
    }

    /** Mean of a column of numbers or booleans over the training rows that have a value. */
    public double mean(int column) {
        return mean(column, 0);
    }

    /** Mean of an element of a vector; a number or boolean is its first one. */
    public double mean(int column, int element) {
        return moments.mean(layout.at(column) + element);
    }

    /** Standard deviation of the same numbers, with n − 1; 0 for a single one. */
    public double deviation(int column, int element) {
        return moments.deviation(layout.at(column) + element);
    }

    /** The least number of a column of numbers or booleans in training rows; positive infinity if there is none. */
    public double least(int column) {
        return least[layout.at(column)];
    }

    /** The least of all numbers of some columns, and of vectors if they are looked at. */
    public double least(List<Integer> columns) {
        return extreme(least, columns, Math::min);
    }

    /** The largest of the same numbers. */
    public double most(List<Integer> columns) {
        return extreme(most, columns, Math::max);
    }

    private double extreme(double[] values, List<Integer> columns, DoubleBinaryOperator chosen) {
        return columns.stream().flatMapToDouble(column -> Arrays.stream(values, layout.at(column),
                layout.at(column) + layout.columns().get(column).length())).reduce(chosen).orElse(Double.NaN);
    }
}
