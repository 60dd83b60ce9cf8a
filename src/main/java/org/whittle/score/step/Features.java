package org.whittle.score.step;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
    private final int made;
    /** Numbers of the features that are kept, in ascending order; {@code null}: all. */
    private final int[] kept;

    /**
     * @param columns of the rows, in the order in which steps number them
     * @param steps in the order of their features
     */
    public Features(List<InputColumn> columns, List<Step> steps) {
        this(columns, steps, null);
    }

    /** @param selection of the features that the steps make; {@code null}: all */
    Features(List<InputColumn> columns, List<Step> steps, Selection selection) {
        this.columns = columns;
        this.steps = steps;
        this.writers = new ArrayList<>(steps.stream().map(Step::writer).toList());
        this.from = new int[steps.size()];
        int next = 0;
        for (int i = 0; i < from.length; i++) {
            from[i] = next;
            next += steps.get(i).width();
        }
        this.made = next;
        this.kept = selection == null ? null : selection.inOrder();
    }

    /** Features a row. */
    public int width() {
        return kept == null ? made : kept.length;
    }

    /** Names of the features, in their order. */
    public List<String> names() {
        List<String> names = new ArrayList<>(made);
        steps.forEach(step -> step.name(columns, names::add));
        return kept == null ? names : IntStream.of(kept).mapToObj(names::get).toList();
    }

    /** The table's column that each feature is made of, by its name, in their order. */
    public List<String> sources() {
        List<String> sources = new ArrayList<>(made);
        steps.forEach(step -> step.sources(columns, sources::add));
        return kept == null ? sources : IntStream.of(kept).mapToObj(sources::get).toList();
    }

    /** The features of a row, in 64 bits. */
    public double[] of(InputValues row) {
        double[] features = new double[width()];
        write(row, features);
        return features;
    }

    /**
     * As {@link #of}.
     *
     * @param features all of which are set
     */
    public void write(InputValues row, double[] features) {
        double[] all = kept == null ? features : new double[made];
        for (int i = 0; i < from.length; i++) {
            writers.get(i).write(row, all, from[i]);
        }
        for (int i = 0; kept != null && i < kept.length; i++) {
            features[i] = all[kept[i]];
        }
    }
}
