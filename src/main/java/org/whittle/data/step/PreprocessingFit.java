package org.whittle.data.step;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.whittle.data.row.DividedProfile;
import org.whittle.score.column.DatePart;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.score.column.InputValues;
import org.whittle.score.column.Moment;
import org.whittle.score.image.EdgeChannels;
import org.whittle.score.image.Fit;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Step;
import org.whittle.study.DataSpec;
import org.whittle.study.ImageSpec;

/**
 * Fits the steps of the preprocessing in one pass over training rows. Rows are added in their order, parts in theirs,
 * so that the numbers do not depend on the cluster.
 */
@DefaultSerializer(JavaSerializer.class)
public final class PreprocessingFit implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final double WHITE = 255;

    /**
     * What is known before.
     *
     * @param means of the training rows that have a value, by column; used for numbers and booleans
     * @param incomplete which columns lack a value in a training row; of those that are made of one column, the first
     * @param from what numbers count from, by column: days from the earliest training row's, all else from 0
     * @param oneHotLimit most categories of a column with an indicator of their own
     * @param image shape of rows that are images
     * @param fit of pictures; {@code null} where rows are numbers
     * @param edges of images; {@code null}: none
     */
    public record Settings(
            List<InputColumn> columns,
            double[] means,
            boolean[] incomplete,
            double[] from,
            Scaling scaling,
            int oneHotLimit,
            ImageSpec image,
            Fit fit,
            EdgeChannels edges)
            implements Serializable {

        public static Settings of(List<InputColumn> columns, DividedProfile profile, DataSpec spec) {
            double[] means = new double[columns.size()];
            boolean[] incomplete = new boolean[columns.size()];
            double[] from = new double[columns.size()];
            Set<String> sources = new HashSet<>();
            for (int i = 0; i < means.length; i++) {
                boolean number = columns.get(i).kind() == Kind.NUMBER || columns.get(i).kind() == Kind.BOOLEAN;
                means[i] = number ? profile.mean(i) : 0;
                incomplete[i] = columns.get(i).kind() != Kind.VECTOR
                        && profile.missing(i) > 0
                        && sources.add(columns.get(i).source());
                Moment moment = columns.get(i).reading().moment();
                from[i] = moment != null && moment.part() == DatePart.DAYS
                        ? Math.floor(profile.least(i)) : 0;
            }
            return new Settings(columns, means, incomplete, from, spec.scaling(), spec.oneHotLimit(), spec.image(),
                    spec.ofPictures() ? spec.pictures().frame().fit() : null,
                    spec.inputs().edges().isEmpty() ? null : edges(columns, profile, spec));
        }

        /** Files of pictures say what is black and white; of other pixels the least and the largest are it. */
        private static EdgeChannels edges(List<InputColumn> columns, DividedProfile profile, DataSpec spec) {
            if (spec.ofPictures()) {
                return new EdgeChannels(spec.inputs().edges(), 0, WHITE);
            }
            List<Integer> all = IntStream.range(0, columns.size()).boxed().toList();
            return new EdgeChannels(spec.inputs().edges(), profile.least(all), profile.most(all));
        }

        /** The numbers of the columns of these kinds. */
        private int[] of(Kind... kinds) {
            return where(i -> List.of(kinds).contains(columns.get(i).kind()));
        }

        private int[] where(IntPredicate fits) {
            return IntStream.range(0, columns.size()).filter(fits).toArray();
        }

        private double[] means(int[] these) {
            return IntStream.of(these).mapToDouble(i -> means[i]).toArray();
        }
    }

    private final Settings settings;
    private final int[] numbers;
    private final int[] vectors;
    private final int[] categories;
    private final ScaleFit numberScale;
    private final ScaleFit vectorScale;
    private final PixelFit pixels;
    private final List<HashMap<String, Long>> counts = new ArrayList<>();
    /** By the numbers; so are those that follow. */
    private final double[] means;
    private final double[] from;
    /** A row's; so are the vectors' elements. */
    private final transient double[] ofNumbers;
    private final transient double[] ofVectors;

    public PreprocessingFit(Settings settings) {
        this.settings = settings;
        this.numbers = settings.of(Kind.NUMBER);
        this.vectors = settings.of(Kind.VECTOR);
        this.categories = settings.of(Kind.TEXT, Kind.CODE);
        Scaling apart = settings.image().isPresent() ? Scaling.NONE : settings.scaling();
        this.numberScale = ScaleFit.of(apart, numbers.length);
        this.vectorScale = ScaleFit.of(apart, vectorWidth());
        this.pixels = new PixelFit(settings.image(), settings.scaling(), settings.fit(), settings.edges());
        IntStream.of(categories).forEach(c -> counts.add(new HashMap<>()));
        this.means = settings.means(numbers);
        this.from = IntStream.of(numbers).mapToDouble(i -> settings.from()[i]).toArray();
        this.ofNumbers = new double[numbers.length];
        this.ofVectors = new double[vectorWidth()];
    }

    public PreprocessingFit addAll(Iterator<? extends InputValues> rows) {
        while (rows.hasNext()) {
            add(rows.next());
        }
        return this;
    }

    public void add(InputValues row) {
        row.numbers(numbers, means, ofNumbers, 0);
        for (int i = 0; i < from.length; i++) {
            ofNumbers[i] -= from[i];
        }
        numberScale.addRow(ofNumbers);
        int next = 0;
        for (int column : vectors) {
            double[] elements = row.vector(column);
            System.arraycopy(elements, 0, ofVectors, next, elements.length);
            next += elements.length;
        }
        vectorScale.addRow(ofVectors);
        pixels.addRow(vectors.length > 0 ? ofVectors : ofNumbers);
        for (int c = 0; c < categories.length; c++) {
            if (!row.isMissing(categories[c])) {
                counts.get(c).merge(row.category(categories[c]), 1L, Long::sum);
            }
        }
    }

    /** Adds what was fitted to the rows that follow. */
    public PreprocessingFit add(PreprocessingFit next) {
        numberScale.add(next.numberScale);
        vectorScale.add(next.vectorScale);
        pixels.add(next.pixels);
        for (int c = 0; c < categories.length; c++) {
            Map<String, Long> own = counts.get(c);
            next.counts.get(c).forEach((category, count) -> own.merge(category, count, Long::sum));
        }
        return this;
    }

    /** The steps, in the order of their features. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        if (settings.image().isPresent()) {
            return List.of(pixels.step(vectors.length > 0 ? vectors : numbers));
        }
        if (numbers.length > 0) {
            steps.add(new Step.Numbers(numbers, means, numberScale.scaled(),
                    DoubleStream.of(from).allMatch(zero -> zero == 0) ? null : from));
        }
        if (vectors.length > 0) {
            steps.add(new Step.Vectors(vectors, vectorWidth(), vectorScale.scaled()));
        }
        int[] booleans = settings.of(Kind.BOOLEAN);
        if (booleans.length > 0) {
            steps.add(new Step.Booleans(booleans, settings.means(booleans)));
        }
        int[] missing = settings.where(column -> settings.incomplete()[column]);
        if (missing.length > 0) {
            steps.add(new Step.Missing(missing));
        }
        for (int c = 0; c < categories.length; c++) {
            List<String> all = byFrequency(counts.get(c), settings.columns().get(categories[c]).kind());
            int kept = Math.min(all.size(), settings.oneHotLimit());
            steps.add(new Step.OneHot(categories[c], all.subList(0, kept), kept < all.size()));
        }
        return steps;
    }

    private int vectorWidth() {
        return IntStream.of(vectors).map(c -> settings.columns().get(c).length()).sum();
    }

    /**
     * The most frequent first, as MLlib's StringIndexer has them; of those that are as frequent the first by its text.
     * For a number that is the text of the double nearest to it, as in the first releases: the order of features stays.
     */
    private static List<String> byFrequency(Map<String, Long> counts, Kind kind) {
        Function<String, String> text = kind == Kind.CODE
                ? category -> Double.toString(Double.parseDouble(category)) : Function.identity();
        return counts.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, Long>>comparingLong(e -> -e.getValue())
                        .thenComparing(e -> text.apply(e.getKey()))
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
    }
}
