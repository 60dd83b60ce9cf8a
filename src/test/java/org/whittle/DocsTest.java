package org.whittle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.config.StudyFile;

/** What users read: links lead somewhere, study files in it are valid, and the README stays short. */
class DocsTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern STUDY = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL);

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("src/docs"))) {
            List<Path> pages = new ArrayList<>(docs.filter(page -> page.toString().endsWith(".md")).sorted().toList());
            pages.addAll(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("SECURITY.md")));
            return pages.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
            if (link.group(1).contains(":")) {
                continue;
            }
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
            assertThat(target).as("%s: %s", page, link.group()).exists();
            if (link.group(2) != null) {
                assertThat(headings(target)).as("%s: %s", page, link.group()).contains(link.group(2));
            }
        }
    }

    private static List<String> headings(Path page) throws IOException {
        return Files.readAllLines(page).stream().filter(line -> line.startsWith("#"))
                .map(line -> line.replaceAll("^#+ ", "").toLowerCase().replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void studyFilesInItAreValid(Path page, @TempDir Path folder) throws IOException {
        for (MatchResult study : STUDY.matcher(Files.readString(page)).results().toList()) {
            if (study.group(1).contains("space")) {
                Path file = Files.writeString(folder.resolve("page.conf"), study.group(1));
                assertThat(StudyFile.read(file.toString(), List.of())).as(page.toString()).isNotNull();
            }
        }
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Files.readString(Path.of("README.md")).split("\\s+")).hasSizeLessThanOrEqualTo(900);
    }
}
