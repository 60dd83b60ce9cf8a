package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.data.source.JsonScan;
import org.whittle.data.source.TableReader;
import org.whittle.study.InvalidInputException;

/** Spark's reader takes a line's first object, and says nothing of what stands behind it. */
class JsonScanTest extends SparkTest {

    private static final String SOUND = "{\"a\": 1, \"b\": \"x } {\", \"c\": [1, {\"d\": 2}]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                SOUND,
                "  " + SOUND + " \t",
                "[" + SOUND + "," + SOUND + "]",
                "{'a': 1}",
                "",
                "   ",
                "{\"a\": ",
                "x"
            })
    void findsNothingInALineThatSparkTakesOrRefusesWhole(String line) {
        assertThat(JsonScan.wrong(line.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 2}", ",", "0\"}", "}", "\uFEFF", "ü"})
    void findsWhatStandsBehindAnObject(String rest) {
        assertThat(JsonScan.wrong((SOUND + " " + rest).getBytes(StandardCharsets.UTF_8))).get().asString()
                .startsWith("behind its object stands '" + rest + "'");
    }

    @Test
    void findsBytesThatAreNoText() {
        assertThat(JsonScan.wrong("{\"a\": \"grün\"}".getBytes(StandardCharsets.ISO_8859_1))).get().asString()
                .startsWith("it is not UTF-8");
    }

    @Test
    void aRowWhoseLineEndWasLostIsNotLostInSilence() throws IOException {
        Path file = Files.write(
                directory.resolve("rows.json"), List.of("{\"a\": 1}", "{\"a\": 2}{\"a\": 3}", "{\"a\": 4}"));

        assertThatThrownBy(() -> TableReader.read(spark, "json", file.toString(), Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("rows.json, line 2: behind its object stands '{\"a\": 3}', which would be passed over; "
                        + "write an object a line");
        assertThat(TableReader.read(spark, "json", file.toString(), Map.of("mode", "PERMISSIVE")).count()).isEqualTo(3);
    }
}
