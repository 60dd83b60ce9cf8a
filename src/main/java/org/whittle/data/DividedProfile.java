package org.whittle.data;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.Arrays;
import org.whittle.data.InputColumn.Kind;

/**
 * What rows hold that are divided and known to be usable: labels of each part, and of each column the training rows' missing
 * values, mean and deviation. The columns lie in a few arrays, as there may be a hundred thousand.
 *
 * <p>Means and deviations as {@link Moments} has them.
 */
@DefaultSerializer(JavaSerializer.class)
final class DividedProfile implements Serializable {

    private static final long serialVersionUID = 1L;

    private final long[] rows = new long[SplitPart.ALL.size()];
    private final LabelProfile label = new LabelProfile();
    private final long[] missing;
    /** Of numbers and booleans: how many there are, and of them the first, least, mean and squared differences from it. */
    private final long[] count;
    private final double[] origin;
    private final double[] least;
    private final double[] mean;
    private final double[] squares;

    /** Of nothing yet. */
    DividedProfile(int columns) {
        missing = new long[columns];
        count = new long[columns];
        origin = new double[columns];
        least = new double[columns];
        mean = new double[columns];
        squares = new double[columns];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
    }

    static DividedProfile of(RowBlock block) {
        RowLayout layout = block.layout();
        DividedProfile profile = new DividedProfile(layout.columns().size());
        RowBlock.Cursor row = block.cursor();
        for (int i = 0; i < block.rows(); i++) {
            SplitPart part = block.part(i);
            profile.rows[part.ordinal()]++;
            if (layout.classes()) {
                profile.label.add(block.label(i), part);
            } else {
                profile.label.addTarget(block.target(i), part);
            }
            if (part == SplitPart.TRAINING) {
                profile.add(row.at(i), layout);
            }
        }
        return profile;
    }

    private void add(RowBlock.Cursor row, RowLayout layout) {
        for (int i = 0; i < missing.length; i++) {
            if (row.isMissing(i)) {
                missing[i]++;
            } else if (layout.kind(i) == Kind.NUMBER || layout.kind(i) == Kind.BOOLEAN) {
                add(i, row.number(i));
            }
        }
    }

    private void add(int i, double value) {
        if (count[i] == 0) {
            origin[i] = value;
        }
        count[i]++;
        double shifted = value - origin[i];
        double difference = shifted - mean[i];
        mean[i] += difference / count[i];
        squares[i] += difference * (shifted - mean[i]);
        least[i] = Math.min(least[i], value);
    }

    /** Adds the rows that follow. */
    void add(DividedProfile next) {
        for (int i = 0; i < rows.length; i++) {
            rows[i] += next.rows[i];
        }
        label.add(next.label);
        for (int i = 0; i < missing.length; i++) {
            missing[i] += next.missing[i];
            least[i] = Math.min(least[i], next.least[i]);
            if (count[i] == 0) {
                count[i] = next.count[i];
                origin[i] = next.origin[i];
                mean[i] = next.mean[i];
                squares[i] = next.squares[i];
            } else if (next.count[i] > 0) {
                long total = count[i] + next.count[i];
                double difference = (next.origin[i] - origin[i]) + (next.mean[i] - mean[i]);
                mean[i] += difference * next.count[i] / total;
                squares[i] += next.squares[i] + difference * difference * count[i] * next.count[i] / total;
                count[i] = total;
            }
        }
    }

    long rows(SplitPart part) {
        return rows[part.ordinal()];
    }

    LabelProfile label() {
        return label;
    }

    /** Training rows without a value in a column. */
    long missing(int column) {
        return missing[column];
    }

    /** Mean of a column of numbers or booleans over the training rows that have a value. */
    double mean(int column) {
        return origin[column] + mean[column];
    }

    /** Standard deviation of the same numbers, with n − 1; 0 for a single one. */
    double deviation(int column) {
        return count[column] < 2 ? 0 : Math.sqrt(squares[column] / (count[column] - 1));
    }

    /** The least of the same numbers; positive infinity if there is none. */
    double least(int column) {
        return least[column];
    }
}
