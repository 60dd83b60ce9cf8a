package org.whittle.score.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.whittle.score.column.InputColumn;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.Scaled;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Step;

/** Steps of the preprocessing as nodes, in the 64 bits in which Whittle calculates them. */
final class OnnxSteps {

    private final OnnxGraph graph;
    private final OnnxColumns columns;
    private final Preprocessing preprocessing;

    private OnnxSteps(OnnxGraph graph, Preprocessing preprocessing) {
        this.graph = graph;
        this.preprocessing = preprocessing;
        this.columns = new OnnxColumns(graph, preprocessing.columns());
    }

    /**
     * Adds the preprocessing with its inputs.
     *
     * @return the features, {@code rows × width}, in 32 bits
     * @throws IllegalArgumentException if a step cannot be written
     */
    static String add(OnnxGraph graph, Preprocessing preprocessing) {
        OnnxSteps steps = new OnnxSteps(graph, preprocessing);
        Preprocessing.Fold fold = preprocessing.folds().get(0);
        List<String> features = new ArrayList<>();
        fold.steps().stream().filter(step -> step.width() > 0).forEach(step -> features.add(steps.step(step)));
        String all = graph.cast(graph.concat(features), OnnxGraph.FLOAT);
        if (fold.selection() == null) {
            return all;
        }
        long[] kept = IntStream.of(fold.selection().inOrder()).asLongStream().toArray();
        return graph.add("Gather", List.of(all, graph.longs(kept)), OnnxGraph.Attribute.of("axis", 1L));
    }

    private String step(Step step) {
        if (step instanceof Step.Numbers numbers) {
            String imputed = imputed(numbers.columns(), numbers.missing());
            String counted = numbers.from() == null ? imputed
                    : graph.add("Sub", List.of(imputed, graph.doubles(numbers.from())));
            return scaled(counted, numbers.scaled());
        } else if (step instanceof Step.Booleans booleans) {
            return imputed(booleans.columns(), booleans.missing());
        } else if (step instanceof Step.Missing missing) {
            return graph.concat(IntStream.of(missing.columns()).mapToObj(columns::isMissing).toList());
        } else if (step instanceof Step.OneHot oneHot) {
            return oneHot(oneHot);
        } else if (step instanceof Step.Vectors vectors) {
            return scaled(beside(vectors.columns()), vectors.scaled());
        } else if (step instanceof Step.Pixels pixels) {
            return pixels(pixels);
        }
        throw new IllegalArgumentException("The step %s is not written as ONNX".formatted(step));
    }

    private String beside(int[] these) {
        return graph.concat(IntStream.of(these).mapToObj(columns::numbers).toList());
    }

    private String imputed(int[] these, double[] missing) {
        String values = beside(these);
        return columns.where(graph.add("IsNaN", List.of(values)), graph.doubles(missing), values);
    }

    /** As {@link Scaled#function}. */
    private String scaled(String values, Scaled by) {
        if (by.method() == Scaling.NONE) {
            return values;
        }
        double[] factor = Arrays.stream(by.scale()).map(scale -> scale == 0 ? 0 : 1 / scale).toArray();
        String scaled = graph.add("Mul", List.of(graph.add("Sub", List.of(values, graph.doubles(by.center()))),
                graph.doubles(factor)));
        double[] still = Arrays.stream(factor).map(f -> f == 0 && by.method() == Scaling.MIN_MAX ? 0.5 : 0).toArray();
        return Arrays.stream(still).allMatch(constant -> constant == 0) ? scaled
                : graph.add("Add", List.of(scaled, graph.doubles(still)));
    }

    private String oneHot(Step.OneHot step) {
        if (step.categories().contains("")) {
            InputColumn column = preprocessing.columns().get(step.column());
            throw new IllegalArgumentException(("The column '%s' has the empty text as a category, by which ONNX's "
                    + "inputs say that a text is missing; name it otherwise in the table").formatted(column.source()));
        }
        long[] places = IntStream.range(0, step.categories().size()).asLongStream().toArray();
        long otherwise = step.other() ? places.length : -1;
        String place = step.categories().isEmpty() ? columns.encoded(step.column(), List.of(""), new long[] {otherwise},
                otherwise) : columns.encoded(step.column(), step.categories(), places, otherwise);
        long[] all = IntStream.range(0, step.width()).asLongStream().toArray();
        return graph.cast(graph.add("Equal", List.of(place, graph.longs(all))), OnnxGraph.DOUBLE);
    }

    private String pixels(Step.Pixels step) {
        if (step.edges() != null) {
            throw new IllegalArgumentException(
                    "Edges of images (data.edges) are not written as ONNX; tune the study without them");
        }
        boolean vector = step.columns().length < step.numbers();
        int pixels = step.height() * step.across();
        String values = vector ? columns.numbers(step.columns()[0])
                : imputed(step.columns(), repeated(step.missing(), pixels));
        // A pixel is what a 32-bit float of it is.
        String narrow = graph.cast(graph.cast(values, OnnxGraph.FLOAT), OnnxGraph.DOUBLE);
        Scaled by = step.scaled();
        return scaled(narrow, by.method() == Scaling.NONE ? by
                : new Scaled(by.method(), repeated(by.center(), pixels), repeated(by.scale(), pixels)));
    }

    private static double[] repeated(double[] channels, int pixels) {
        double[] all = new double[channels.length * pixels];
        Arrays.setAll(all, i -> channels[i % channels.length]);
        return all;
    }
}
