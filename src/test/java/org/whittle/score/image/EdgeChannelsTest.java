package org.whittle.score.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.whittle.net.Edges;

/** Edges are those of OpenCV, bit for bit ({@code edges.py}). */
class EdgeChannelsTest {

    private static final EdgeChannels BOTH = new EdgeChannels(List.of(Edges.SOBEL, Edges.CANNY), 0, 255);

    private static List<JsonNode> images() throws IOException {
        List<JsonNode> images = new ArrayList<>();
        new ObjectMapper().readTree(EdgeChannelsTest.class.getResource("edges.json")).forEach(images::add);
        return images;
    }

    private static double[] numbers(JsonNode image, String name) {
        return IntStream.range(0, image.get(name).size()).mapToDouble(i -> image.get(name).get(i).asInt()).toArray();
    }

    private static double[] channel(double[] image, int channel, int of) {
        return IntStream.range(0, image.length / of).mapToDouble(i -> image[i * of + channel]).toArray();
    }

    @Test
    void edgesAreThoseOfOpenCv() throws IOException {
        int lines = 0;
        for (JsonNode image : images()) {
            if (!image.has("grey")) {
                continue;
            }
            double[] grey = numbers(image, "grey");
            double[] all = new double[5 + 3 * grey.length];
            for (int i = 0; i < grey.length; i++) {
                all[5 + 3 * i] = grey[i];
            }
            BOTH.write(all, 5, image.get("height").asInt(), image.get("width").asInt(), 1);
            double[] own = Arrays.copyOfRange(all, 5, all.length);
            assertThat(channel(own, 0, 3)).isEqualTo(grey);
            assertThat(channel(own, 1, 3)).isEqualTo(numbers(image, "sobel"));
            assertThat(channel(own, 2, 3)).isEqualTo(numbers(image, "canny"));
            lines += (int) Arrays.stream(channel(own, 2, 3)).filter(value -> value == 255).count();
        }
        assertThat(lines).isGreaterThan(50);
    }

    /** The edges of colours are those of their luma. */
    @Test
    void coloursAreSeenByTheirLuma() throws IOException {
        JsonNode image = images().stream().filter(one -> one.has("colours")).findFirst().orElseThrow();
        int height = image.get("height").asInt();
        int width = image.get("width").asInt();
        double[] colours = numbers(image, "colours");
        double[] luma = numbers(image, "luma");
        double[] coloured = new double[5 * luma.length];
        double[] grey = new double[3 * luma.length];
        for (int i = 0; i < luma.length; i++) {
            System.arraycopy(colours, 3 * i, coloured, 5 * i, 3);
            grey[3 * i] = luma[i];
        }
        BOTH.write(coloured, 0, height, width, 3);
        BOTH.write(grey, 0, height, width, 1);
        assertThat(channel(coloured, 3, 5)).isEqualTo(channel(grey, 1, 3));
        assertThat(channel(coloured, 4, 5)).isEqualTo(channel(grey, 2, 3));
    }

    @Test
    void numbersBetweenBlackAndWhiteAreBytesFirst() throws IOException {
        JsonNode image = images().get(0);
        double[] grey = numbers(image, "grey");
        double[] all = new double[2 * grey.length];
        for (int i = 0; i < grey.length; i++) {
            all[2 * i] = -1 + grey[i] / 255 * 2;
        }
        new EdgeChannels(List.of(Edges.SOBEL), -1, 1).write(all, 0, image.get("height").asInt(),
                image.get("width").asInt(), 1);
        assertThat(channel(all, 1, 2)).isEqualTo(numbers(image, "sobel"));
    }

    @Test
    void nothingElseIsEdges() {
        assertThatThrownBy(() -> new EdgeChannels(List.of(), 0, 255)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EdgeChannels(List.of(Edges.NONE), 0, 255))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EdgeChannels(List.of(Edges.SOBEL), 0, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
