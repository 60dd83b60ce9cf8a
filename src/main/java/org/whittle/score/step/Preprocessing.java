package org.whittle.score.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.whittle.net.LearningTask;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;

/**
 * From a table's columns to a network's features, fitted on training rows: plain data and plain Java, neither Spark nor
 * a cluster.
 *
 * <p>The features, in this order: numbers and elements of vectors, scaled, with missing numbers imputed by the mean of
 * the training rows; booleans as 0 and 1, imputed likewise; an indicator for every column with missing values in
 * training rows; an indicator for every category. A column of more categories than the limit has one more indicator,
 * which the rarest share, and with them an unseen or missing category. Otherwise an unseen or missing category is all
 * zeros.
 *
 * <p>Of rows that are images the features are the pixels, scaled channel by channel, and nothing else.
 *
 * <p>A feature that is constant in training rows becomes 0, or ½ by min-max scaling.
 *
 * @param columns that a table must have
 * @param label name of the label column
 * @param task what the label is: its classes, or the target's mean and deviation in its own unit
 * @param folds the fitted steps of each fold; at least one
 */
public record Preprocessing(List<InputColumn> columns, String label, LearningTask task, List<Fold> folds)
        implements Serializable {

    /**
     * What was fitted on the training rows of one fold.
     *
     * @param steps in the order of their features
     * @param selection which of these features are made; {@code null}: all
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fold(int fold, List<Step> steps, Selection selection) implements Serializable {
        public Fold {
            steps = List.copyOf(steps);
        }

        /** All features. */
        public Fold(int fold, List<Step> steps) {
            this(fold, steps, null);
        }
    }

    /** @throws IllegalArgumentException if the numbers do not fit one another: where, and what */
    public Preprocessing {
        columns = List.copyOf(columns);
        folds = List.copyOf(folds);
        require(!columns.isEmpty(), "there are no columns");
        require(!folds.isEmpty(), "there are no folds");
        require(new HashSet<>(columns.stream().map(InputColumn::name).toList()).size() == columns.size(),
                "two columns have one name");
        for (int i = 0; i < folds.size(); i++) {
            require(folds.get(i).fold() == i, "fold %d is not there".formatted(i));
            for (Step step : folds.get(i).steps()) {
                check(step, columns);
            }
            boolean image = folds.get(i).steps().stream().anyMatch(Step.Pixels.class::isInstance);
            require(!image || folds.get(i).steps().size() == 1, "an image has other features beside it");
            require(folds.get(i).steps().stream().mapToLong(Step::width).sum() <= Integer.MAX_VALUE,
                    "there are more features than an array holds");
            require(
                    folds.get(i).selection() == null || !image && folds.get(i).selection().fits(
                            folds.get(i).steps().stream().mapToInt(Step::width).sum()),
                    "the selection is one of other features");
        }
    }

    /** The features of a fold. */
    public Features features(int fold) {
        return new Features(columns, folds.get(fold).steps(), folds.get(fold).selection());
    }

    /** The features of a fold as they are stored for training: of images, the pixels before they are scaled. */
    public Features stored(int fold) {
        return new Features(columns, folds.get(fold).steps().stream().map(Step::stored).toList(),
                folds.get(fold).selection());
    }

    /** What rows are, if they are images. */
    public Optional<Step.Pixels> image() {
        return folds.get(0).steps().stream().filter(Step.Pixels.class::isInstance).map(Step.Pixels.class::cast)
                .findFirst();
    }

    private static void check(Step step, List<InputColumn> columns) {
        for (int column : step.columns()) {
            require(
                    column >= 0 && column < columns.size(),
                    "a step takes column %d of %d".formatted(column, columns.size()));
            require(
                    step.kinds().contains(columns.get(column).kind()),
                    "a step takes column '%s', which is of another kind"
                            .formatted(columns.get(column).name()));
        }
        if (step instanceof Step.Numbers numbers) {
            finite(numbers.missing(), numbers.width());
            check(numbers.scaled(), numbers.width());
            if (numbers.from() != null) {
                finite(numbers.from(), numbers.width());
            }
        } else if (step instanceof Step.Booleans booleans) {
            finite(booleans.missing(), booleans.width());
        } else if (step instanceof Step.Vectors vectors) {
            require(Arrays.stream(vectors.columns()).mapToLong(c -> columns.get(c).length()).sum() == vectors.width(),
                    "vectors of other lengths are scaled");
            check(vectors.scaled(), vectors.width());
        } else if (step instanceof Step.Pixels pixels) {
            check(pixels, columns);
        } else if (step instanceof Step.OneHot oneHot) {
            require(new HashSet<>(oneHot.categories()).size() == oneHot.categories().size(),
                    "column '%s' has a category twice".formatted(columns.get(oneHot.column()).name()));
        }
    }

    private static void check(Step.Pixels pixels, List<InputColumn> columns) {
        require(pixels.height() > 0 && pixels.across() > 0 && pixels.channels() > 0, "an image has no pixels");
        // Not of whole numbers: extents that a damaged file has could be more than these hold.
        double numbers = (double) pixels.height() * pixels.across() * pixels.channels();
        boolean vector = pixels.columns().length == 1 && columns.get(pixels.columns()[0]).kind() == Kind.VECTOR;
        int given = vector ? columns.get(pixels.columns()[0]).length() : pixels.columns().length;
        require(Double.compare(numbers, given) == 0
                        && (vector || Arrays.stream(pixels.columns())
                                .allMatch(column -> columns.get(column).kind() == Kind.NUMBER)),
                "an image of other columns is scaled");
        finite(pixels.missing(), pixels.channels());
        check(pixels.scaled(), pixels.all());
    }

    private static void check(Scaled scaled, int width) {
        int numbers = scaled.method() == Scaling.NONE ? 0 : width;
        finite(scaled.center(), numbers);
        finite(scaled.scale(), numbers);
        require(Arrays.stream(scaled.scale()).allMatch(scale -> scale >= 0), "a scale is negative");
    }

    private static void finite(double[] values, int count) {
        require(
                values.length == count,
                "there are %d fitted numbers where %d are needed".formatted(values.length, count));
        require(Arrays.stream(values).allMatch(Double::isFinite), "a fitted number is not finite");
    }

    private static void require(boolean sound, String otherwise) {
        if (!sound) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
