package org.whittle.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The job jar that the build has made, and the embedded Spark beside it. */
@Tag("cluster")
class JobJarTest {

    private JarFile jar;

    static Path jobJar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target").toAbsolutePath())) {
            return files.filter(file -> file.getFileName().toString().matches("whittle-.*-job\\.jar"))
                    .max(Comparator.comparing(file -> file.toFile().lastModified())).orElseThrow();
        }
    }

    @BeforeEach
    void open() throws IOException {
        jar = new JarFile(jobJar().toFile());
    }

    @AfterEach
    void close() throws IOException {
        jar.close();
    }

    @Test
    void bringsNothingThatSparkHas() {
        assertThat(classes()).noneMatch(name -> name.startsWith("org/apache/") || name.startsWith("scala/")
                || name.startsWith("org/slf4j/") || name.startsWith("com/fasterxml/"));
    }

    @Test
    void hidesItsGsonFromTheOlderOneOfSparkDistributions() {
        assertThat(classes()).noneMatch(name -> name.startsWith("com/google/gson/"))
                .contains("org/whittle/shaded/gson/Gson.class");
    }

    @Test
    void bringsTheNativeEngineAndItsServices() throws IOException {
        assertThat(names()).contains("native/lib/pytorch.properties", "jnilib/linux-x86_64/cpu/libdjl_torch.so")
                .anyMatch(name -> name.matches("pytorch/[^/]+/[^/]+/libtorch_cpu\\.(so|dylib)"));
        assertThat(text("META-INF/services/ai.djl.engine.EngineProvider"))
                .contains("ai.djl.pytorch.engine.PtEngineProvider");
    }

    /** YARN has Spark put it before its pages, in client mode too; without it no study would start. */
    @Test
    void theEmbeddedSparkHasTheFilterOfYarn() throws Exception {
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("target/spark/jars"), "*.jar")) {
            for (Path file : files) {
                jars.add(file.toUri().toURL());
            }
        }
        try (URLClassLoader spark = new URLClassLoader(jars.toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader())) {
            assertThat(spark.loadClass("org.apache.hadoop.yarn.server.webproxy.amfilter.AmIpFilter")
                    .getDeclaredConstructor().newInstance()).isInstanceOf(spark.loadClass("javax.servlet.Filter"));
        }
    }

    @Test
    void saysItsVersionAndWhatToStart() throws IOException {
        assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class")).isEqualTo("org.whittle.app.Whittle");
        assertThat(jobJar().getFileName().toString())
                .isEqualTo("whittle-%s-job.jar"
                        .formatted(jar.getManifest().getMainAttributes().getValue("Implementation-Version")));
    }

    @Test
    void hasNoSignaturesOfJarsThatWereSigned() {
        assertThat(names()).noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
    }

    private List<String> names() {
        return jar.stream().map(ZipEntry::getName).toList();
    }

    private List<String> classes() {
        return names().stream().filter(name -> name.endsWith(".class")).toList();
    }

    private String text(String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
