package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.data.source.TableReader;
import org.whittle.data.tensor.Manifest;
import org.whittle.net.Edges;
import org.whittle.net.InputShape;
import org.whittle.net.setting.Values;
import org.whittle.score.step.DataJson;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.score.step.Scaling;
import org.whittle.study.InputSpec;
import org.whittle.study.InvalidInputException;
import org.whittle.study.SelectionSpec;
import org.whittle.work.Rows;

/** Tables whose feature columns are the pixels of images. */
class PixelColumnsTest extends SparkTest {

    private static final String HEADER = names(2, 3) + ",label";

    private static String names(int height, int width) {
        return IntStream.range(0, height * width).mapToObj(i -> "p_%d_%d".formatted(i / width, i % width))
                .collect(Collectors.joining(","));
    }

    /** Images of 2 × 3 pixels: the one in the middle is never inked. */
    private static List<String> rows(int count) {
        return lines(HEADER, count, i -> "%d,%d,%d,%d,0,%d,%s".formatted(i * 7 % 256, i * 31 % 256, 255 - i,
                i % 3 * 100, i % 2, i % 4 < 2 ? "no" : "yes"));
    }

    private static String type(byte[] npy) {
        String header = new String(npy, 0, 128, StandardCharsets.ISO_8859_1);
        return header.contains("|u1") ? "bytes" : header.contains("<f4") ? "floats" : "others";
    }

    @ParameterizedTest
    @EnumSource
    void areStoredAsBytesAndScaledAsSingleRowsAre(Scaling scaling) throws IOException {
        Settings settings = Settings.of("csv", file("rows.csv", rows(60)), "label").scaling(scaling).image(2, 3, 1);
        PreparedData prepared = prepare(settings);
        for (String part : List.of("training", "validation", "lockbox")) {
            assertThat(type(study("study").read("data/" + part + "/features-00000.npy"))).isEqualTo("bytes");
        }
        assertThat(prepared.training().input()).isEqualTo(new InputShape.Image(2, 3, 1));
        assertThat(prepared.summary().features()).hasSize(6).startsWith("p_0_0", "p_0_1").endsWith("p_1_2");

        PreparedData loaded = PreparedData.load(study("study"));
        assertThat(loaded.training()).isEqualTo(prepared.training());
        assertThat(stored(loaded)).hasSize(60).containsExactlyInAnyOrderElementsOf(single());
    }

    private static List<List<Float>> stored(PreparedData data) throws IOException {
        List<List<Float>> stored = new ArrayList<>();
        for (Rows rows : List.of(data.training().training(), data.training().validation(), data.lockBox().open())) {
            stored.addAll(rowsOf(rows));
        }
        return stored;
    }

    /** The features of each row of the table, by itself. */
    private List<List<Float>> single() {
        return FeaturePipeline.load(study("study"))
                .transform(TableReader.read(
                        spark, "csv", directory.resolve("rows.csv").toString(), Map.of()))
                .collectAsList()
                .stream()
                .map(row -> Arrays.stream(
                                row.<Vector>getAs(FeaturePipeline.FEATURES).toArray())
                        .mapToObj(value -> (float) value)
                        .toList())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void edgesAreChannelsBehindThePixels(Scaling scaling) throws IOException {
        List<String> lines = lines(names(6, 5) + ",label", 60, i -> IntStream.range(0, 30).mapToObj(pixel ->
                Integer.toString((pixel % 5 < 1 + i % 3 ? 0 : 120 + i) + pixel * i % 7))
                .collect(Collectors.joining(",")) + (i % 2 == 0 ? ",a" : ",b"));
        PreparedData prepared = prepare(Settings.of("csv", file("rows.csv", lines), "label").scaling(scaling)
                .image(6, 5, 1).inputs(new InputSpec(List.of(Edges.SOBEL, Edges.CANNY), SelectionSpec.NONE,
                        new TreeMap<>())));
        assertThat(type(study("study").read("data/training/features-00000.npy"))).isEqualTo("bytes");
        assertThat(prepared.training().input()).isEqualTo(new InputShape.Image(6, 5, 3));
        assertThat(prepared.summary().features()).hasSize(90).startsWith("p_0_0", "sobel[0]", "canny[0]", "p_0_1")
                .endsWith("p_5_4", "sobel[29]", "canny[29]");
        assertThat(tree("study", Manifest.PATH).path("version").asInt()).isEqualTo(4);
        assertThat(tree("study", PreprocessingFile.OF_STUDY).path("format").asInt()).isEqualTo(3);

        PreparedData loaded = PreparedData.load(study("study"));
        assertThat(stored(loaded)).hasSize(60).containsExactlyInAnyOrderElementsOf(single());
        float[] features = loaded.training().training().features();
        float[] derived = features.clone();
        for (int i = 0; i < derived.length; i++) {
            derived[i] = i % 3 == 0 ? derived[i] : -9;
        }
        for (int at = 0; at < derived.length; at += 90) {
            loaded.training().derived().orElseThrow().derive(derived, at);
        }
        assertThat(derived).as("computed anew of scaled images").isEqualTo(features);
        assertThat(loaded.training().seen(asking("none")).unseen()).containsExactly(1, 2);
        assertThat(loaded.training().seen(asking("sobel")).unseen()).containsExactly(2);
        assertThat(loaded.training().seen(asking("canny")).unseen()).containsExactly(1);
        assertThat(IntStream.range(0, features.length).filter(i -> i % 3 == 2).mapToObj(i -> features[i]).distinct())
                .as("canny").hasSize(2);
    }

    private static Values asking(String edges) {
        return new Values(new TreeMap<>(Map.of("edges", edges)));
    }

    @Test
    void blackAndWhiteAreThoseOfTrainingRows() throws IOException {
        List<String> lines = lines(HEADER, 60, i -> "%s,0,0,1,0,0,%s".formatted(i / 64.0, i % 2 == 0 ? "a" : "b"));
        prepare(Settings.of("csv", file("rows.csv", lines), "label").image(2, 3, 1)
                .inputs(new InputSpec(List.of(Edges.SOBEL), SelectionSpec.NONE, new TreeMap<>())));
        JsonNode edges = tree("study", PreprocessingFile.OF_STUDY).at("/folds/0/steps/0/edges");
        assertThat(edges.path("kinds").path(0).asText()).isEqualTo("SOBEL");
        assertThat(edges.path("black").asDouble()).isZero();
        assertThat(edges.path("white").asDouble()).isOne();
    }

    private static List<List<Float>> rowsOf(Rows rows) {
        float[] features = rows.features();
        return IntStream.range(0, rows.count()).mapToObj(row -> IntStream.range(0, rows.width())
                .mapToObj(i -> features[row * rows.width() + i]).toList()).toList();
    }

    @Test
    void channelsHaveOneScaleEachOfTrainingRows() throws IOException {
        Settings settings = Settings.of("csv", file("rows.csv", rows(60)), "label").image(2, 1, 3);
        Rows training = prepare(settings).training().training();
        float[] features = training.features();
        for (int channel = 0; channel < 3; channel++) {
            double mean = 0;
            double squares = 0;
            int count = 2 * training.count();
            for (int i = channel; i < features.length; i += 3) {
                mean += features[i] / (double) count;
                squares += features[i] * features[i] / (count - 1.0);
            }
            // Rounding to float adds about 6e-8 a value.
            assertThat(mean).isCloseTo(0, within(1e-6));
            assertThat(squares).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void pixelsThatAreNoBytesAreFloats() throws IOException {
        List<String> lines = rows(60);
        lines = IntStream.range(0, lines.size()).mapToObj(i -> i == 0 ? HEADER
                : "%s,%d,0,0,0,0,%s".formatted(i / 64.0, i % 2 == 0 ? -1 : 300, i % 2 == 0 ? "a" : "b")).toList();
        Settings settings = Settings.of("csv", file("rows.csv", lines), "label").scaling(Scaling.NONE).image(2, 3, 1);
        PreparedData prepared = prepare(settings);
        assertThat(type(study("study").read("data/training/features-00000.npy"))).isEqualTo("floats");
        assertThat(rowsOf(prepared.training().training())).allSatisfy(row ->
                assertThat(row.get(1)).isIn(-1f, 300f)).anySatisfy(row -> assertThat(row.get(0) * 64 % 2).isOne());
    }

    @Test
    void oneColumnMayHoldThemAll() throws IOException {
        List<String> lines = lines("", 40, i -> "{\"image\": [%d, %d, 3, 4], \"y\": \"%s\"}"
                .formatted(i, 255 - i, i % 2 == 0 ? "a" : "b")).subList(1, 41);
        PreparedData prepared = prepare(Settings.of("json", file("rows.json", lines), "y").image(2, 2, 1));
        assertThat(prepared.summary().features()).containsExactly("image[0]", "image[1]", "image[2]", "image[3]");
        assertThat(prepared.training().input()).isEqualTo(new InputShape.Image(2, 2, 1));
        assertThat(type(study("study").read("data/training/features-00000.npy"))).isEqualTo("bytes");
    }

    @Test
    void formatsSayThatRowsAreImagesAndOthersStayAsTheyWere() throws IOException {
        prepare(Settings.of("csv", file("rows.csv", rows(60)), "label").image(2, 3, 1), "images");
        prepare(Settings.of("csv", file("rows.csv", rows(60)), "label"), "table");
        assertThat(tree("images", Manifest.PATH).path("version").asInt()).isEqualTo(3);
        assertThat(tree("images", PreprocessingFile.OF_STUDY).path("format").asInt()).isEqualTo(2);
        assertThat(tree("table", Manifest.PATH).path("version").asInt()).isEqualTo(2);
        assertThat(tree("table", Manifest.PATH).has("images")).isFalse();
        assertThat(tree("table", PreprocessingFile.OF_STUDY).path("format").asInt()).isOne();
    }

    private JsonNode tree(String study, String path) throws IOException {
        return DataJson.MAPPER.readTree(study(study).read(path));
    }

    @Test
    void aPreprocessingThatFitsNoImageIsDamaged() throws IOException {
        prepare(Settings.of("csv", file("rows.csv", rows(60)), "label").image(2, 3, 1));
        for (Map.Entry<String, Integer> claim : Map.of("height", 3, "across", 1 << 30, "channels", 0).entrySet()) {
            ObjectNode root = (ObjectNode) tree("study", PreprocessingFile.OF_STUDY);
            ((ObjectNode) root.path("folds").path(0).path("steps").path(0)).put(claim.getKey(), claim.getValue());
            byte[] content = DataJson.MAPPER.writeValueAsBytes(root);
            assertThatThrownBy(() -> PreprocessingFile.decode(content, "here")).hasMessageContaining("here is damaged")
                    .hasMessageContaining("image");
        }
    }

    private List<String> problems(Settings settings) {
        try {
            prepare(settings.image(2, 3, 1));
        } catch (InvalidInputException e) {
            assertThat(e.problems()).allSatisfy(line -> assertThat(line).doesNotContain("\n", "org.apache"));
            return e.problems();
        }
        return List.of();
    }

    private Settings table(String header, String... rest) throws IOException {
        List<String> lines = new ArrayList<>(rows(40));
        lines.set(0, header);
        for (String change : rest) {
            lines.set(7, change);
        }
        return Settings.of("csv", file("rows.csv", lines), "label");
    }

    @Test
    void whatIsNoImageIsToldInALine() throws IOException {
        assertThat(problems(table(HEADER).ignore("p_0_0")))
                .singleElement()
                .asString()
                .contains(
                        "data.image.shape = [2, 3, 1] needs 6 numbers a row, but there are 5 feature columns (p_0_1, "
                                + "p_0_2, p_1_0, "
                                + "p_1_1, p_1_2); write the images' shape, or leave out what is no pixel with "
                                + "data.ignore");
        assertThat(problems(table("p_0_0,p_0_1,p_0_2,p_1_0,p_1_2,p_1_1,label"))).singleElement().asString().contains(
                "column 'p_1_2' stands before 'p_1_1', which is no order of pixels",
                "data.features = [p_0_0, p_0_1, p_0_2, …]");
        assertThat(problems(table("p1,p10,p2,p3,p4,p5,label"))).singleElement().asString()
                .contains("column 'p10' stands before 'p2'");
        assertThat(problems(table("p_0_0,p_0_1,p_1_0,p_1_1,p_2_0,p_2_1,label"))).singleElement().asString()
                .contains("are named as 3 x 2; write [3, 2, 1]");
        assertThat(problems(table(HEADER, "1,2,,4,5,6,no"))).singleElement().asString()
                .contains("rows.csv:8, column 'p_0_2': a pixel is missing; write all pixels");
        assertThat(problems(table(HEADER, "1,2,black,4,5,6,no"))).singleElement().asString()
                .contains("rows.csv:8, column 'p_0_2': 'black' is no number, and a pixel is one; mend it");
        assertThat(problems(table(HEADER).categorical("p_0_0"))).singleElement().asString()
                .contains("column 'p_0_0' holds categories");
        assertThat(problems(table("id,p_0_0,p_0_1,p_0_2,p_1_0,p_1_1,label")))
                .as("six columns, told by no name")
                .isEmpty();
    }

    @Test
    void aStrangerAmongPixelsIsNamed() throws IOException {
        List<String> lines = lines("id," + HEADER, 40, i -> "%d,%s".formatted(i + 1, rows(40).get(i + 1)));
        assertThat(problems(Settings.of("csv", file("rows.csv", lines), "label"))).singleElement().asString()
                .contains("there are 7 feature columns (id, p_0_0, … p_1_2), of which id may be none");
    }

    @Test
    void vectorsOfOtherLengthsAreNoImages() throws IOException {
        List<String> lines = lines("", 40, i -> "{\"image\": [%d, %d, 3, 4], \"n\": %d, \"y\": \"%s\"}"
                .formatted(i, 255 - i, i, i % 2 == 0 ? "a" : "b")).subList(1, 41);
        Settings settings = Settings.of("json", file("rows.json", lines), "y");
        assertThat(problems(settings)).singleElement().asString().contains("name the image's in data.features");
        assertThat(problems(settings.features("image"))).singleElement().asString()
                .contains("those of column 'image' have 4; write [2, 2, 1]");
    }

    @Test
    void channelsBehindOneAnotherAreToldFromThoseSideBySide() throws IOException {
        Settings settings = table("r0,r1,g0,g1,b0,b1,label").image(1, 2, 3);
        assertThatThrownBy(() -> prepare(settings)).hasMessageContaining("'g0' after 'r1'")
                .hasMessageContaining("data.features = [r0, g0, b0, …]");
        assertThat(prepare(settings.features("r0", "g0", "b0", "r1", "g1", "b1"), "sorted").summary().features())
                .startsWith("r0", "g0", "b0");
    }

    @Test
    void imagesThatAreAllTheSameTeachNothing() throws IOException {
        List<String> lines = lines(HEADER, 40, i -> "1,2,3,4,5,6," + (i % 2 == 0 ? "a" : "b"));
        assertThat(problems(Settings.of("csv", file("rows.csv", lines), "label"))).singleElement().asString()
                .contains("all images are the same");
    }
}
