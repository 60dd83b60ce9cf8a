package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.score.Scorer;
import org.whittle.score.image.Pictures;

/** Tables of pictures through the command line. */
class PictureTablesTest {

    @TempDir
    Path directory;

    private void picture(String name, byte[] content) throws IOException {
        Path file = directory.resolve("pictures").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /**
     * Paths in a table, whose split is a column of it; predictions keep the table's columns, and come for raw pictures
     * too.
     */
    @Test
    void aTableOfPathsIsTunedAndScored() throws Exception {
        StringBuilder table = new StringBuilder("image,kind,part\n");
        for (int i = 0; i < 40; i++) {
            picture("dark-%d.png".formatted(i), Pictures.grey(6, 5, 40 + i, 0));
            picture("light-%d.png".formatted(i), Pictures.grey(6, 5, 150 + i, 255));
            String part = i < 24 ? "training" : i < 32 ? "validation" : "test";
            table.append("pictures/dark-%d.png,007,%s%npictures/light-%d.png,08,%s%n".formatted(i, part, i, part));
        }
        Path rows = Files.writeString(directory.resolve("rows.csv"), table);
        Path file = Files.writeString(directory.resolve("study.conf"), """
                data { path = "%s", label = kind, image.column = image, split { by = column, column.name = part } }
                space { noise { type = choice, values = [0.0, 0.1] } }
                training { units = 8, batch-size = 16, learning-rate = 0.01 }
                search { sampler = grid, scheduler = full, max-epochs = 3 }
                objective.metric = accuracy
                """.formatted(rows));
        Path study = directory.resolve("tabled");
        assertThat(SmallStudy.run("validate", file.toString(), "--data", "--master", "local[2]").exitCode()).isZero();
        SmallStudy.Outcome tuned = SmallStudy.run("tune", file.toString(), "--study", study.toString(), "--master",
                "local[2]");
        assertThat(tuned.exitCode()).as(tuned.errors()).isZero();
        Path out = directory.resolve("scored");
        SmallStudy.Outcome scored = SmallStudy.run("predict", study.toString(), "--input", rows.toString(), "--output",
                out.toString(), "--output-format", "json", "--master", "local[2]");
        assertThat(scored.exitCode()).as(scored.errors()).isZero();
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(out)) {
            for (Path part : parts.filter(each -> each.toString().endsWith(".json")).sorted().toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        assertThat(lines).hasSize(80).allMatch(line -> line.contains("\"path\":\"pictures/"))
                .filteredOn(line -> line.contains("\"prediction\":\"007\"") == line.contains("/dark-")).hasSize(80);
        try (Scorer scorer = Scorer.load(study)) {
            assertThat(scorer.score(Map.of("image", Pictures.grey(6, 5, 170, 255))).label()).isEqualTo("08");
        }
    }

    /** {@code validate --data} finds before a study what it would find. */
    @Test
    void validationLooksAtPicturesOfTheirRealSize() throws Exception {
        for (int i = 0; i < 10; i++) {
            picture("dark/%d.png".formatted(i), Pictures.grey(12, 12, 40, i));
            picture("light/%d.png".formatted(i), Pictures.grey(12, 12, 200, i));
        }
        Path file = Files.writeString(directory.resolve("study.conf"), """
                data { format = images, path = "%s" }
                network { kind = layers, graph = [ { conv { filters = 4, kernel = 13, padding = valid } }, flatten ] }
                space { learning-rate {} }
                """.formatted(directory.resolve("pictures")));
        assertThat(SmallStudy.run("validate", file.toString()).exitCode()).isZero();
        SmallStudy.Outcome looked = SmallStudy.run("validate", file.toString(), "--data", "--json", "--master",
                "local[2]");
        assertThat(looked.exitCode()).isEqualTo(2);
        assertThat(looked.out()).contains("study.conf", "network.graph[0].conv", "12 x 12 x 1");
    }
}
