package org.whittle.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of one file, which scripts start from their source: the build compiles none of them. */
class ScriptsTest {

    @Test
    void programsOfScriptsCompileAgainstTodaysClasses(@TempDir Path classes) throws Exception {
        List<Path> programs;
        try (Stream<Path> ofBenches = Files.list(Path.of("scripts/bench.d"));
                Stream<Path> ofBuild = Files.list(Path.of("src/build/java"))) {
            programs = Stream.of(
                            ofBenches, ofBuild, Stream.of(Path.of("src/bench/java/org/whittle/bench/Figures.java")))
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-nowarn",
                                    "-d",
                                    classes.toString(),
                                    "-cp",
                                    System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjectsFromPaths(programs))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
    }
}
