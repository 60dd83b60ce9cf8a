package org.whittle.config.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.config.Studies;
import org.whittle.config.StudyFile;
import org.whittle.net.InputShape;
import org.whittle.net.LayerShapes;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.study.StudySpec;

/** Spaces with configurations that make no network. */
class ShapeCheckTest {

    private static final String DATA =
            "data { path = rows.csv, task = classification, image.shape = [8, 8, 1] }, network.kind = layers, "
            + "training.filters = 16\n";
    private static final String DEEP = DATA + """
            network.graph = [
              { repeat { times = conv-layers, graph = [
                { conv { filters = filters } }
                { activation = relu }
                { pool { kind = pooling, size = 2 } }
              ] } }
              flatten
              { dense { units = units } }
            ]
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            textBlock =
                    """
            space.conv-layers { low = 1, high = 6 } § 5 § [0].repeat.graph[2].pool: a pool of 2 x 2, stride 2, does \
            not fit behind 1 x 1 x 16: nothing would be left of it, where conv-layers = 4; write constraints += \
            "conv-layers <= 3"
            space { conv-layers = [2, 4, 5], pooling = [max, stride] } § 5 § [0].repeat.graph[2].pool: a pool of 2 x \
            2, stride 2, does not fit behind 1 x 1 x 16: nothing would be left of it, where conv-layers = 4 and \
            pooling = max; write constraints += "conv-layers = 2 or pooling = stride"
            training.conv-layers = 4, space.units { low = 4, high = 8 }, baseline.units = 8 § 5 § \
            [0].repeat.graph[2].pool: a pool of 2 x 2, stride 2, does not fit behind 1 x 1 x 16: nothing would be \
            left of it, where pooling = max; lower its size, pool less often, or take larger images
            """)
    void whatBreaksIsToldWithWhatWouldExcludeIt(String space, int line, String problem) {
        assertThat(Studies.problems(DEEP + space))
                .containsExactly("my.conf:" + (line + 1) + ": network.graph" + problem);
    }

    @Test
    void aWidthIsDividedByItsGroups() {
        String text = DATA + """
                network.graph = [ { conv { filters = filters } }, { conv { filters = 32, groups = 8 } }, flatten ]
                """;

        assertThat(Studies.problems(text + "space.filters { low = 16, high = 64 }")).containsExactly(
                "my.conf:2: network.graph[1].conv: a convolution with 32 filters, kernel 3, stride 1, padding same, "
                        + "does not fit behind 8 x 8 x 17: its 17 channels are not divisible by 8 groups, where "
                        + "filters = 17; write space.filters.step = 8");
        assertThat(Studies.problems(text + "space.filters { low = 16, high = 64, step = 8 }")).isEmpty();
        assertThat(Studies.problems(text + "space.filters = [16, 20, 24]")).first().asString()
                .endsWith("where filters = 20; write constraints += \"filters in [16, 24]\"");
    }

    /** What is proposed is all that is needed: no configuration that is left breaks a shape. */
    @Test
    void aSpaceWithTheProposedConstraintsHasNoCornerThatBreaks() {
        String text = DEEP.replace("size = 2", "size = size").replace("network.graph",
                "network.parameters { size = 2, more = 1 }, network.graph")
                .replace("flatten", "{ conv { filters = 8, kernel = \"more * 2 + 1\", padding = valid } }\nflatten")
                + "space { conv-layers { low = 1, high = 4 }, size { low = 2, high = 6 }, pooling = [max, average, "
                + "stride], more { low = 1, high = 3 } }, training.conv-layers = 1\n";
        String constraints = "";
        List<String> problems = Studies.problems(text);
        assertThat(problems).isNotEmpty();
        for (int round = 0; round < 20 && !problems.isEmpty(); round++) {
            for (String problem : problems) {
                assertThat(problem).contains("; write constraints += ");
                constraints += problem.substring(problem.indexOf("constraints += ")) + "\n";
            }
            problems = Studies.problems(text + constraints);
        }
        assertThat(problems).isEmpty();
        StudySpec spec = Studies.read(text + constraints);
        RandomStream random = RandomStream.ofSeed(3);
        int admitted = 0;
        for (int draw = 0; draw < 3000; draw++) {
            Configuration configuration =
                    spec.space().decode(random.doubles(spec.space().dimensions().size()).toArray());
            if (spec.space().satisfiesConstraints(configuration)) {
                admitted++;
                assertThat(LayerShapes.of(new InputShape.Image(8, 8, 1), spec.network().network(
                        Values.of(spec.training(), configuration), new InputShape.Image(8, 8, 1), 3).layers()).last())
                        .isEqualTo(new InputShape.Vector(3));
            }
        }
        assertThat(admitted).isGreaterThan(50);
    }

    /** A program that mends study files appends the lines that problems come with. */
    @Test
    void theLineThatIsProposedMendsTheFile() throws IOException {
        String text = DEEP + "space.conv-layers { low = 1, high = 6 }\n";
        Path file = Files.createTempFile("whittle", ".conf");
        try {
            Files.writeString(file, text);
            String write = StudyFile.draft(file.toString(), List.of()).problems().get(0).write();
            assertThat(write).isEqualTo("constraints += \"conv-layers <= 3\"");
            assertThat(Studies.problems(text + write)).isEmpty();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void picturesThatNobodyHasLookedAtMayBeLarge() {
        String layers =
                "network { kind = layers, graph = [ { pool { size = 100 } }, flatten ] }, space.learning-rate {}\n";

        assertThat(Studies.problems(layers + "data { path = digits, format = images, task = classification }"))
                .isEmpty();
        assertThat(Studies.problems(layers + "data { path = digits, format = images, task = classification, "
                + "image { width = 32, height = 128 } }")).singleElement().asString().contains("128 x 32 x 3");
    }

    @Test
    void whatAConstraintExcludesAlreadyIsNotTold() {
        assertThat(
                        Studies.problems(
                                DEEP + "space { conv-layers { low = 1, high = 6 }, filters { low = 2, high = 9 } }, "
                                        + "constraints = [\"conv-layers * filters <= 20 and conv-layers < 4\"], "
                                        + "baseline.filters = 2"))
                .isEmpty();
    }
}
