package org.whittle.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.whittle.app.InProcess;

/**
 * The tables of {@link TableFuzz}, scored with the winner of a study of sound ones: all rows, or a line that says why
 * not.
 */
final class PredictFuzz implements FuzzPart {

    private final TableFuzz tables = new TableFuzz();
    private final Path directory = Files.createTempDirectory("fuzz-winners");
    /** Studies by the formats of their tables, which all have columns of their own. */
    private final Map<String, Path> studies = new HashMap<>();

    PredictFuzz() throws IOException {
        Path csv = study("csv", "y");
        Path json = study("json", "y");
        studies.putAll(Map.of("csv", csv, "tsv", csv, "json", json, "parquet", json, "orc", json));
        studies.put("svm", study("svm", "label"));
    }

    private Path study(String format, String label) throws IOException {
        Path file = directory.resolve(format + ".conf");
        Files.writeString(file, """
                data { path = "%s", label = %s, task = classification }
                space { learning-rate { low = 1e-3, high = 1e-1, log = true } }
                training { layers = 1, units = 16, batch-size = 16 }
                baseline.learning-rate = 0.01
                objective.metric = accuracy
                search { sampler = random, scheduler = full, max-epochs = 30 }
                stop.trials = 1
                test.resamples = 100
                """.formatted(tables.sound(format), label));
        Path study = directory.resolve(format);
        InProcess.Outcome tuned =
                InProcess.run("tune", file.toString(), "--study", study.toString(), "--master", "local[2]");
        if (tuned.exitCode() != 0) {
            throw new IllegalStateException("The winner was not found: " + tuned.errors());
        }
        return study;
    }

    @Override
    public String name() {
        return "predict";
    }

    @Override
    public Used use(int number, Path scratch) throws IOException {
        TableFuzz.Damaged damaged = tables.damaged(number, scratch);
        Path output = scratch.resolve("scored");
        InProcess.Outcome outcome = InProcess.run(
                "predict",
                studies.get(damaged.format()).toString(),
                "--input",
                damaged.table().toString(),
                "--output",
                output.toString(),
                "--output-format",
                "json",
                "--master",
                "local[2]");
        if (outcome.exitCode() != 0) {
            TableFuzz.endReads();
        } else if (!Files.exists(output.resolve("_SUCCESS"))) {
            throw new IllegalStateException("nothing was written");
        }
        Set<String> names = new HashSet<>(damaged.names());
        names.add(damaged.table().toString());
        return new Used(damaged.what(), names, outcome);
    }
}
