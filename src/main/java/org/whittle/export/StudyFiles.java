package org.whittle.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.whittle.work.FileStore;

/**
 * The files of a finished study that a person, or a server of models, looks for: page, tables, what the study was to
 * do, and the winner's model with a description as MLflow has it.
 *
 * @param run that they are artifacts of
 * @param artifacts where the run's artifacts lie
 */
record StudyFiles(ExportedStudy study, String run, String artifacts) {

    /** Directory of the winner's model. */
    static final String MODEL = "model";

    private static final String DESCRIPTION = "model/MLmodel";
    private static final List<String> KEPT = List.of("report", "results", MODEL);

    /** Within the study directory, and among the artifacts. */
    List<String> paths() throws IOException {
        List<String> paths = new ArrayList<>(List.of("study.json"));
        for (String directory : KEPT) {
            collect(directory, paths);
        }
        if (paths.stream().anyMatch(path -> path.startsWith(MODEL + "/"))) {
            paths.add(DESCRIPTION);
        }
        return paths;
    }

    private void collect(String path, List<String> paths) throws IOException {
        FileStore files = study.files();
        List<String> within = isDirectory(path) ? files.list(path) : List.of();
        for (String name : within) {
            String each = "%s/%s".formatted(path, name);
            if (isDirectory(each)) {
                collect(each, paths);
            } else {
                paths.add(each);
            }
        }
    }

    /** A store of files does not say; what lists something, or cannot be read, is one. */
    private boolean isDirectory(String path) {
        try {
            return !study.files().list(path).isEmpty();
        } catch (IOException file) {
            return false;
        }
    }

    byte[] read(String path) throws IOException {
        return path.equals(DESCRIPTION) ? description().getBytes(StandardCharsets.UTF_8) : study.files().read(path);
    }

    /**
     * As <a href="https://mlflow.org/docs/latest/models.html#storage-format">MLflow has it</a>, with a flavor of ours.
     */
    private String description() {
        List<String> lines = List.of(
                "artifact_path: model",
                "run_id: " + run,
                "model_uri: %s/model".formatted(artifacts),
                "utc_time_created: '%s'".formatted(study.opened().at().toString().replace('T', ' ').replace("Z", "")),
                "flavors:",
                "  whittle:",
                "    data: .",
                "    trial: " + study.winner().map(trial -> trial.id().toString()).orElse("none"),
                "    whittle_version: '%s'".formatted(study.opened().versions().getOrDefault("whittle", "")));
        return String.join("\n", lines) + "\n";
    }
}
