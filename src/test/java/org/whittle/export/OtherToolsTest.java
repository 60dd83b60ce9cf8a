package org.whittle.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.Python;
import org.whittle.goal.EpochRecord;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.study.Trial;

/** What the real TensorBoard and the real Optuna read of an export, where there is a Python that has them. */
@Tag("cluster")
class OtherToolsTest {

    private static final Path SCRIPTS = Path.of("src/test/resources/org/whittle/export");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"finished", "killed", "two-objectives", "population-based", "finalists", "own-trainer"})
    void optunaOpensTheJournal(String name) throws IOException {
        Python.assumeHas("optuna");
        ExportedStudy study = ExportedStudies.of(name);
        Path journal = Files.write(directory.resolve("journal.log"), OptunaJournal.of(study));
        JsonNode read = new ObjectMapper().readTree(Python.run(SCRIPTS.resolve("optuna_read.py"), journal, "ask"));

        assertThat(read.get("name").asText()).isEqualTo(study.opened().name());
        assertThat(read.get("trials")).hasSameSizeAs(study.trials());
        assertThat(read.get("directions")).hasSameSizeAs(study.spec().objectives().optimized());
        assertThat(read.get("asked")).hasSameSizeAs(study.spec().space().names());
        for (Trial trial : study.trials()) {
            JsonNode theirs = read.get("trials").get(trial.id().value());
            assertThat(theirs.get("in_space").asBoolean()).isTrue();
            trial.configuration().values().forEach((parameter, value) -> {
                JsonNode there = theirs.get("params").get(parameter);
                assertThat(there == null ? value.toString() : there.asText()).isEqualTo(value.toString());
            });
            assertThat(theirs.get("intermediate")).hasSize((int) trial.curve().epochs().stream()
                    .filter(epoch -> Double.isFinite(study.spec().objective().of(epoch))).count());
            if (theirs.get("state").asText().matches("COMPLETE|PRUNED")) {
                assertThat(theirs.get("values").get(0).asDouble()).isEqualTo(study.objective(trial).orElseThrow());
            }
        }
        assertThat(OptunaJournal.isOthers(Files.readAllBytes(journal))).as("Optuna asked for one more").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"finished", "killed", "two-objectives", "population-based", "finalists", "own-trainer"})
    void tensorBoardShowsCurvesAndHParams(String name) throws IOException {
        Python.assumeHas("tensorboard");
        ExportedStudy study = ExportedStudies.of(name);
        TensorBoardExporter live = exporter();
        for (int events = 1; events <= ExportedStudies.events(name); events++) {
            live = events % 5 == 0 ? exporter() : live;
            live.export(ExportedStudies.of(name, events));
        }
        JsonNode read = new ObjectMapper().readTree(Python.run(SCRIPTS.resolve("tensorboard_read.py"), directory));

        assertThat(read.get("name").asText()).isEqualTo(study.opened().name());
        assertThat(read.get("hparams")).hasSameSizeAs(study.spec().space().names());
        assertThat(read.get("groups")).hasSameSizeAs(study.trials().stream()
                .filter(trial -> ExportedStudy.hasEnded(trial) || !trial.curve().epochs().isEmpty()).toList());
        for (Trial trial : study.trials()) {
            JsonNode scalars = read.get("scalars").path(
                    "%s/%s".formatted(TensorBoardExporter.home(study), ExportedStudy.name(trial)));
            String metric = study.spec().objective().metric();
            JsonNode curve = scalars.path(metric);
            assertThat(curve).hasSize((int) trial.curve().epochs().stream()
                    .filter(epoch -> epoch.metrics().containsKey(metric)).count());
            int point = 0;
            for (EpochRecord epoch : trial.curve().epochs()) {
                if (epoch.metrics().containsKey(metric)) {
                    assertThat(curve.get(point).get(0).asInt()).isEqualTo(epoch.epoch());
                    // Event files have numbers of single precision.
                    assertThat((float) curve.get(point++).get(1).asDouble())
                            .isEqualTo((float) (double) epoch.metrics().get(metric));
                }
            }
            JsonNode group = StreamSupport.stream(read.get("groups").spliterator(), false)
                    .filter(each -> each.get("name").asText().equals(ExportedStudy.name(trial)))
                    .findFirst()
                    .orElse(null);
            if (group != null) {
                assertThat(group.get("hparams")).hasSameSizeAs(trial.configuration().values().entrySet());
                if (ExportedStudy.hasEnded(trial) && study.objective(trial).isPresent()) {
                    assertThat(group.get("metrics").get("objective").asDouble())
                            .isCloseTo(study.objective(trial).get(), within(1e-6));
                }
            }
        }
    }

    private TensorBoardExporter exporter() {
        return new TensorBoardExporter(new HadoopFileStore(directory.toString(), Map.of()));
    }
}
