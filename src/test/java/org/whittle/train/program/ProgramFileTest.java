package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.IValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class ProgramFileTest {

    private static final String TWICE = "  def twice(self: __torch__.Program, x: int) -> int:\n    return x * %d\n";

    @Test
    void theEngineLoadsAndRunsIt() {
        try (Program program = Program.of(TWICE.formatted(2), Device.cpu());
             IValue result = program.run("twice", List.of(), IValue.from(21L))) {
            assertThat(result.toLong()).isEqualTo(42);
        }
    }

    @Test
    void itIsFourEntriesAndTheSameBytesInAnyTimeZone() throws IOException {
        byte[] here = ProgramFile.of(TWICE.formatted(2));
        TimeZone zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
            assertThat(ProgramFile.of(TWICE.formatted(2))).isEqualTo(here);
        } finally {
            TimeZone.setDefault(zone);
        }
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(here))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                if (entry.getName().endsWith(".py")) {
                    assertThat(new String(zip.readAllBytes(), StandardCharsets.UTF_8)).contains("return x * 2");
                }
            }
        }
        assertThat(names).containsExactly("program/data.pkl", "program/code/__torch__.py", "program/constants.pkl",
                "program/version");
    }

    @Test
    void moreProgramsThanAreKeptAreLoadedOneAfterTheOther() {
        for (int factor = 0; factor < 80; factor++) {
            try (Program program = Program.of(TWICE.formatted(factor), Device.cpu());
                 IValue result = program.run("twice", List.of(), IValue.from(3L))) {
                assertThat(result.toLong()).isEqualTo(3L * factor);
            }
        }
    }

    @Test
    void aTextThatIsNoProgramIsRefusedWithItsLine() {
        assertThatThrownBy(() ->
                        Program.of("  def f(self: __torch__.Program) -> int:\n    return nothing\n", Device.cpu()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("return nothing");
    }
}
