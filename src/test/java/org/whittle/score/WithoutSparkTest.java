package org.whittle.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scoring in a JVM that has neither Spark nor Hadoop nor Scala: only what is listed here. */
@Tag("cluster")
class WithoutSparkTest {

    /** Jars that scoring takes, besides Whittle's own: what {@code src/docs/results.md} lists. */
    static final List<String> JARS = List.of("api", "pytorch-engine", "pytorch-jni", "pytorch-native-cpu", "gson",
            "slf4j-api", "jackson-core", "jackson-databind", "jackson-annotations");

    /** Starts the list of what the artifact holds. */
    private static final Pattern INCLUDES =
            Pattern.compile("<classifier>score</classifier>\\s*<includes>(.*?)</includes>",
            Pattern.DOTALL);

    @TempDir
    Path classes;

    /** The classes of the artifact alone, and the program. */
    private void copyClasses() throws IOException {
        Matcher includes = INCLUDES.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(includes.find()).isTrue();
        List<PathMatcher> held = Pattern.compile("<include>(.*?)</include>").matcher(includes.group(1)).results()
                .map(include -> FileSystems.getDefault().getPathMatcher("glob:" + include.group(1))).toList();
        assertThat(held).hasSizeGreaterThan(2);
        copy(Path.of("target/classes"), file -> held.stream().anyMatch(matcher -> matcher.matches(file)));
        copy(Path.of("target/test-classes"), file -> file.endsWith("ScoreFile.class"));
    }

    private void copy(Path from, Predicate<Path> held) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.filter(Files::isRegularFile).map(from::relativize).filter(held).toList();
        }
        for (Path file : files) {
            Files.createDirectories(classes.resolve(file).getParent());
            Files.copy(from.resolve(file), classes.resolve(file));
        }
    }

    @Test
    void aJvmWithoutSparkScoresRawRows() throws IOException, InterruptedException {
        copyClasses();
        List<String> classPath = Stream.concat(Stream.of(classes.toString()),
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).filter(entry -> JARS.stream()
                        .anyMatch(name -> Path.of(entry).getFileName().toString().matches(name + "-[0-9].*\\.jar"))))
                .toList();
        assertThat(classPath).hasSizeGreaterThan(JARS.size())
                .noneMatch(entry -> Path.of(entry).getFileName().toString().matches(".*(spark|hadoop|scala).*"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-cp", String.join(File.pathSeparator, classPath), ScoreFile.class.getName()));
        Path golden = Path.of("src/test/resources/golden");
        command.add(golden.resolve("0.1-c/finished").toString());
        command.add(golden.resolve("studies/rows.csv").toString());

        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> labels = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .toList();

        assertThat(process.waitFor()).isZero();
        List<String> then = Files.readAllLines(golden.resolve("0.1-c/predictions/finished.csv"));
        assertThat(labels).isEqualTo(then.stream().skip(1)
                .map(line -> line.split(",", -1)[4]).collect(Collectors.toList()));
    }
}
