package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void hasTheWidthThatTheLauncherTells() {
        assertThat(Terminal.of(true, Map.of("COLUMNS", "203"))).isEqualTo(new Terminal(true, 203, true));
        assertThat(Terminal.of(true, Map.of("COLUMNS", "12")).columns()).isEqualTo(40);
        assertThat(Terminal.of(true, Map.of("COLUMNS", "wide")).columns()).isEqualTo(100);
        assertThat(Terminal.of(true, Map.of()).columns()).isEqualTo(100);
    }

    @Test
    void isNoWiderInAPipeThanAnywhere() {
        assertThat(Terminal.of(false, Map.of("COLUMNS", "203"))).isEqualTo(new Terminal(false, 100, true));
    }

    @Test
    void hasNoColoursWhereNoneAreWanted() {
        assertThat(Terminal.of(true, Map.of("NO_COLOR", "1")).coloured()).isFalse();
        assertThat(Terminal.of(true, Map.of("NO_COLOR", "")).coloured()).isTrue();
        assertThat(Terminal.of(true, Map.of()).plain().interactive()).isFalse();
    }
}
