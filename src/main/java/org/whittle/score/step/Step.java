package org.whittle.score.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.score.column.InputValues;
import org.whittle.score.image.EdgeChannels;
import org.whittle.score.image.Fit;
import org.whittle.score.image.Frame;

/**
 * A step of the preprocessing with its fitted numbers: it turns some of a row's input columns into some features. It is
 * data, as {@link PreprocessingFile} holds it, and does not check itself: {@link Preprocessing} does.
 */
public sealed interface Step extends Serializable {

    /** Writes a step's features from {@code at} on. */
    interface Writer extends Serializable {
        /**
         * @param row whose columns are read
         * @param features of the row, of which the step's are set
         * @param at index of the first of them
         */
        void write(InputValues row, double[] features, int at);
    }

    /** Numbers of the input columns that it takes, all of one of {@link #kinds}. */
    int[] columns();

    /** Kinds of columns that it can take. */
    List<Kind> kinds();

    /** Features that it makes: one a column, unless it says otherwise. */
    default int width() {
        return columns().length;
    }

    /** Tells the features' names, in their order: those of the columns, unless it says otherwise. */
    default void name(List<InputColumn> inputs, Consumer<String> names) {
        for (int column : columns()) {
            names.accept(inputs.get(column).name());
        }
    }

    /**
     * Tells the table's column that each feature is made of, in their order: one a feature, unless it says otherwise.
     */
    default void sources(List<InputColumn> inputs, Consumer<String> sources) {
        for (int column : columns()) {
            for (int i = 0; i < inputs.get(column).length(); i++) {
                sources.accept(inputs.get(column).source());
            }
        }
    }

    /** The same before numbers are brought to one scale. */
    default Step unscaled() {
        return this;
    }

    /** What is done before rows are stored for training; what is left is done as they are read. Mostly that is all. */
    default Step stored() {
        return this;
    }

    /** The function that it is, made once for many rows; any number of threads may share it. */
    Writer writer();

    /**
     * Numbers, imputed by {@code missing}, then scaled: a feature a column.
     *
     * @param from what each column's numbers count from, which is taken off first; {@code null}: 0 everywhere
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Numbers(int[] columns, double[] missing, Scaled scaled, double[] from) implements Step {

        /** Numbers that count from 0. */
        public Numbers(int[] columns, double[] missing, Scaled scaled) {
            this(columns, missing, scaled, null);
        }

        @Override
        public List<Kind> kinds() {
            return List.of(Kind.NUMBER);
        }

        @Override
        public Step unscaled() {
            return new Numbers(columns, missing, Scaled.NOT, from);
        }

        @Override
        public Writer writer() {
            Scaled.Function scale = scaled.function();
            return (row, features, at) -> {
                row.numbers(columns, missing, features, at);
                for (int i = 0; from != null && i < from.length; i++) {
                    features[at + i] -= from[i];
                }
                scale.apply(features, at, columns.length);
            };
        }
    }

    /** Vectors, scaled element by element: a feature an element. */
    record Vectors(int[] columns, int width, Scaled scaled) implements Step {

        @Override
        public List<Kind> kinds() {
            return List.of(Kind.VECTOR);
        }

        @Override
        public Step unscaled() {
            return new Vectors(columns, width, Scaled.NOT);
        }

        @Override
        public void name(List<InputColumn> inputs, Consumer<String> names) {
            for (int column : columns) {
                for (int i = 0; i < inputs.get(column).length(); i++) {
                    names.accept(inputs.get(column).name() + "[" + i + "]");
                }
            }
        }

        @Override
        public Writer writer() {
            Scaled.Function scale = scaled.function();
            return (row, features, at) -> {
                int next = at;
                for (int column : columns) {
                    double[] elements = row.vector(column);
                    System.arraycopy(elements, 0, features, next, elements.length);
                    next += elements.length;
                }
                scale.apply(features, at, next - at);
            };
        }
    }

    /**
     * An image: a pixel's channel each a column, or all of them one vector, scaled channel by channel: a feature each.
     * Pixels are what a 32-bit float of them is, so that it does not matter whether they were stored before they are
     * scaled.
     *
     * @param columns pixels row by row from the top left, the channels of a pixel side by side
     * @param across its width in pixels
     * @param channels of the image itself
     * @param missing by channel: what a pixel is that a row lacks
     * @param scaled by channel, those of edges behind the image's own
     * @param fit how pictures become images of this shape; {@code null} where rows are numbers
     * @param edges channels that are computed of the others; {@code null}: none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Pixels(int[] columns, int height, int across, int channels, double[] missing, Scaled scaled, Fit fit,
                  EdgeChannels edges) implements Step {

        /** Without edges. */
        public Pixels(int[] columns, int height, int across, int channels, double[] missing, Scaled scaled, Fit fit) {
            this(columns, height, across, channels, missing, scaled, fit, null);
        }

        @Override
        public List<Kind> kinds() {
            return List.of(Kind.NUMBER, Kind.VECTOR);
        }

        @Override
        public int width() {
            return height * across * all();
        }

        /** Channels of a pixel, with those of edges. */
        public int all() {
            return channels + (edges == null ? 0 : edges.count());
        }

        /** Numbers of the image itself, which rows give. */
        public int numbers() {
            return height * across * channels;
        }

        @Override
        public void name(List<InputColumn> inputs, Consumer<String> names) {
            List<String> own = new ArrayList<>(numbers());
            if (isVector()) {
                new Vectors(columns, numbers(), scaled).name(inputs, own::add);
            } else {
                Step.super.name(inputs, own::add);
            }
            for (int pixel = 0; pixel < height * across; pixel++) {
                own.subList(pixel * channels, (pixel + 1) * channels).forEach(names);
                for (int kind = 0; kind < all() - channels; kind++) {
                    names.accept(edges.kinds().get(kind).key() + "[" + pixel + "]");
                }
            }
        }

        /** What pictures are brought to. */
        public Frame frame() {
            return new Frame(height, across, channels, fit);
        }

        /** Whether one column holds them all; an image of one number may as well be a number. */
        private boolean isVector() {
            return columns.length < numbers();
        }

        /** Unscaled: as they are, they may be bytes. */
        @Override
        public Step stored() {
            return new Pixels(columns, height, across, channels, missing, Scaled.NOT, fit, edges);
        }

        @Override
        public Writer writer() {
            Scaled.Function scale = scaled.function();
            double[] means = new double[numbers()];
            Arrays.setAll(means, i -> missing[i % channels]);
            int all = all();
            return (row, features, at) -> {
                if (isVector()) {
                    System.arraycopy(row.vector(columns[0]), 0, features, at, means.length);
                } else {
                    row.numbers(columns, means, features, at);
                }
                // From the last pixel on, each goes where its edges have room behind it.
                for (int i = means.length - 1; i >= 0; i--) {
                    features[at + i / channels * all + i % channels] = (float) features[at + i];
                }
                if (edges != null) {
                    edges.write(features, at, height, across, channels);
                }
                for (int i = 0; i < width(); i += all) {
                    scale.apply(features, at + i, all);
                }
            };
        }
    }

    /** Booleans as 0 and 1, imputed by {@code missing}: a feature a column. */
    record Booleans(int[] columns, double[] missing) implements Step {

        @Override
        public List<Kind> kinds() {
            return List.of(Kind.BOOLEAN);
        }

        @Override
        public Writer writer() {
            return new Numbers(columns, missing, Scaled.NOT).writer();
        }
    }

    /** Indicators of missing values, 1 where there is none: a feature a column. */
    record Missing(int[] columns) implements Step {

        @Override
        public List<Kind> kinds() {
            return List.of(Kind.NUMBER, Kind.BOOLEAN, Kind.TEXT, Kind.CODE);
        }

        @Override
        public void name(List<InputColumn> inputs, Consumer<String> names) {
            for (int column : columns) {
                names.accept(inputs.get(column).source() + " (missing)");
            }
        }

        @Override
        public Writer writer() {
            return (row, features, at) -> {
                for (int i = 0; i < columns.length; i++) {
                    features[at + i] = row.isMissing(columns[i]) ? 1 : 0;
                }
            };
        }
    }

    /**
     * Indicators of a column's categories.
     *
     * @param categories each with an indicator, the most frequent first
     * @param other whether there is one more, for all other categories and missing ones
     */
    record OneHot(int column, List<String> categories, boolean other) implements Step {

        public OneHot {
            categories = List.copyOf(categories);
        }

        @Override
        public int[] columns() {
            return new int[] {column};
        }

        @Override
        public List<Kind> kinds() {
            return List.of(Kind.TEXT, Kind.CODE);
        }

        @Override
        public int width() {
            return categories.size() + (other ? 1 : 0);
        }

        @Override
        public void sources(List<InputColumn> inputs, Consumer<String> sources) {
            for (int i = 0; i < width(); i++) {
                sources.accept(inputs.get(column).source());
            }
        }

        @Override
        public void name(List<InputColumn> inputs, Consumer<String> names) {
            categories.forEach(category -> names.accept(inputs.get(column).name() + "=" + category));
            if (other) {
                names.accept(inputs.get(column).name() + "=(other)");
            }
        }

        @Override
        public Writer writer() {
            HashMap<String, Integer> indices = new HashMap<>();
            categories.forEach(category -> indices.put(category, indices.size()));
            int last = other ? categories.size() : -1;
            return (row, features, at) -> {
                int index = row.isMissing(column) ? last : indices.getOrDefault(row.category(column), last);
                Arrays.fill(features, at, at + width(), 0);
                if (index >= 0) {
                    features[at + index] = 1;
                }
            };
        }
    }
}
