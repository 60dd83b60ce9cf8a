package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code src/docs/own-trainers.md} shows runs. */
class OwnTrainersPageTest {

    private static final Path PAGE = Path.of("src/docs/own-trainers.md");

    @TempDir
    Path directory;

    @Test
    void theTrainingLoopIsTunedByTheStudyFile() throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "python3"))),
                "needs python3");
        String loop = block("python");
        assertThat(loop.lines()).hasSize(15);
        Path script = Files.writeString(directory.resolve("train.py"), loop);
        try (SparkSession spark = SmallTuning.spark()) {
            // As --files does.
            spark.sparkContext().addFile(script.toString());
            TuningResult result = Tuning.of(Specification.text(block("hocon"))).spark(spark)
                    .directory(directory.resolve("study").toString()).run();

            // The line has noise of 0.1, and the baseline's steps are long enough to get near it as well.
            assertThat(result.trials().filter("rank = 1").first().<Double>getAs("objective")).isBetween(0.05, 0.15);
            assertThat(result.trials().filter("state = 'failed'").count()).isZero();
            assertThat(result.summary()).contains("\"rmse\" : {");
        }
    }

    @Test
    void theClassIsOneThatIsTested() throws IOException {
        assertThat(Files.readString(Path.of("src/test/java/com/example/Valley.java"))).endsWith(block("java"));
    }

    private static String block(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
