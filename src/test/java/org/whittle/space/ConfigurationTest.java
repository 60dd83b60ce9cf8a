package org.whittle.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    private static final Configuration ONE = Configuration.of(
            Map.of("learning-rate", 0.001, "layers", 2, "optimizer", "adam", "nesterov", true));

    @Test
    void theFingerprintIsTheSameInEveryRelease() {
        // Checkpoints and caches of earlier releases are found by it: this literal must never change.
        assertThat(ONE.fingerprint()).isEqualTo("a30979f5375e3f2d");
    }

    @Test
    void theFingerprintHangsOnValuesAndTypesNotOnOrder() {
        Map<String, Object> reversed = new LinkedHashMap<>();
        ONE.values().keySet().stream().sorted(Comparator.reverseOrder())
                .forEach(k -> reversed.put(k, ONE.values().get(k)));

        assertThat(Configuration.of(reversed).fingerprint()).isEqualTo(ONE.fingerprint());
        assertThat(Configuration.of(Map.of("a", 1)).fingerprint())
                .isNotEqualTo(Configuration.of(Map.of("a", "1")).fingerprint())
                .isNotEqualTo(Configuration.of(Map.of("a", 1.0)).fingerprint());
        assertThat(Configuration.of(Map.of("a", 0.1)).fingerprint())
                .isNotEqualTo(Configuration.of(Map.of("a", Math.nextUp(0.1))).fingerprint());
        assertThat(Configuration.of(Map.of("a", "b\nc=String:d")).fingerprint())
                .isNotEqualTo(Configuration.of(Map.of("a", "b", "c", "d")).fingerprint());
    }

    @Test
    void isACopyThatCannotBeChanged() {
        TreeMap<String, Object> values = new TreeMap<>(Map.of("a", 1));
        Configuration configuration = new Configuration(values);
        values.put("a", 2);

        assertThat(configuration.value("a")).contains(1);
        assertThat(configuration.value("b")).isEmpty();
        assertThatThrownBy(() -> configuration.values().put("a", 3))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void readsInTheOrderOfNames() {
        assertThat(ONE).hasToString("layers = 2, learning-rate = 0.001, nesterov = true, optimizer = adam");
    }
}
