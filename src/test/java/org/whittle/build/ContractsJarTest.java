package org.whittle.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract tests that the build publishes, for samplers, schedulers, metrics and trainers of others. */
@Tag("cluster")
class ContractsJarTest {

    private static final List<String> CONTRACTS = List.of(
            "org.whittle.sampler.SamplerContract",
            "org.whittle.schedule.SchedulerContract",
            "org.whittle.goal.NamedMetricContract",
            "org.whittle.goal.CountMetricContract",
            "org.whittle.goal.RankMetricContract",
            "org.whittle.goal.RowMetricContract",
            "org.whittle.train.own.TrainableContract",
            "org.whittle.ledger.LedgerContract",
            "org.whittle.ledger.FileStoreContract");

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target").toAbsolutePath())) {
            return files.filter(file -> file.getFileName().toString().matches("whittle-.*-tests\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void holdsTheContractsAndNoTestThatWouldRunByItself() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            List<String> classes = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .toList();
            assertThat(classes)
                    .containsAll(CONTRACTS.stream()
                            .map(name -> name.replace('.', '/') + ".class")
                            .toList())
                    .noneMatch(name -> name.matches(".*Tests?\\.class"))
                    .noneMatch(name -> name.startsWith("com/example/"));
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .noneMatch(name -> name.startsWith("META-INF/services/"));
        }
    }

    /** All that a contract mentions is in the jar, in Whittle's own, or in the test libraries. */
    @Test
    void theContractsLackNothing() throws Exception {
        URL[] urls = Stream.concat(
                        Stream.of(jar()),
                        Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                                .map(Path::of)
                                .filter(entry -> !entry.endsWith("test-classes")))
                .map(ContractsJarTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader outside = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            for (String contract : CONTRACTS) {
                Class<?> type = Class.forName(contract, true, outside);
                assertThat(type.getDeclaredMethods()).as(contract).isNotEmpty();
                for (Class<?> inner : type.getDeclaredClasses()) {
                    assertThat(inner.getDeclaredMethods()).isNotNull();
                }
            }
            for (String beside : List.of(
                    "org.whittle.sampler.Spaces",
                    "org.whittle.sampler.Told",
                    "org.whittle.schedule.Reports",
                    "org.whittle.ledger.SampleEvents",
                    "org.whittle.Patience")) {
                assertThat(Class.forName(beside, true, outside)).isNotNull();
            }
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
