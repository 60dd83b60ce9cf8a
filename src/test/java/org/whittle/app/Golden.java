package org.whittle.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Study directories that earlier builds wrote ({@code scripts/golden}), to be read for ever. */
final class Golden {

    /** Sets, oldest first; one more for each change of a format. */
    static final List<String> SETS = List.of("0.1-a", "0.1-b", "0.1-c", "0.1-d", "0.1-e", "0.1-f", "0.1-g");

    /** Studies whose driver was killed, and those that they are without that. */
    static final Map<String, String> KILLED = Map.of("killed", "finished", "finalists-killed", "finalists");

    private Golden() {
    }

    /** Of a set and a study, all there are. */
    static Stream<String[]> studies() {
        return SETS.stream().flatMap(set -> names(set).map(study -> new String[] {set, study}));
    }

    /** Those that have ended. */
    static Stream<String[]> finished() {
        return studies().filter(study -> !KILLED.containsKey(study[1]));
    }

    /** Those that have not. */
    static Stream<String[]> killed() {
        return studies().filter(study -> KILLED.containsKey(study[1]));
    }

    /** Those whose network scored the table. */
    static Stream<String[]> scored() {
        return studies().filter(study -> Files.exists(set(study[0]).resolve("predictions/" + study[1] + ".csv")));
    }

    private static Stream<String> names(String set) {
        try (Stream<Path> directories = Files.list(set(set))) {
            return directories.filter(directory -> Files.exists(directory.resolve("study.json")))
                    .map(directory -> directory.getFileName().toString()).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path set(String name) {
        return resource("golden/" + name);
    }

    /** The file of a study. */
    static Path file(String study) {
        return resource("golden/studies/" + study + ".conf");
    }

    static Path table() {
        return resource("golden/studies/rows.csv");
    }

    /** A copy of a study directory, to work in. */
    static Path copy(String set, String study, Path to) throws IOException {
        Path from = set(set).resolve(study);
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> copy(file, to.resolve(from.relativize(file).toString())));
        }
        return to;
    }

    private static void copy(Path from, Path to) {
        try {
            if (Files.isDirectory(from)) {
                Files.createDirectories(to);
            } else {
                Files.copy(from, to);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path resource(String name) {
        try {
            return Path.of(Golden.class.getResource("/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
