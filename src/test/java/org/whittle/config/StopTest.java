package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.goal.Keep;
import org.whittle.study.EarlierFormats;
import org.whittle.study.Gate;
import org.whittle.study.StopRules;
import org.whittle.study.StudySpec;

class StopTest {

    @TempDir
    Path directory;

    @Test
    void theGainThatIsWorthItsCost() throws Exception {
        assertThat(read("stop.marginal { gain = 0.001, per = 1 hour }").stop().marginal())
                .contains(new StopRules.Marginal(0.001, new StopRules.Cost.Time(Duration.ofHours(1))));
        assertThat(read("stop.marginal { gain = 0.001, per = 5000 epochs }").stop().marginal())
                .contains(new StopRules.Marginal(0.001, new StopRules.Cost.Epochs(5000)));
        assertThat(read("stop.marginal.gain = 0.001").stop().marginal())
                .contains(new StopRules.Marginal(0.001, new StopRules.Cost.Epochs(1000)));
        assertThat(read("").stop().marginal()).isEmpty();
        for (String per : List.of("90 s", "1000 epochs")) {
            StudySpec spec = read("stop.marginal { gain = 0.001, per = %s }".formatted(per));
            assertThat(StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT).stop()).isEqualTo(spec.stop());
        }
    }

    @Test
    void whatIsKeptAndWhatFailsTheGate() throws Exception {
        assertThat(read("").objectives().keep()).isEqualTo(Keep.BEST_EPOCH);
        assertThat(read("training.keep = last-epoch").objectives().keep()).isEqualTo(Keep.LAST_EPOCH);
        assertThat(read("objective = null, objectives = [accuracy, parameters], training.keep = last-epoch")
                        .objectives()
                        .keep())
                .isEqualTo(Keep.LAST_EPOCH);
        assertThat(read("").gate().worseThanBaseline()).isEqualTo(Gate.WorseThanBaseline.WARN);
        assertThat(read("gate.worse-than-baseline = fail").gate().worseThanBaseline())
                .isEqualTo(Gate.WorseThanBaseline.FAIL);
    }

    @Test
    void aStudyOfTheFirstFormatKeepsLastEpochs() throws Exception {
        SortedMap<String, String> resolved = new TreeMap<>(read("").resolved());
        resolved.remove("training.keep");
        assertThat(StudyFile.rebuild(resolved, EarlierFormats.FIRST).objectives().keep()).isEqualTo(Keep.LAST_EPOCH);
    }

    private StudySpec read(String more) throws Exception {
        Path file = directory.resolve("s.conf");
        Files.writeString(file, """
                data { path = rows.csv, label = y }
                space.learning-rate { low = 1e-4, high = 1e-1, log = true }
                objective.metric = accuracy
                """ + more);
        return StudyFile.read(file.toString(), List.of());
    }
}
