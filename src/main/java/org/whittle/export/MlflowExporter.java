package org.whittle.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.TrialId;
import org.whittle.study.Exports;
import org.whittle.study.LedgerEvent.StudyFinished;
import org.whittle.study.Trial;
import org.whittle.work.TestResult;

/**
 * A study as runs of MLflow: one for the study, and nested in it one for each trial.
 *
 * <pre>
 *   experiment digits
 *   digits          whittle.study = 3f2a…   best_objective after each rung, test_… of the winner; page, tables, model
 *       trial-00000     mlflow.parentRunId      its configuration; every metric, epoch by epoch
 *       trial-00001
 * </pre>
 *
 * <p>The server is asked first which runs it has of the study, and how far their curves go; what it lacks is made. So a
 * study that is resumed, or exported again, goes on with the runs that it had. Two exports of one study at the same
 * time would not see each other's.
 */
public final class MlflowExporter implements Exporter {

    private static final String STUDY = "whittle.study";
    private static final String TRIAL = "whittle.trial";
    private static final String PARENT = "mlflow.parentRunId";
    private static final String ARTIFACTS = "whittle.artifacts";
    private static final int PAGE = 1000;
    private static final int TAG = 5000;

    private final Exports.Mlflow settings;
    private final MlflowServer server;

    /** What the server has, as far as is known; nothing is after a failure. */
    private Optional<Known> known = Optional.empty();
    private boolean proxied = true;

    private record Known(String experiment, MlflowRun study, SortedMap<TrialId, MlflowRun> trials) {
    }

    /** @param environment a variable's value, or {@code null}: see {@link MlflowServer} */
    public MlflowExporter(Exports.Mlflow settings, Function<String, String> environment) {
        this.settings = settings;
        this.server = new MlflowServer(settings.uri(), environment);
    }

    @Override
    public String name() {
        return "export.mlflow";
    }

    @Override
    public String place() {
        String where = known.map(all -> "%s/#/experiments/%s/runs/%s".formatted(server.address(), all.experiment(),
                all.study().id())).orElse(server.address());
        return proxied ? where : where + " (without files: its artifacts are not behind the server; start it with "
                + "--serve-artifacts)";
    }

    @Override
    public void export(ExportedStudy study) throws IOException, InterruptedException {
        Known all = known.isPresent() ? known.get() : find(study);
        known = Optional.empty();
        for (Trial trial : study.trials()) {
            MlflowRun run = all.trials().get(trial.id());
            if (run == null) {
                run = create(all.experiment(), ExportedStudy.name(trial), study.start(trial), Map.of(
                        STUDY, study.identity(), TRIAL, trial.id().toString(), PARENT, all.study().id()));
                all.trials().put(trial.id(), run);
            }
            tell(study, trial, run);
        }
        tell(study, all.study());
        if (study.isFinished()) {
            finish(study, all.study());
        }
        known = Optional.of(all);
    }

    private void tell(ExportedStudy study, Trial trial, MlflowRun run) throws IOException, InterruptedException {
        trial.configuration().values().forEach((name, value) -> run.param(key(name), value.toString()));
        if (study.isSettled()) {
            for (EpochRecord epoch : trial.curve().epochs()) {
                epoch.metrics().forEach((metric, value) ->
                        run.metric(key(metric), value, study.end(trial, epoch), epoch.epoch()));
            }
        }
        run.setTag("whittle.state", trial.state().name().toLowerCase(Locale.ROOT));
        run.setTag("whittle.origin", trial.origin());
        run.setTag("whittle.bracket", Integer.toString(trial.bracket()));
        run.setTag("whittle.rung", Integer.toString(trial.rung()));
        if (!trial.reason().isEmpty()) {
            run.setTag("whittle.reason", trial.reason());
        }
        trial.parent().ifPresent(parent -> run.setTag("whittle.parent", "trial %s at epoch %d".formatted(
                parent.trial(), parent.epoch())));
        trial.executions().stream().reduce((first, last) -> last).ifPresent(execution -> run.setTag("whittle.host",
                "%s %s".formatted(execution.host(), execution.device())));
        if (ExportedStudy.hasEnded(trial)) {
            study.objective(trial).ifPresent(value -> run.metric("objective", value, study.end(trial),
                    trial.representative(study.spec().objectives()).map(EpochRecord::epoch).orElse(0)));
        }
        run.flush();
        run.setStatus(status(trial), study.end(trial));
    }

    private static String status(Trial trial) {
        return switch (trial.state()) {
            case RUNNING -> "RUNNING";
            case STOPPED, FINISHED -> "FINISHED";
            case DIVERGED, FAILED -> "FAILED";
        };
    }

    private void tell(ExportedStudy study, MlflowRun run) throws IOException, InterruptedException {
        Map<String, String> settings = study.spec().resolved();
        for (String name : List.of("study.seed", "search.sampler", "search.scheduler", "search.max-epochs",
                "search.eta", "network.kind")) {
            Optional.ofNullable(study.opened().chosen().getOrDefault(name, settings.get(name)))
                    .ifPresent(value -> run.param(name, value));
        }
        run.param("objective", study.spec().objectives().goals().stream().map(goal -> "%s %s".formatted(
                goal.direction().name().toLowerCase(Locale.ROOT), goal.metric())).collect(Collectors.joining(", ")));
        run.setTag("whittle.directory", study.files().locate(""));
        study.opened().versions().forEach((what, version) -> run.setTag("whittle.version." + key(what), version));
        study.best().forEach(best -> run.metric("best_objective", best.value(), best.at(), best.rungs()));
        study.winner().ifPresent(winner -> {
            run.setTag("whittle.winner", winner.id().toString());
            winner.configuration().values().forEach((name, value) ->
                    run.setTag("whittle.winner." + key(name), value.toString()));
        });
        Instant end = study.best().isEmpty() ? study.opened().at() : study.best().get(study.best().size() - 1).at();
        List<TestResult> tested = study.state().results();
        for (int i = 0; i < tested.size(); i++) {
            String prefix = i == 0 ? "test_" : "baseline_test_";
            for (Map.Entry<String, Estimate> metric : tested.get(i).metrics().entrySet()) {
                run.metric(key(prefix + metric.getKey()), metric.getValue().value(), end, study.best().size());
                if (metric.getValue().hasInterval()) {
                    run.setTag(key(prefix + metric.getKey()) + ".interval", "%s to %s".formatted(
                            metric.getValue().low(), metric.getValue().high()));
                }
            }
        }
        run.flush();
        run.setStatus(study.isFinished() ? "FINISHED" : "RUNNING", finished(study).orElse(end));
    }

    private static Optional<Instant> finished(ExportedStudy study) {
        return study.state().finished().map(StudyFinished::at);
    }

    /** Files and the model's registration: once, when all is there; again if the study went on and ended anew. */
    private void finish(ExportedStudy study, MlflowRun run) throws IOException, InterruptedException {
        String end = finished(study).orElseThrow().toString();
        if (!run.tag(ARTIFACTS).equals(end)) {
            StudyFiles files = new StudyFiles(study, run.id(), run.artifacts());
            for (String path : files.paths()) {
                proxied = server.put(run.artifacts(), path, files.read(path));
                if (!proxied) {
                    return;
                }
            }
            run.setTag(ARTIFACTS, end);
            run.flush();
        }
        if (settings.registerAs().isPresent() && study.winner().isPresent()) {
            register(settings.registerAs().get(), study, run, end);
        }
    }

    private void register(String name, ExportedStudy study, MlflowRun run, String end)
            throws IOException, InterruptedException {
        try {
            server.post("registered-models/create", MlflowServer.object().put("name", name));
        } catch (MlflowServer.Refused refused) {
            if (!refused.code().equals("RESOURCE_ALREADY_EXISTS")) {
                throw refused;
            }
        }
        JsonNode versions = server.get("model-versions/search", "filter", "run_id='%s'".formatted(run.id()))
                .path("model_versions");
        for (JsonNode version : versions) {
            boolean same = version.path("name").asText().equals(name);
            for (JsonNode tag : version.path("tags")) {
                if (same && tag.path("key").asText().equals(ARTIFACTS) && tag.path("value").asText().equals(end)) {
                    return;
                }
            }
        }
        ObjectNode version = MlflowServer.object().put("name", name).put("run_id", run.id())
                .put("source", run.artifacts() + "/" + StudyFiles.MODEL)
                .put("description", "Winner of %s: trial %s".formatted(study.opened().name(),
                        study.winner().orElseThrow().id()));
        version.putArray("tags").add(MlflowRun.entry(ARTIFACTS, end, TAG))
                .add(MlflowRun.entry(STUDY, study.identity(), TAG));
        server.post("model-versions/create", version);
    }

    private Known find(ExportedStudy study) throws IOException, InterruptedException {
        String experiment = experiment();
        List<JsonNode> runs = runs(experiment, study.identity());
        Optional<MlflowRun> parent = Optional.empty();
        SortedMap<TrialId, MlflowRun> trials = new TreeMap<>();
        for (JsonNode run : runs) {
            MlflowRun found = new MlflowRun(server, run);
            if (found.tag(TRIAL).isEmpty()) {
                parent = Optional.of(found);
            } else {
                trials.put(new TrialId(Integer.parseInt(found.tag(TRIAL))), found);
            }
        }
        MlflowRun run = parent.isPresent() ? parent.get() : create(experiment, study.opened().name(),
                study.opened().at(), Map.of(STUDY, study.identity()));
        return new Known(experiment, run, trials);
    }

    private String experiment() throws IOException, InterruptedException {
        Optional<String> there = experimentOf(settings.experiment());
        if (there.isPresent()) {
            return there.get();
        }
        try {
            return server.post("experiments/create", MlflowServer.object().put("name", settings.experiment()))
                    .path("experiment_id").asText();
        } catch (MlflowServer.Refused refused) {
            // Somebody else made it in the meantime.
            return experimentOf(settings.experiment()).orElseThrow(() -> refused);
        }
    }

    private Optional<String> experimentOf(String name) throws IOException, InterruptedException {
        try {
            return Optional.of(server.get("experiments/get-by-name", "experiment_name", name)
                    .path("experiment").path("experiment_id").asText()).filter(id -> !id.isEmpty());
        } catch (MlflowServer.Refused refused) {
            if (refused.code().equals("RESOURCE_DOES_NOT_EXIST")) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private List<JsonNode> runs(String experiment, String identity) throws IOException, InterruptedException {
        List<JsonNode> runs = new ArrayList<>();
        String page = "";
        do {
            ObjectNode search = MlflowServer.object()
                    .put("filter", "tags.`%s` = '%s'".formatted(STUDY, identity)).put("max_results", PAGE);
            search.putArray("experiment_ids").add(experiment);
            if (!page.isEmpty()) {
                search.put("page_token", page);
            }
            JsonNode found = server.post("runs/search", search);
            found.path("runs").forEach(runs::add);
            page = found.path("next_page_token").asText();
        } while (!page.isEmpty());
        return runs;
    }

    private MlflowRun create(String experiment, String name, Instant start, Map<String, String> tags)
            throws IOException, InterruptedException {
        ObjectNode run = MlflowServer.object().put("experiment_id", experiment).put("run_name", name)
                .put("start_time", start.toEpochMilli());
        var list = run.putArray("tags").add(MlflowRun.entry("mlflow.runName", name, TAG))
                .add(MlflowRun.entry("mlflow.source.name", "whittle", TAG))
                .add(MlflowRun.entry("mlflow.source.type", "JOB", TAG));
        new TreeMap<>(tags).forEach((key, value) -> list.add(MlflowRun.entry(key, value, TAG)));
        return new MlflowRun(server, server.post("runs/create", run).path("run"));
    }

    /** Names may have letters, digits, and these signs. */
    private static String key(String name) {
        return name.replaceAll("[^A-Za-z0-9_./ -]", "_");
    }
}
