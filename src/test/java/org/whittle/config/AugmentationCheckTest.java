package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What changes images is refused where rows are none. */
class AugmentationCheckTest {

    private static List<String> problems(String data, String more) {
        String study = Studies.DATA + "data { %s }\nspace.units {}\n%s\n".formatted(data, more);
        return Studies.problems(study);
    }

    @Test
    void tablesAreNotRotated() {
        assertThat(problems("", "training.rotation = 10")).singleElement().asString().contains(
                "training.rotation changes images, and rows are none; leave it out, or say which shape they have");
        assertThat(problems("", "space.flip-horizontal {}")).singleElement().asString()
                .contains("space.flip-horizontal changes images");
        assertThat(problems("image.shape = [8, 8, 1]", "training.rotation = 10, space.flip-horizontal {}")).isEmpty();
        assertThat(problems("", "training.rotation = 0")).isEmpty();
        assertThat(problems("", "training.input-noise = 0.1, space.mixup {}, space.input-dropout {}")).isEmpty();
        assertThat(problems("image.shape = [8, 8, 1]", "training.input-noise = 0.1, space.mixup {}")).singleElement()
                .asString().contains("training.input-noise changes rows of tables, and rows are images; leave it out");
    }

    @Test
    void tablesHaveNoEdges() {
        assertThat(problems("edges = sobel", "")).singleElement().asString().contains(
                "data.edges are of images, and rows are none; leave it out, or say which shape they have");
        assertThat(problems("edges = sobel, image.shape = [8, 8, 1]", "")).isEmpty();
        assertThat(problems("edges = prewitt, image.shape = [8, 8, 1]", "")).singleElement().asString()
                .contains("data.edges = prewitt", "none | sobel | canny");
    }
}
