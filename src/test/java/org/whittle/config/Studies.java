package org.whittle.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.whittle.goal.Metric;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;

/** Reads study files that tests write down. */
public final class Studies {

    /** The least that a study file needs, on one line. */
    public static final String DATA = "data { path = rows.csv, task = classification }\n";

    private Studies() {
    }

    public static StudySpec read(String text, String... overrides) {
        return in(text, file -> StudyFile.read(file, List.of(overrides)));
    }

    /** What is wrong with the text, a line each; the file is called {@code my.conf}. */
    public static List<String> problems(String text, String... overrides) {
        return in(text, file -> {
            InvalidInputException refused =
                    catchThrowableOfType(InvalidInputException.class, () -> StudyFile.read(file, List.of(overrides)));
            return refused == null ? List.of()
                    : refused.problems().stream().map(line -> line.replace(file, "my.conf")).toList();
        });
    }

    /** The one thing that is wrong with a study that has this search space. */
    public static String spaceProblem(String space) {
        List<String> problems = problems(DATA + space);
        if (problems.size() != 1) {
            throw new AssertionError("Not one problem: " + problems);
        }
        return problems.get(0);
    }

    private static <T> T in(String text, Function<String, T> use) {
        try {
            Path directory = Files.createTempDirectory("whittle");
            Path file = directory.resolve("my.conf");
            try {
                Files.writeString(file, text);
                return use.apply(file.toString());
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text with the metrics of each kind in the place of their number: a new one is to change no text here. */
    public static String withMetrics(String text) {
        String classifiers = named(Metric::suitsClassification);
        return text.replace("ALL-METRICS", named(metric -> true)).replace("CLASSIFICATION-METRICS", classifiers)
                .replace("TEST-METRICS", classifiers.replace("train-loss | validation-loss | ", ""));
    }

    private static String named(Predicate<Metric> which) {
        return Metric.all().stream().filter(which).map(Metric::key).collect(Collectors.joining(" | "));
    }
}
