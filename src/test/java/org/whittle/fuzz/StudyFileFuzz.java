package org.whittle.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.whittle.app.InProcess;

/**
 * Study files: those that a user starts from, and such as a grammar makes of every setting, damaged; then validated.
 */
final class StudyFileFuzz implements FuzzPart {

    private static final String NEEDED =
            "data { path = \"classpath:sample/digits.csv\", label = digit, task = classification }\n"
                    + "space { learning-rate { low = 1e-4, high = 1e-1, log = true } }\n";
    private static final List<String> EXPRESSIONS = List.of(
            "units * layers <= 256",
            "not (optimizer = sgd)",
            "optimizer in [sgd, adam] and layers >= 2",
            "units.1 >= units.2",
            "(dropout + 0.1) / 0 < 1",
            "layers",
            "1 = 1",
            "learning-rate = 0.01 or units != 3",
            "a = b",
            "(((",
            "'x' = \"y\"",
            "- 1 < - 2",
            "units > 'x'");

    private final List<String> files = new ArrayList<>();
    private final List<String> settings = new ArrayList<>();
    private final List<String> hyperparameters = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    StudyFileFuzz() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("conf"))) {
            for (Path file : all.filter(f -> f.toString().endsWith(".conf")).sorted().toList()) {
                files.add(Files.readString(file));
            }
        }
        String reference = Files.readString(Path.of("src/main/resources/reference.conf"));
        files.add(reference + NEEDED);
        collect(reference);
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public Used use(int number, Path directory) throws IOException {
        SplittableRandom random = new SplittableRandom(number);
        Path file = directory.resolve("study.conf");
        boolean made = random.nextInt(3) == 0;
        String sound = made ? made(random) : files.get(random.nextInt(files.size()));
        if (!made && random.nextInt(3) == 0) {
            Files.write(file, Damage.bytes(sound.getBytes(StandardCharsets.UTF_8), random));
        } else {
            Files.writeString(file, made && random.nextBoolean() ? sound : Damage.text(sound, random));
        }
        return new Used(made ? "made by the grammar" : "a damaged file", Set.of(file.toString(), "other.conf"),
                InProcess.run("validate", file.toString()));
    }

    /** A study file of settings that there are, with values that may suit them. */
    private String made(SplittableRandom random) {
        StringBuilder text = new StringBuilder(NEEDED);
        for (int i = random.nextInt(8); i >= 0; i--) {
            text.append(switch (random.nextInt(5)) {
                case 0 -> "space.%s = %s".formatted(any(hyperparameters, random), domain(random));
                case 1 -> "constraints = [\"%s\"]".formatted(any(EXPRESSIONS, random).replace("\"", "\\\""));
                case 2 -> "space.%s { %s, when = \"%s\" }".formatted(any(hyperparameters, random), inside(random),
                        any(EXPRESSIONS, random).replace("\"", "\\\""));
                default -> "%s = %s".formatted(any(settings, random), value(random));
            }).append('\n');
        }
        return text.toString();
    }

    private String domain(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> "[%s, %s]".formatted(value(random), value(random));
            case 1 -> value(random);
            default -> "{ " + inside(random) + " }";
        };
    }

    private String inside(SplittableRandom random) {
        return "low = %s, high = %s%s".formatted(value(random), value(random), switch (random.nextInt(4)) {
            case 0 -> ", log = " + value(random);
            case 1 -> ", step = " + value(random);
            case 2 -> ", type = " + any(List.of("int", "real", "choice", "fixed", "boolean", "x"), random);
            default -> "";
        });
    }

    private String value(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> String.valueOf(random.nextInt(1000) - 100);
            case 1 -> String.valueOf(random.nextDouble());
            case 2 -> Damage.odd(random);
            default -> any(values, random);
        };
    }

    private static String any(List<String> list, SplittableRandom random) {
        return list.get(random.nextInt(list.size()));
    }

    private void collect(String reference) {
        List<String> path = new ArrayList<>();
        for (String line : reference.lines().map(String::strip).filter(l -> !l.startsWith("#")).toList()) {
            if (line.endsWith("{")) {
                path.add(line.substring(0, line.length() - 1).strip());
            } else if (line.equals("}")) {
                path.remove(path.size() - 1);
            } else if (line.contains("=")) {
                String key = line.substring(0, line.indexOf('=')).strip();
                settings.add(String.join(".", Stream.concat(path.stream(), Stream.of(key)).toList()));
                values.add(line.substring(line.indexOf('=') + 1).strip());
                if (path.equals(List.of("training")) && !key.equals("top-k") && !key.equals("keep")) {
                    hyperparameters.add(key);
                }
            }
        }
        values.addAll(List.of("hyperband", "gp", "sgd", "[relu, tanh]", "regression", "2 hours", "rmse", "table"));
    }
}
