package org.whittle.config.hocon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.config.Studies;
import org.whittle.config.StudyFile;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;

class ResolvedSettingsTest {

    private static final String STUDY = Studies.DATA + """
            space {
              layers { low = 1, high = 3 }
              units { low = 16, high = 128, log = true, per-layer = layers }
              dropout { low = 0, high = 0.5, step = 0.1 }
              optimizer = [sgd, adam]
              momentum { low = 0, high = 0.99, when { optimizer = sgd, layers = [2, 3] } }
              weight-decay = 1e-4
            }
            constraints = ["not (units.1 < units.2 - 3)", "layers in [1, 2, 3]"]
            enqueue = [{ layers = 3 }]
            stop { wall-time = 30 minutes, plateau.trials = 9 }
            gate.above.accuracy = 0.9
            data.options { header = true, "a.b" = "x \\"y\\"" }
            spark { executor.memory = 4g, speculation = true, "speculation.quantile" = 0.9 }
            """;

    @Test
    void aStudyReadsBackFromItsResolvedSettings() {
        StudySpec spec = Studies.read(STUDY);
        StudySpec rebuilt = StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT);

        assertThat(rebuilt).isEqualTo(spec);
        assertThat(rebuilt.resolved()).isEqualTo(spec.resolved());
    }

    @Test
    void equalSettingsAreOneHoweverTheyAreWritten() {
        StudySpec written = Studies.read(STUDY);
        StudySpec otherwise = Studies.read(STUDY, "space.dropout.high=5e-1", "search.eta=3", "study.name=my",
                "stop.wall-time=1800 s", "space.optimizer={ type = choice, values = [\"sgd\", adam] }",
                "baseline.layers=2", "space.weight-decay={ type = fixed, value = 0.0001 }");

        assertThat(otherwise.resolved()).isEqualTo(written.resolved());
    }

    @Test
    void whatIsResolvedIsSpelledInOneWay() {
        assertThat(Studies.read(STUDY).resolved()).contains(Map.entry("space.weight-decay.value", "1.0E-4"),
                Map.entry("space.weight-decay.type", "\"fixed\""),
                Map.entry("space.units.per-layer", "\"layers\""),
                Map.entry("space.momentum.when", "\"layers in [2, 3] and optimizer = sgd\""),
                Map.entry("baseline.units", "[64,64]"),
                Map.entry("enqueue", "[{\"dropout\":0.0,\"layers\":3,\"optimizer\":\"adam\",\"units\":[64,64,64],"
                        + "\"weight-decay\":1.0E-4}]"),
                Map.entry("stop.wall-time", "\"1800000 ms\""), Map.entry("stop.trials", "\"none\""),
                Map.entry("search.eta", "3"), Map.entry("data.options.\"a.b\"", "\"x \\\"y\\\"\""));
    }

    @Test
    void differencesNameTheSettingsThatMakeAnotherStudy() {
        SortedMap<String, String> recorded = Studies.read(STUDY).resolved();
        SortedMap<String, String> read = Studies.read(
                        STUDY,
                        "search.eta=4",
                        "search.sampler=random",
                        "space.momentum.high=0.5",
                        "space.dropout=0",
                        "stop.trials=100",
                        "gate.above.accuracy=0.8",
                        "spark.executor.memory=8g")
                .resolved();

        assertThat(ResolvedSettings.differences(recorded, read)).containsExactly("search.eta (3 / 4)",
                "search.sampler (auto / random)", "space.dropout.high (0.5 / not set)",
                "space.dropout.log (false / not set)", "space.dropout.low (0.0 / not set)",
                "space.dropout.step (0.1 / not set)", "space.dropout.type (real / fixed)",
                "space.dropout.value (not set / 0.0)", "space.momentum.high (0.99 / 0.5)");
        assertThat(ResolvedSettings.differences(recorded, recorded)).isEmpty();
    }

    @Test
    void sparksSettingsHaveSparksNames() {
        assertThat(Studies.read(STUDY).spark()).containsExactly(
                Map.entry("spark.executor.memory", "4g"), Map.entry("spark.speculation", "true"),
                Map.entry("spark.speculation.quantile", "0.9"));
    }

    @Test
    void settingsThatALaterReleaseAddsTakeTheirDefaults() {
        SortedMap<String, String> old = new TreeMap<>(Studies.read(STUDY).resolved());
        old.remove("test.resamples");

        assertThat(StudyFile.rebuild(old, EarlierFormats.FORMAT)).isEqualTo(Studies.read(STUDY, "study.name=my"));
    }

    @Test
    void aDamagedRecordIsRefused() {
        SortedMap<String, String> damaged = new TreeMap<>(Studies.read(STUDY).resolved());
        damaged.put("search.eta", "1");
        damaged.put("enqueue", "[{\"dropout\":9}]");
        assertThatThrownBy(() -> StudyFile.rebuild(damaged, EarlierFormats.FORMAT))
                .isInstanceOfSatisfying(InvalidInputException.class,
                e -> assertThat(e.problems()).isEqualTo(List.of(
                        "study.json: enqueue[0].dropout = 9 is outside its domain (0.0 to 0.5, step 0.1); write 0.5",
                        "study.json: search.eta = 1 is not a whole number of at least 2; write 2")));

        damaged.put("search.eta", "[3");
        assertThatThrownBy(() -> StudyFile.rebuild(damaged, EarlierFormats.FORMAT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("study.json: search.eta = [3 cannot be read; the file was damaged or edited");
    }
}
