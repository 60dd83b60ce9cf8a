package org.whittle.score.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.ClassRule;
import org.whittle.net.Architecture;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LearningTask;
import org.whittle.net.Padding;
import org.whittle.net.ParameterLayout;
import org.whittle.net.Pooling;
import org.whittle.net.activation.Activations;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.LayerNorm;
import org.whittle.random.RandomStream;
import org.whittle.score.Prediction;
import org.whittle.score.Scorer;
import org.whittle.score.column.DatePart;
import org.whittle.score.column.InputColumn;
import org.whittle.score.column.InputColumn.Kind;
import org.whittle.score.column.Missing;
import org.whittle.score.column.Moment;
import org.whittle.score.column.Reading;
import org.whittle.score.model.ModelDescription;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.model.ModelFiles;
import org.whittle.score.model.Network;
import org.whittle.score.model.StoredNetwork;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.Scaled;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Selection;
import org.whittle.score.step.Step;

/** What onnxruntime makes of rows is what {@link Scorer} makes of them, for every layer and every step. */
class OnnxModelTest {

    private static final int ROWS = 10_000;
    /** What issue 18 asks for: some hundred roundings of 6e-8 that two engines order differently. */
    private static final double TOLERANCE = 1e-5;
    private static final LearningTask CLASSES = new LearningTask.Classification(
            List.of("no", "yes", "a \"quoted\", one"));
    private static final List<String> PLANS = List.of("basic", "gold", "a \"quoted\", plan", "two\nlines");
    private static final DatePart[] PARTS = DatePart.values();

    /** Columns: two numbers, a boolean, two categories, five numbers of a date, a vector. */
    private static List<InputColumn> columns() {
        List<InputColumn> columns = new ArrayList<>(List.of(
                new InputColumn(
                        "age", Kind.NUMBER, 1, Reading.of("int").withMissing(new Missing(List.of("-999", "?")))),
                new InputColumn("income, net", Kind.NUMBER, 1, Reading.of("double")),
                new InputColumn("active", Kind.BOOLEAN, 1, Reading.of("boolean")),
                new InputColumn("plan", Kind.TEXT, 1, Reading.of("string").withMissing(new Missing(List.of("n/a")))),
                new InputColumn("zip", Kind.CODE, 1, Reading.of("int"))));
        for (DatePart part : PARTS) {
            columns.add(new InputColumn("since." + part, Kind.NUMBER, 1,
                    Reading.of("timestamp").withMoment("since", new Moment("", part))));
        }
        columns.add(new InputColumn("seen", Kind.VECTOR, 3, Reading.of("array<double>")));
        return columns;
    }

    private static List<Step> steps(Scaling scaling) {
        Scaled two = scaling == Scaling.NONE ? Scaled.NOT
                : new Scaled(scaling, new double[] {40, 1e4}, new double[] {10, 0});
        return List.of(
                new Step.Numbers(new int[] {0, 1}, new double[] {41.5, 2e4}, two),
                new Step.Numbers(new int[] {5, 6, 7, 8, 9}, new double[] {2020, 6, 3, 12, 18_000},
                        new Scaled(Scaling.STANDARD, new double[] {2000, 6, 4, 12, 9000},
                                new double[] {50, 3, 2, 7, 9000}), new double[] {0, 0, 0, 0, 700}),
                new Step.Vectors(new int[] {10}, 3, new Scaled(Scaling.ROBUST, new double[] {0, 1, 2},
                        new double[] {1, 2, 3})),
                new Step.Booleans(new int[] {2}, new double[] {0.25}),
                new Step.Missing(new int[] {0, 2, 3, 5}),
                new Step.OneHot(3, PLANS, true),
                new Step.OneHot(4, List.of("7", "1002", "30003"), false));
    }

    private static Preprocessing table(LearningTask task, Scaling scaling, boolean selected) {
        List<Step> steps = steps(scaling);
        int width = steps.stream().mapToInt(Step::width).sum();
        Selection selection = selected ? Selection.of("mutual-information",
                IntStream.range(0, width).mapToDouble(i -> i * 37 % 11).toArray(), 12) : null;
        return new Preprocessing(columns(), "left", task, List.of(new Preprocessing.Fold(0, steps, selection)));
    }

    /** Rows as a table has them, with all that may be missing or was never seen. */
    private static List<Map<String, Object>> rows() {
        RandomStream random = RandomStream.ofSeed(5);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("age", i % 13 == 0 ? null : i % 17 == 0 ? -999 : random.nextInt(90));
            row.put("income, net", i % 19 == 0 ? null : 1e4 + 3e3 * random.nextGaussian());
            row.put("active", i % 7 == 0 ? null : random.nextInt(2) == 0);
            row.put("plan", i % 11 == 0 ? null : i % 23 == 0 ? "n/a" : i % 5 == 0 ? "never seen, \"" + i + "\""
                    : PLANS.get(random.nextInt(PLANS.size())));
            row.put("zip", i % 29 == 0 ? null : i % 3 == 0 ? 7 : i % 3 == 1 ? 1002 : 99_999);
            row.put("since", i % 31 == 0 ? null : LocalDateTime.ofEpochSecond(
                    (long) (random.nextGaussian() * 3e9), random.nextInt(1_000_000) * 1000, ZoneOffset.UTC));
            row.put("seen", List.of(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()));
            rows.add(row);
        }
        return rows;
    }

    /** The same rows as the file's inputs. */
    private static Map<String, Object> inputs(List<Map<String, Object>> rows, List<InputColumn> columns) {
        Map<String, Object> inputs = new HashMap<>();
        for (InputColumn column : columns) {
            String name = column.source();
            Reading reading = column.reading();
            if (inputs.containsKey(name)) {
                continue;
            }
            if (reading.moment() != null) {
                inputs.put(name, rows.stream().map(row -> new long[] {row.get(name) == null ? OnnxColumns.NO_MOMENT
                        : ((LocalDateTime) row.get(name)).toEpochSecond(ZoneOffset.UTC) * 1_000_000
                                + ((LocalDateTime) row.get(name)).getNano() / 1000}).toArray(long[][]::new));
            } else if (column.kind() == Kind.TEXT || column.kind() == Kind.CODE) {
                inputs.put(name, rows.stream().map(row -> new String[] {row.get(name) == null ? ""
                        : String.valueOf(row.get(name))}).toArray(String[][]::new));
            } else if (column.kind() == Kind.VECTOR) {
                inputs.put(name, rows.stream().map(row -> ((List<?>) row.get(name)).stream()
                        .mapToDouble(element -> ((Number) element).doubleValue()).toArray()).toArray(double[][]::new));
            } else {
                inputs.put(name, rows.stream().map(row -> new double[] {row.get(name) == null ? Double.NaN
                        : row.get(name) instanceof Boolean flag ? flag ? 1 : 0
                        : ((Number) row.get(name)).doubleValue()}).toArray(double[][]::new));
            }
        }
        return inputs;
    }

    private static StoredNetwork drawn(Architecture architecture) {
        RandomStream random = RandomStream.ofSeed(3);
        float[] trained = new float[ParameterLayout.trained(architecture).size()];
        for (int i = 0; i < trained.length; i++) {
            trained[i] = (float) (0.4 * random.nextGaussian());
        }
        float[] statistics = new float[ParameterLayout.statistics(architecture).size()];
        for (int i = 0; i < statistics.length; i++) {
            statistics[i] = (float) (0.5 + random.nextDouble());
        }
        return new StoredNetwork(architecture, trained, statistics);
    }

    private static Scorer scorer(Preprocessing preprocessing, StoredNetwork network, ClassRule rule)
            throws IOException {
        Map<String, byte[]> files = new TreeMap<>(ModelDirectory.encode(
                new ModelDescription(network.architecture(), preprocessing.task()).withRule(rule), network.trained(),
                network.statistics(), Optional.empty()));
        return Scorer.of(preprocessing, Network.load(new ModelFiles() {
            @Override
            public byte[] read(String name) {
                return files.get(name);
            }

            @Override
            public String locate(String name) {
                return name;
            }
        }, Device.cpu()));
    }

    static Stream<Arguments> networks() {
        List<Arguments> all = new ArrayList<>();
        Activations.ALL.forEach(function -> all.add(new Arguments("mlp, " + function.key(), CLASSES, Scaling.STANDARD,
                false, List.of(new Layer.Dense(9), new Layer.Activate(function), new Layer.Dense(3)))));
        all.add(new Arguments("numbers as they are", CLASSES, Scaling.NONE, false,
                List.of(new Layer.Normalize(new LayerNorm()), new Layer.Dense(3))));
        all.add(new Arguments("normalizations", CLASSES, Scaling.MIN_MAX, false, List.of(
                new Layer.Normalize(new BatchNorm()), new Layer.Dense(8), new Layer.Normalize(new LayerNorm()),
                new Layer.Activate(Activations.ofKey("relu")), new Layer.Dropout(0.3), new Layer.Dense(8),
                new Layer.Normalize(new GroupNorm(4)), new Layer.Dense(3))));
        all.add(new Arguments("selected features, a residual", CLASSES, Scaling.STANDARD, true, List.of(
                new Layer.Dense(12), new Layer.Residual(List.of(new Layer.Dense(12),
                        new Layer.Activate(Activations.ofKey("gelu")))),
                new Layer.Residual(List.of(new Layer.Dense(5), new Layer.Normalize(new BatchNorm()))),
                new Layer.Dense(3))));
        all.add(new Arguments("regression", new LearningTask.Regression(3e5, 1e5), Scaling.ROBUST, false, List.of(
                new Layer.Dense(9), new Layer.Activate(Activations.ofKey("tanh")), new Layer.Dense(1))));
        return all.stream();
    }

    /** A network for rows of the table. */
    record Arguments(String name, LearningTask task, Scaling scaling, boolean selected, List<Layer> layers) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void rowsOfATableAreScoredAlike(Arguments of) throws Exception {
        Preprocessing preprocessing = table(of.task, of.scaling, of.selected);
        InputShape input = new InputShape.Vector(preprocessing.features(0).width());
        agree(preprocessing, drawn(new Architecture(input, of.layers)), rows());
    }

    /** Of two classes, with a threshold and a temperature of their own. */
    @Test
    void classesAreToldApartByTheModelsRule() throws Exception {
        Preprocessing preprocessing =
                table(new LearningTask.Classification(List.of("no", "yes")), Scaling.STANDARD, false);
        InputShape input = new InputShape.Vector(preprocessing.features(0).width());
        agree(preprocessing, drawn(new Architecture(input, List.of(new Layer.Dense(9),
                new Layer.Activate(Activations.ofKey("relu")), new Layer.Dense(2)))), new ClassRule(0.3, 2.5), rows());
    }

    static Stream<List<Layer>> ofImages() {
        Layer relu = new Layer.Activate(Activations.ofKey("relu"));
        return Stream.of(
                List.of(new Layer.Convolution(6, 3, 1, Padding.SAME, 1, 1), new Layer.Normalize(new BatchNorm()), relu,
                        new Layer.Pool(Pooling.MAX, 2, 2), new Layer.Convolution(4, 2, 1, Padding.SAME, 2, 1), relu,
                        new Layer.Flatten(), new Layer.Dense(3)),
                List.of(new Layer.Convolution(4, 3, 2, Padding.SAME, 1, 2), new Layer.Normalize(new GroupNorm(2)),
                        new Layer.Pool(Pooling.AVERAGE, 2, 1), new Layer.GlobalPool(Pooling.MAX), new Layer.Dense(3)),
                List.of(new Layer.Convolution(4, 2, 1, Padding.VALID, 2, 1), new Layer.Normalize(new LayerNorm()),
                        new Layer.Residual(List.of(new Layer.Convolution(8, 3, 2, Padding.SAME, 1, 1), relu,
                                new Layer.Convolution(8, 3, 1, Padding.SAME, 1, 1))),
                        new Layer.GlobalPool(Pooling.AVERAGE), new Layer.Dense(3)));
    }

    @ParameterizedTest
    @MethodSource("ofImages")
    void imagesAreScoredAlike(List<Layer> layers) throws Exception {
        InputShape.Image image = new InputShape.Image(7, 6, 2);
        List<InputColumn> columns = List.of(new InputColumn("pixels", Kind.VECTOR, image.features(),
                Reading.of("array<double>")));
        Step pixels = new Step.Pixels(new int[] {0}, 7, 6, 2, new double[] {0, 0},
                new Scaled(Scaling.STANDARD, new double[] {128, 100}, new double[] {60, 70}), null);
        RandomStream random = RandomStream.ofSeed(8);
        List<Map<String, Object>> rows = IntStream.range(0, 500).mapToObj(i -> Map.<String, Object>of("pixels",
                IntStream.range(0, image.features()).mapToObj(k -> (double) random.nextInt(256)).toList())).toList();
        agree(new Preprocessing(columns, "kind", CLASSES, List.of(new Preprocessing.Fold(0, List.of(pixels)))),
                drawn(new Architecture(image, layers)), rows);
    }

    /** Pixels as columns of their own, some of which a row lacks. */
    @Test
    void columnsOfPixelsAreScoredAlike() throws Exception {
        List<InputColumn> columns = IntStream.range(0, 16)
                .mapToObj(i -> new InputColumn("p" + i, Kind.NUMBER, 1, Reading.of("int"))).toList();
        Step pixels = new Step.Pixels(IntStream.range(0, 16).toArray(), 4, 4, 1, new double[] {7},
                new Scaled(Scaling.MIN_MAX, new double[] {0}, new double[] {16}), null);
        RandomStream random = RandomStream.ofSeed(9);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Map<String, Object> row = new HashMap<>();
            columns.forEach(column -> row.put(column.name(), random.nextInt(9) == 0 ? null : random.nextInt(17)));
            rows.add(row);
        }
        agree(new Preprocessing(columns, "kind", CLASSES, List.of(new Preprocessing.Fold(0, List.of(pixels)))),
                drawn(new Architecture(new InputShape.Image(4, 4, 1),
                        List.of(new Layer.Convolution(3, 3, 1, Padding.SAME, 1, 1), new Layer.Flatten(),
                                new Layer.Dense(3)))), rows);
    }

    private static void agree(Preprocessing preprocessing, StoredNetwork network, List<Map<String, Object>> rows)
            throws Exception {
        agree(preprocessing, network, ClassRule.STANDARD, rows);
    }

    private static void agree(Preprocessing preprocessing, StoredNetwork network, ClassRule rule,
                              List<Map<String, Object>> rows) throws Exception {
        byte[] file = OnnxModel.encode(preprocessing, network, rule);
        double largest = 0;
        try (Scorer scorer = scorer(preprocessing, network, rule); OnnxRuntime onnx = new OnnxRuntime(file)) {
            List<Prediction> expected = scorer.score(rows);
            Map<String, Object> given = onnx.run(inputs(rows, preprocessing.columns()));
            for (int i = 0; i < expected.size(); i++) {
                if (expected.get(i) instanceof Prediction.Label label) {
                    float[] own = ((float[][]) given.get("probabilities"))[i];
                    double[] theirs = label.probabilities().values().stream().mapToDouble(p -> p).toArray();
                    for (int k = 0; k < own.length; k++) {
                        largest = Math.max(largest, Math.abs(own[k] - theirs[k]));
                    }
                    double[] sorted = theirs.clone();
                    Arrays.sort(sorted);
                    // Where two classes are as good as each other, either may be named.
                    double apart = rule.takesMostProbable() ? sorted[sorted.length - 1] - sorted[sorted.length - 2]
                            : Math.abs(theirs[1] - rule.threshold());
                    if (apart > 2 * TOLERANCE) {
                        assertThat(((String[]) given.get("prediction"))[i]).isEqualTo(label.label());
                    }
                } else {
                    double deviation = ((LearningTask.Regression) preprocessing.task()).deviation();
                    largest = Math.max(largest,
                            Math.abs(((double[]) given.get("prediction"))[i] - expected.get(i).value()) / deviation);
                }
            }
            assertThat(expected.stream().distinct().count()).as("predictions that differ").isGreaterThan(100);
        }
        System.out.printf("largest difference: %.1e%n", largest);
        assertThat(largest).isLessThanOrEqualTo(TOLERANCE);
    }

    @Test
    void whatCannotBeWrittenIsSaidInALine() {
        BroughtNetwork network = new BroughtNetwork(BroughtNetwork.Origin.BLOCK, "com.example.Net", new TreeMap<>(), 3,
                List.of(), List.of());
        Preprocessing preprocessing = table(CLASSES, Scaling.NONE, false);
        assertThatThrownBy(() -> OnnxModel.encode(preprocessing, new StoredNetwork(new Architecture(
                        new InputShape.Vector(preprocessing.features(0).width()),
                        List.of(new Layer.Brought(network))), new float[0], new float[0]), ClassRule.STANDARD))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("com.example.Net");
        Preprocessing blank = new Preprocessing(columns().subList(3, 4), "left", CLASSES,
                List.of(new Preprocessing.Fold(0, List.of(new Step.OneHot(0, List.of("", "gold"), false)))));
        assertThatThrownBy(() -> OnnxModel.encode(blank, drawn(new Architecture(new InputShape.Vector(2),
                        List.of(new Layer.Dense(3)))), ClassRule.STANDARD))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'plan' has the empty text");
    }
}
