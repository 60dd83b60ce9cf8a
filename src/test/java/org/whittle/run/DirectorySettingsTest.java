package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectorySettingsTest {

    @ParameterizedTest
    @CsvSource({
        "spark.executor.memory, 4g",
        "spark.sql.session.timeZone, Europe/Zurich",
        "spark.sql.caseSensitive, true",
        "spark.master, local[2]"
    })
    void sizesAndSwitchesAreTaken(String name, String value) {
        assertThat(DirectorySettings.of(Map.of(name, value), "csv", Map.of()).spark()).containsEntry(name, value);
    }

    @ParameterizedTest
    @CsvSource({
        "spark.plugins, evil.Plugin",
        "spark.extraListeners, evil.Listener",
        "spark.jars, hdfs://there/evil.jar",
        "spark.sql.extensions, evil.Extensions",
        "spark.executor.extraJavaOptions, -javaagent:/tmp/evil.jar",
        "spark.master, spark://there:7077",
        "spark.hadoop.fs.file.impl, evil.FileSystem",
        "spark.executor.memory, 4g -javaagent:evil.jar",
        "spark.serializer, evil.Serializer",
        "spark.sql.catalog.x, evil.Catalog",
        "spark.executorEnv.LD_PRELOAD, /tmp/evil.so"
    })
    void whatNamesCodeIsLeft(String name, String value) {
        DirectorySettings kept = DirectorySettings.of(Map.of(name, value), "csv", Map.of());
        assertThat(kept.spark()).isEmpty();
        assertThat(kept.left()).containsExactly(name);
    }

    @Test
    void optionsOfSparksOwnReadersAreTaken() {
        DirectorySettings kept = DirectorySettings.of(
                Map.of(), "csv", Map.of("sep", ";", "nullValue", "", "fs.file.impl", "evil.FileSystem"));
        assertThat(kept.options()).containsOnly(Map.entry("sep", ";"), Map.entry("nullValue", ""));
        assertThat(kept.left()).containsExactly("data.options.fs.file.impl");
        assertThat(kept.format()).isEqualTo("csv");
    }

    @Test
    void aFormatThatIsAClassIsLeft() {
        DirectorySettings kept = DirectorySettings.of(Map.of(), "evil.Source", Map.of("driver", "evil.Driver"));
        assertThat(kept.format()).isEmpty();
        assertThat(kept.options()).isEmpty();
        assertThat(kept.left()).containsExactly("data.options.driver");
    }
}
