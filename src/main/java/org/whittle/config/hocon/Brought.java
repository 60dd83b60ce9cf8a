package org.whittle.config.hocon;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.whittle.work.Providers;

/**
 * Names that may be those of what users' jars bring, beside the built-in ones. A study file names a class, or what the
 * class calls itself; the study's record names the class. What a record names is not loaded: others may have written
 * that, and nobody who reads a study from its record has it propose or judge.
 *
 * @param port what the class has to be
 * @param named what it calls itself
 * @param recorded what stands for it in a study that was read from its record
 */
public record Brought<T>(Settings settings, Class<T> port, Function<T, String> named, Function<String, T> recorded) {

    /** What can be the name of a class in a package. */
    private static final String CLASS = "(?:[A-Za-z_$][\\w$]*\\.)+[A-Za-z_$][\\w$]*";

    /**
     * Reads and records a name; if there is nothing of that name, this is noted and the default taken.
     *
     * @param builtIn in the order in which they are told
     */
    public String name(String path, List<String> builtIn) {
        Kind<String> choice = Kind.choice(builtIn);
        Optional<String> written = settings.written(path).flatMap(Kind::scalar).filter(name -> !builtIn.contains(name));
        if (written.isEmpty()) {
            return settings.get(path, choice);
        }
        String name = written.get();
        if (settings.ofRecord() && name.matches(CLASS)) {
            settings.keep(path, name);
            return name;
        }
        try {
            Optional<T> found = Providers.find(port, name, named);
            if (found.isPresent()) {
                String type = found.get().getClass().getName();
                settings.keep(path, type);
                return type;
            }
            List<String> listed = Providers.listed(port).stream().map(named).toList();
            if (name.matches(CLASS)) {
                settings.problem(
                        path,
                        settings.written(path).orElseThrow(),
                        ("%s = %s: there is no such class, or it is no %s; " + "ship its jar: -- --jars my.jar")
                                .formatted(path, name, port.getName()));
                return settings.byDefault(path, choice);
            }
            return settings.get(
                    path,
                    Kind.choice(Stream.concat(builtIn.stream(), listed.stream())
                            .distinct()
                            .toList()));
        } catch (IllegalArgumentException unusable) {
            settings.problem(
                    path,
                    settings.written(path).orElseThrow(),
                    "%s = %s %s".formatted(path, name, unusable.getMessage()));
            return settings.byDefault(path, choice);
        }
    }

    /**
     * What a jar brings of the {@link #name} that was read, made into what a study needs; empty if it cannot be used,
     * which was noted then.
     *
     * @param made may object, by an {@link IllegalArgumentException} with a sentence for whoever wrote the study file
     */
    public <R> Optional<R> make(String path, String name, Function<T, R> made) {
        Optional<T> found;
        try {
            found = settings.ofRecord() ? Optional.of(recorded.apply(name)) : Providers.find(port, name, named);
        } catch (IllegalArgumentException unusable) {
            settings.problem(path, "%s = %s %s".formatted(path, name, unusable.getMessage()));
            return Optional.empty();
        }
        try {
            return found.map(made);
        } catch (IllegalArgumentException wrong) {
            settings.problem(path, "%s = %s: %s".formatted(path, name, wrong.getMessage()));
            return Optional.empty();
        }
    }
}
