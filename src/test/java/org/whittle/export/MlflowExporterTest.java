package org.whittle.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.study.Exports;
import org.whittle.study.Secrets;
import org.whittle.study.Trial;

/** What a server of MLflow has of a study, however often it was told, and whatever happened to it in between. */
class MlflowExporterTest {

    private static final Function<String, String> NOBODY = name -> null;

    private FakeMlflow server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeMlflow();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"finished", "killed", "two-objectives", "population-based", "finalists", "own-trainer"})
    void aStudyIsARunAndItsTrialsAreRunsWithinIt(String name) throws Exception {
        ExportedStudy study = ExportedStudies.of(name);
        new MlflowExporter(new Exports.Mlflow(server.address(), study.opened().name(), Optional.empty()), NOBODY)
                .export(study);

        FakeMlflow.Run parent = parent();
        assertThat(parent.name()).isEqualTo(study.opened().name());
        assertThat(server.experiments).containsOnlyKeys(study.opened().name());
        assertThat(server.runs).hasSize(study.trials().size() + 1);
        for (Trial trial : study.trials()) {
            FakeMlflow.Run run = server.of("whittle.trial", trial.id().toString()).get(0);
            assertThat(run.tags).containsEntry("mlflow.parentRunId", parent.id);
            assertThat(run.params).hasSameSizeAs(trial.configuration().values());
            assertThat(run.params.values()).containsExactlyElementsOf(trial.configuration().values().values().stream()
                    .map(Object::toString).toList());
            String metric = study.spec().objective().metric();
            assertThat(run.points.getOrDefault(metric, List.of())).containsExactlyElementsOf(
                    trial.curve().epochs().stream().filter(epoch -> epoch.metrics().containsKey(metric))
                            .map(epoch -> "%d %s".formatted(epoch.epoch(), epoch.metrics().get(metric))).toList());
            assertThat(run.status()).isEqualTo(switch (trial.state()) {
                case RUNNING -> "RUNNING";
                case STOPPED, FINISHED -> "FINISHED";
                case DIVERGED, FAILED -> "FAILED";
            });
        }
        assertThat(parent.status()).isEqualTo(study.isFinished() ? "FINISHED" : "RUNNING");
        assertThat(parent.points.get("best_objective")).hasSize(study.best().size());
    }

    @Test
    void pageTablesAndModelAreArtifactsAndTheWinnerIsRegisteredOnce() throws Exception {
        ExportedStudy study = ExportedStudies.of("finished");
        exporter(NOBODY).export(study);
        exporter(NOBODY).export(study);

        String root = "1/%s/artifacts/".formatted(parent().id);
        assertThat(server.artifacts.keySet()).allMatch(path -> path.startsWith(root)).contains(root + "study.json",
                root + "results/trials.parquet", root + "results/summary.json", root + "model/MLmodel");
        assertThat(server.artifacts.get(root + "study.json")).isEqualTo(study.files().read("study.json"));
        assertThat(new String(server.artifacts.get(root + "model/MLmodel"), StandardCharsets.UTF_8))
                .contains("run_id: " + parent().id, "whittle:");
        assertThat(server.versions).singleElement().satisfies(version -> {
            assertThat(version.get("name").asText()).isEqualTo("digits-winner");
            assertThat(version.get("source").asText()).endsWith("/artifacts/model");
        });
        assertThat(parent().tags).containsEntry("whittle.winner", study.winner().orElseThrow().id().toString());
        assertThat(parent().points.keySet()).anyMatch(metric -> metric.startsWith("test_"))
                .anyMatch(metric -> metric.startsWith("baseline_test_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"finished", "population-based", "finalists"})
    void whatAServerHasIsTheSameHoweverOftenTheStudyWasTold(String name) throws Exception {
        exporter(NOBODY).export(ExportedStudies.of(name));
        Map<String, String> atOnce = picture();
        server.close();

        server = new FakeMlflow();
        MlflowExporter live = exporter(NOBODY);
        for (int events = 1; events <= ExportedStudies.events(name); events++) {
            // A driver that is killed, and one that resumes, now and then.
            live = events % 5 == 0 ? exporter(NOBODY) : live;
            live.export(ExportedStudies.of(name, events));
        }
        assertThat(picture()).isEqualTo(atOnce);
        requireNothingTwice();
    }

    /** At calls all over: nothing is lost, nothing is there twice. */
    @Test
    void aServerThatFallsOverAtAnyMomentIsCaughtUp() throws Exception {
        ExportedStudy half = ExportedStudies.of("finished", ExportedStudies.events("finished") / 2);
        ExportedStudy whole = ExportedStudies.of("finished");
        exporter(NOBODY).export(whole);
        Map<String, String> expected = picture();
        int calls = server.calls.size();
        server.close();
        for (int fall = 0; fall < calls; fall += Math.max(1, calls / 7)) {
            server = new FakeMlflow();
            server.fallAfter(fall);
            MlflowExporter live = exporter(NOBODY);
            try {
                live.export(half);
                live.export(whole);
            } catch (IOException down) {
                assertThat(down).hasMessageContaining("503");
            }
            server.comeBack();
            live.export(whole);
            assertThat(picture()).as("it fell over after %d calls", fall).isEqualTo(expected);
            requireNothingTwice();
            assertThat(server.versions).hasSize(1);
            server.close();
        }
    }

    @Test
    void whoComesIsSaidByTheEnvironmentAndNeverPrinted() throws Exception {
        server.require(
                "Basic " + Base64.getEncoder().encodeToString("me:open sesame".getBytes(StandardCharsets.UTF_8)));
        ExportedStudy study = ExportedStudies.of("killed");
        assertThatThrownBy(() -> exporter(NOBODY).export(study)).isInstanceOf(IOException.class)
                .hasMessageContainingAll("401", "MLFLOW_TRACKING_USERNAME");
        Map<String, String> environment =
                Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "open sesame");
        exporter(environment::get).export(study);
        assertThat(server.runs).hasSize(study.trials().size() + 1);
        assertThat(Secrets.without("it was open sesame")).doesNotContain("sesame");

        server.require("Bearer t0ken-of-mine");
        exporter(Map.of("MLFLOW_TRACKING_TOKEN", "t0ken-of-mine")::get).export(study);
    }

    @Test
    void aServerThatIsNotThereIsALine() {
        server.close();
        assertThatThrownBy(() -> exporter(NOBODY).export(ExportedStudies.of("killed")))
                .isInstanceOf(IOException.class).hasMessageStartingWith(server.address() + " does not answer");
    }

    private MlflowExporter exporter(Function<String, String> environment) {
        return new MlflowExporter(new Exports.Mlflow(server.address() + "/", "digits",
                Optional.of("digits-winner")), environment);
    }

    private FakeMlflow.Run parent() {
        return server.runs.values().stream().filter(run -> !run.tags.containsKey("whittle.trial")).findFirst()
                .orElseThrow();
    }

    /** All runs by name: what they have, but for ids that the server makes. */
    private Map<String, String> picture() {
        Map<String, String> picture = new TreeMap<>();
        server.runs.forEach((id, run) -> {
            Map<String, String> tags = new TreeMap<>(run.tags);
            tags.remove("mlflow.parentRunId");
            Map<String, List<String>> points = new TreeMap<>(run.points);
            // What a trial is worth is told when it ends: of a finalist that trained on, twice.
            points.computeIfPresent("objective", (metric, all) -> all.subList(all.size() - 1, all.size()));
            picture.put(run.name(), "%s %s %s %s".formatted(run.status(), run.params, tags, points));
        });
        picture.put("files", server.artifacts.keySet().stream().map(path -> path.replaceFirst(".*/artifacts/", ""))
                .toList().toString());
        return picture;
    }

    private void requireNothingTwice() {
        server.runs.values().forEach(run -> run.points.forEach((metric, points) ->
                assertThat(new HashSet<>(points)).as("%s of %s", metric, run.name()).hasSameSizeAs(points)));
        assertThat(server.runs.values().stream().map(FakeMlflow.Run::name)).doesNotHaveDuplicates();
    }
}
