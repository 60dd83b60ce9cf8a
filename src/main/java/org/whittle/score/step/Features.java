package org.whittle.score.step;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputValues;

/**
 * The function from a row's values to its features. It travels to executors, and any number of threads may share it.
 */
public final class Features implements Serializable {

    private static final long serialVersionUID = 1L;

    private final List<InputColumn> columns;
    private final List<Step> steps;
    private final List<Step.Writer> writers;
    /** Where each step's features begin. */
    private final int[] from;
    private final int width;

    /**
     * @param columns of the rows, in the order in which steps number them
     * @param steps in the order of their features
     */
    public Features(List<InputColumn> columns, List<Step> steps) {
        this.columns = columns;
        this.steps = steps;
        this.writers = new ArrayList<>(steps.stream().map(Step::writer).toList());
        this.from = new int[steps.size()];
        int next = 0;
        for (int i = 0; i < from.length; i++) {
            from[i] = next;
            next += steps.get(i).width();
        }
        this.width = next;
    }

    /** Features a row. */
    public int width() {
        return width;
    }

    /** Names of the features, in their order. */
    public List<String> names() {
        List<String> names = new ArrayList<>(width);
        steps.forEach(step -> step.name(columns, names::add));
        return names;
    }

    /** The features of a row, in 64 bits. */
    public double[] of(InputValues row) {
        double[] features = new double[width];
        write(row, features);
        return features;
    }

    /**
     * As {@link #of}.
     *
     * @param features all of which are set
     */
    public void write(InputValues row, double[] features) {
        for (int i = 0; i < from.length; i++) {
            writers.get(i).write(row, features, from[i]);
        }
    }
}
