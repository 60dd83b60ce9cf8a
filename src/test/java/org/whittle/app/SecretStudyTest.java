package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No file of a study and nothing that it prints holds a secret; a resumed run has them again. */
@Tag("cluster")
class SecretStudyTest {

    private static final List<String> SECRETS = List.of("open-sesame-17", "hush-hush-18", System.getenv("PATH"));

    @TempDir
    Path directory;

    @Test
    void secretsAreInNoFileAndNoOutput() throws IOException {
        SmallStudy small = new SmallStudy(directory);
        Files.writeString(small.file, """
                data.options { password = open-sesame-17, user = ${PATH} }
                spark { "hadoop.fs.s3a.secret.key" = hush-hush-18, "my.path" = ${PATH} }
                """, StandardOpenOption.APPEND);
        Path study = directory.resolve("study");
        SmallStudy.Outcome tuned = small.tune(study, "local[1]", "--set", "stop.trials=3");
        assertThat(tuned.exitCode()).as(tuned.errors()).isZero();
        SmallStudy.Outcome resumed = small.tune(study, "local[1]", "--resume", "--set", "stop.trials=3");
        assertThat(resumed.exitCode()).as(resumed.errors()).isZero();
        SmallStudy.Outcome scored = SmallStudy.run("predict", study.toString(), "--input", small.table.toString(),
                "--output", directory.resolve("scored.csv").toString(), "--master", "local[1]");
        assertThat(scored.exitCode()).as(scored.errors()).isZero();
        assertThat(scored.out()).contains("--option password=");
        SmallStudy.Outcome shown = SmallStudy.run("results", study.toString());
        // Spark quotes the reader's options in none of its messages today; a message that did would be cleared.
        SmallStudy.Outcome refused = small.tune(directory.resolve("other"), "local[1]", "--set",
                "data.path=nowhere-open-sesame-17.csv");
        for (SmallStudy.Outcome outcome : List.of(tuned, resumed, scored, shown, refused)) {
            assertThat(outcome.out() + outcome.errors()).doesNotContain(SECRETS);
        }
        assertThat(refused.errors()).contains("nowhere-(redacted).csv");
        try (Stream<Path> files = Files.walk(study)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(SECRETS.stream().filter(content::contains)).as(file.toString()).isEmpty();
            }
        }
        assertThat(study.resolve("study.json")).content().contains("(from the environment: PATH)", "(redacted)");
    }
}
