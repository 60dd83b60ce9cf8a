package org.whittle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.Funnel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.config.Studies;
import org.whittle.net.setting.Setting;

/** What {@code src/docs/own-networks.md} shows is so. */
class OwnNetworksPageTest {

    @Test
    void theStudyFileIsReadAndTheClassIsOneThatIsTested() throws IOException {
        String page = Files.readString(Path.of("src/docs/own-networks.md"));
        String study = "    network { kind = block, class = com.example.Funnel, parameters { width = 48 } }\n"
                + "    space { width {}, dropout {}, learning-rate {} }\n";
        assertThat(page).contains(study);
        assertThat(Studies.read(Studies.DATA + study).training()).containsEntry("width", 48);
        String example = Files.readString(Path.of("src/test/java/com/example/Funnel.java"));
        for (String line : List.of("public final class Funnel implements BlockProvider {",
                "    public List<Setting<?>> settings() {",
                "    public Block block(Values values, InputShape input, int outputs) {")) {
            assertThat(page).contains(line);
            assertThat(example).contains(line);
        }
        assertThat(new Funnel().settings()).extracting(Setting::key).contains("width", "dropout");
    }
}
