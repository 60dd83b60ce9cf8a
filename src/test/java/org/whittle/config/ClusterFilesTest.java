package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code conf/cluster} and the script for GPUs, held against Spark itself. */
class ClusterFilesTest {

    /** Keys that Spark builds from the names of resources, and so does not register. */
    private static final Pattern RESOURCE =
            Pattern.compile("spark\\.(executor|task)\\.resource\\.gpu\\.(amount|vendor|discoveryScript)");

    @BeforeAll
    static void letSparkRegisterItsSettings() throws ReflectiveOperationException {
        for (String settings : List.of("org.apache.spark.internal.config.package$",
                "org.apache.spark.deploy.yarn.config.package$", "org.apache.spark.deploy.k8s.Config$")) {
            Class.forName(settings);
        }
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("conf/cluster"))) {
            return files.filter(file -> file.toString().endsWith(".properties")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everySettingIsOneThatSparkKnowsAndHasAValueThatSparkAccepts(Path file) throws IOException {
        Properties settings = new Properties();
        // Settings that are offered in a comment must be right as well.
        settings.load(new StringReader(Files.readString(file).replaceAll("(?m)^#(spark\\.)", "$1")));
        SparkConf conf = new SparkConf(false);
        settings.stringPropertyNames().forEach(key -> conf.set(key, settings.getProperty(key)));

        assertThat(settings.stringPropertyNames()).isNotEmpty().allSatisfy(key -> {
            ConfigEntry<?> entry = ConfigEntry.findEntry(key);
            if (entry == null) {
                assertThat(key.equals("spark.master") || RESOURCE.matcher(key).matches()).as(key).isTrue();
            } else {
                assertThat(conf.get(entry)).as(key).isNotNull();
            }
        });
    }

    @Test
    void theScriptSaysWhichGpusThereAreInSparksWords(@TempDir Path directory) throws Exception {
        Path smi = Files.writeString(directory.resolve("nvidia-smi"),
                "#!/bin/sh\n[ \"$*\" = '--query-gpu=index --format=csv,noheader' ] && printf '0\\n1\\n10\\n'\n");
        assertThat(smi.toFile().setExecutable(true)).isTrue();

        ResourceInformation found = ResourceInformation.parseJson(discover(directory));

        assertThat(found.name()).isEqualTo("gpu");
        assertThat(found.addresses()).containsExactly("0", "1", "10");
    }

    private static String discover(Path tools) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("scripts/gpu-discovery.sh");
        builder.environment().merge("PATH", tools.toString(), (path, mine) -> mine + ":" + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return output;
    }
}
