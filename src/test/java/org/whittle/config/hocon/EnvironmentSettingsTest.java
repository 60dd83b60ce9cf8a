package org.whittle.config.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentSettingsTest {

    @Test
    void onlyVariablesWithThePrefixAreSettings() {
        assertThat(EnvironmentSettings.of(Map.of("CONFIG_FORCE_b", "1", "CONFIG_FORCE_a", "2", "PATH", "3")))
                .containsExactly("CONFIG_FORCE_a", "CONFIG_FORCE_b");
        assertThat(EnvironmentSettings.isOne("CONFIG_FORCE_a")).isTrue();
        assertThat(EnvironmentSettings.isOne("CONFIG_FORCE_a=3")).as("an override with a strange key").isFalse();
    }

    /** As com.typesafe.config's own systemEnvironmentOverrides names them. */
    @ParameterizedTest
    @CsvSource({
        "CONFIG_FORCE_search_max__epochs, search.max-epochs",
        "CONFIG_FORCE_a___b_c, a_b.c",
        "CONFIG_FORCE_seed, seed"
    })
    void underscoresStandForPointsHyphensAndUnderscores(String variable, String path) {
        Config parsed = EnvironmentSettings.parse(variable, "27", new Problems(List.of()));

        assertThat(parsed.getString(path)).isEqualTo("27");
        assertThat(EnvironmentSettings.variable(parsed.getValue(path))).contains(variable);
        assertThat(Location.of(parsed.getValue(path))).contains(new Location(variable, 0));
    }

    @Test
    void aListIsParsed() {
        assertThat(EnvironmentSettings.parse("CONFIG_FORCE_data_ignore", " [a, b]", new Problems(List.of()))
                .getStringList("data.ignore")).containsExactly("a", "b");
    }

    /** As any value of the environment; and a study that goes on by its record reads it again. */
    @Test
    void valuesForSparkAreKeptOutOfRecords() {
        Config parsed = EnvironmentSettings.parse("CONFIG_FORCE_spark_hadoop_a", "sesame", new Problems(List.of()));
        String shown = SecretSettings.of(parsed).shown(List.of("spark", "hadoop", "a"), "sesame");

        assertThat(shown).isEqualTo("(from the environment: CONFIG_FORCE_spark_hadoop_a)");
        assertThat(SecretSettings.variable(shown)).contains("CONFIG_FORCE_spark_hadoop_a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONFIG_FORCE_", "CONFIG_FORCE_a____b", "CONFIG_FORCE__a"})
    void aNameThatIsNoPathIsSaid(String variable) {
        Problems problems = new Problems(List.of());
        EnvironmentSettings.parse(variable, "1", problems);

        assertThat(problems.all()).singleElement().satisfies(problem ->
                assertThat(problem.text()).startsWith(variable + ": ").contains("CONFIG_FORCE_search_max__epochs=27"));
    }
}
