package org.whittle.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.whittle.config.hocon.Aliases;
import org.whittle.config.hocon.EnvironmentSettings;
import org.whittle.config.hocon.Location;
import org.whittle.config.hocon.Nesting;
import org.whittle.config.hocon.Problems;
import org.whittle.config.hocon.SecretSettings;
import org.whittle.config.hocon.Settings;
import org.whittle.net.InputShape;
import org.whittle.net.kind.LayerForm;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;

/**
 * The way from a study file to a {@link StudySpec}. Nothing is started, opened or written on it, and Spark is not
 * touched; the data are not looked at.
 */
public final class StudyFile {

    private static final String CLASSPATH = "classpath:";
    private static final String STUDY_JSON = "study.json";
    private static final String REFERENCE = "reference.conf";
    /** How the parser complains of { metric = accuracy, maximize }. */
    private static final Pattern BARE_DIRECTION = Pattern.compile("^Key '(maximize|minimize)' may not be followed");
    /** How the parser complains of { flatten }. */
    private static final Pattern BARE_LAYER = Pattern.compile(
            "^Key '(%s)' may not be followed".formatted(String.join("|", LayerForm.keys())));

    private StudyFile() {
    }

    /**
     * Reads a study file.
     *
     * <p>Relative paths of data become absolute ones, resolved against the working directory; paths with a scheme, and
     * absolute ones, are Hadoop's and stay as they are. {@code ${NAME}} stands for another setting of the file or an
     * environment variable, {@code include} works, system properties are not looked at.
     *
     * @param file path of a local HOCON or JSON file, or {@code classpath:} and the name of a resource
     * @param overrides settings that replace the file's, each {@code key=value}; the last of equals counts. A value
     *     that begins with a bracket, brace or quote is HOCON, any other is taken as it is
     * @throws InvalidInputException with a line for everything that is wrong, in the order of the file:
     *     {@code file:line: what is wrong; what to write instead}
     */
    public static StudySpec read(String file, List<String> overrides) {
        return read(new StudySource.OfFile(file), overrides);
    }

    /**
     * Reads a study, wherever it is written.
     *
     * @see #read(String, List)
     */
    public static StudySpec read(StudySource source, List<String> overrides) {
        return sound(draft(source, overrides));
    }

    /**
     * Reads the file of a study that is to be resumed. What is understood is not judged anew: a study that an earlier
     * release let begin goes on.
     *
     * @param format of the study: what the file leaves out means what it meant to the release that began the study
     * @see #read(String, List)
     */
    public static StudySpec read(String file, List<String> overrides, int format) {
        return read(file, overrides, format, new TreeMap<>());
    }

    /**
     * Reads the file of a study that is to be resumed.
     *
     * @param format as for {@link #read(String, List, int)}
     * @param chosen what {@code auto} stood for when the study was opened, as {@link org.whittle.study.AutoChoice} has
     *     it
     */
    public static StudySpec read(String file, List<String> overrides, int format, SortedMap<String, String> chosen) {
        return sound(begun(new StudySource.OfFile(file), overrides, format, chosen));
    }

    /**
     * Reads a study that is to be resumed, wherever it is written, as far as it can be understood. Its notes tell what
     * would keep it from beginning today.
     *
     * @see #read(String, List, int, SortedMap)
     */
    public static Draft begun(
            StudySource source, List<String> overrides, int format, SortedMap<String, String> chosen) {
        return draft(source, overrides, format, chosen, true, Optional.empty());
    }

    private static StudySpec sound(Draft draft) {
        if (!draft.problems().isEmpty()) {
            throw InvalidInputException.of(draft.problems());
        }
        return draft.spec().orElseThrow();
    }

    /**
     * Reads a study file as far as it can be understood, for those who want to know of every problem at once. Takes
     * what {@link #read} takes.
     */
    public static Draft draft(String file, List<String> overrides) {
        return draft(new StudySource.OfFile(file), overrides);
    }

    /** Reads a study, wherever it is written, as far as it can be understood. */
    public static Draft draft(StudySource source, List<String> overrides) {
        return draft(source, overrides, EarlierFormats.FORMAT, new TreeMap<>(), false, Optional.empty());
    }

    /**
     * Looks once more for what makes no network, now that it is known what rows are; a file may leave out how large its
     * pictures are.
     *
     * @return what is wrong with the file beside such rows
     */
    public static List<InputProblem> misfits(StudySource source, List<String> overrides, InputShape rows) {
        return draft(source, overrides, EarlierFormats.FORMAT, new TreeMap<>(), false, Optional.of(rows)).problems();
    }

    private static Draft draft(StudySource source, List<String> overrides, int format, SortedMap<String, String> chosen,
                               boolean begun, Optional<InputShape> rows) {
        String file = source.name();
        // What a program put together has no lines.
        int first = source instanceof StudySource.OfSettings || source instanceof StudySource.OfRecord ? 0 : 1;
        Problems problems = new Problems(Stream.concat(Stream.of(file),
                overrides.stream().map(Location::ofOverride)).toList());
        Config written = parse(source, problems);
        for (String override : overrides) {
            written = override(override, problems).withFallback(written);
        }
        if (problems.count() > 0) {
            return Draft.unreadable(file, problems.all());
        }
        try {
            return draft(
                    new Location(file, first),
                    written.resolve().root(),
                    format,
                    SecretSettings.of(written),
                    chosen,
                    begun,
                    rows,
                    problems);
        } catch (ConfigException.UnresolvedSubstitution e) {
            problems.add(
                    Location.of(e.origin()).orElse(new Location(file, first)),
                    message(e)
                            + "; set it in the file or in the environment, or write ${?...} to leave it out where it "
                            + "is not set");
        } catch (ConfigException e) {
            problems.add(Location.of(e.origin()).orElse(new Location(file, first)), message(e));
        }
        return Draft.unreadable(file, problems.all());
    }

    /**
     * Reads a study back from its own record, without the file that it was made from.
     *
     * @param resolved as in {@link StudySpec#resolved}
     * @param format of the record: settings that it has not mean what they meant then, see {@link EarlierFormats}
     * @return a study whose {@code resolved} is the one given
     * @throws InvalidInputException if the record is damaged
     */
    public static StudySpec rebuild(SortedMap<String, String> resolved, int format) {
        Problems problems = new Problems(List.of(STUDY_JSON));
        Config written = recorded(resolved, STUDY_JSON, problems);
        problems.throwIfAny();
        Draft draft = draft(new Location(STUDY_JSON, 0), written.root(), format,
                SecretSettings.ofRecord(written.root()), new TreeMap<>(), true, Optional.empty(),
                problems);
        problems.throwIfAny();
        return draft.spec().orElseThrow();
    }

    private static Config recorded(Map<String, String> settings, String source, Problems problems) {
        Config written = ConfigFactory.empty();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            try {
                Config parsed = ConfigFactory.parseString("value = " + setting.getValue());
                written = written.withValue(setting.getKey(),
                        parsed.getValue("value").withOrigin(ConfigOriginFactory.newSimple(source)));
            } catch (ConfigException e) {
                problems.add(new Location(source, 0), "%s = %s cannot be read; the file was damaged or edited"
                        .formatted(setting.getKey(), setting.getValue()));
            }
        }
        return written;
    }

    /**
     * A record as a file that can be read anew. It leaves out what has its default, as a user would; what came from the
     * environment is looked up there again.
     */
    private static Config parse(StudySource.OfRecord record, Problems problems) {
        SortedMap<String, String> kept = new TreeMap<>();
        Config written = ConfigFactory.empty();
        Config reference = reference(record.format());
        for (Map.Entry<String, String> setting : record.settings().entrySet()) {
            Optional<String> variable = SecretSettings.variable(setting.getValue());
            if (variable.isPresent()) {
                written = written.withFallback(ConfigFactory.parseString(
                        "%s = ${?%s}".formatted(setting.getKey(), ConfigUtil.quoteString(variable.get()))));
            } else if (!SecretSettings.isPlaceholder(setting.getValue().replaceAll("^\"|\"$", ""))) {
                kept.put(setting.getKey(), setting.getValue());
            }
        }
        Config all = recorded(kept, record.name(), problems);
        kept.keySet().removeIf(key -> reference.hasPath(key) && all.hasPath(key)
                && text(reference.getValue(key)).equals(text(all.getValue(key))));
        return written.withFallback(recorded(kept, record.name(), problems));
    }

    private static String text(ConfigValue value) {
        return String.valueOf(value.unwrapped());
    }

    private static Draft draft(Location beginning, ConfigObject written, int format, SecretSettings secrets,
                               SortedMap<String, String> chosen, boolean begun, Optional<InputShape> rows,
                               Problems problems) {
        List<InputProblem> notes = new ArrayList<>();
        ConfigObject present = Aliases.KNOWN.present(written, notes::add);
        Config builtIn = reference(format);
        ConfigObject reference = OwnSettings.declared(builtIn, present, secrets.areOfRecord()).root();
        Settings settings = new Settings(beginning, present, reference, problems, secrets, chosen,
                begun ? Optional.of(notes::add) : Optional.empty());
        new Structure(settings, reference).check(present);
        OwnSettings.keepRecorded(settings, builtIn);
        StudyReader reader = new StudyReader(settings, rows);
        Optional<StudySpec> spec = reader.read();
        return new Draft(beginning.source(), spec, reader.data(), settings.resolved(), reader.spark(),
                problems.all(), notes, settings::where);
    }

    /** Every setting with the default that it has in studies of a format. */
    private static Config reference(int format) {
        Config reference = reference();
        for (Map.Entry<String, String> earlier : EarlierFormats.settings(format).entrySet()) {
            reference = reference.withValue(earlier.getKey(),
                    ConfigFactory.parseString("value = " + earlier.getValue()).getValue("value"));
        }
        return reference;
    }

    /** Every setting with its default. */
    static Config reference() {
        // Whittle's own, next to its classes: a class path may hold other libraries' files of that name.
        String here = StudyFile.class.getSimpleName() + ".class";
        String root = StudyFile.class.getResource(here).toString();
        root = root.substring(
                0, root.length() - (StudyFile.class.getPackageName().replace('.', '/') + "/" + here).length());
        try (InputStream stream = new URL(root + REFERENCE).openStream()) {
            return parse(stream, REFERENCE).resolve();
        } catch (IOException e) {
            throw new UncheckedIOException("Whittle's jar lacks " + REFERENCE, e);
        }
    }

    private static Config parse(StudySource source, Problems problems) {
        if (source instanceof StudySource.OfFile file) {
            return parse(file.name(), problems);
        }
        if (source instanceof StudySource.OfRecord record) {
            return parse(record, problems);
        }
        try {
            if (source instanceof StudySource.OfText text) {
                return isTooDeep(text.text(), text.name(), problems)
                        ? ConfigFactory.empty()
                        : ConfigFactory.parseString(
                                text.text(), ConfigParseOptions.defaults().setOriginDescription(text.name()));
            }
            return ConfigFactory.parseMap(((StudySource.OfSettings) source).settings(), source.name());
        } catch (ConfigException e) {
            problems.add(Location.of(e.origin()).orElse(new Location(source.name(), 0)), message(e));
        }
        return ConfigFactory.empty();
    }

    private static Config parse(String file, Problems problems) {
        try {
            if (file.startsWith(CLASSPATH)) {
                String name = file.substring(CLASSPATH.length()).replaceFirst("^/+", "");
                InputStream stream = StudyFile.class.getClassLoader().getResourceAsStream(name);
                if (stream != null) {
                    return parse(stream, file);
                }
            } else if (Files.isRegularFile(Path.of(file))) {
                // Bytes that are no UTF-8 are the parser's to complain of.
                if (isTooDeep(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1), file, problems)) {
                    return ConfigFactory.empty();
                }
                return ConfigFactory.parseFile(Path.of(file).toFile(),
                        ConfigParseOptions.defaults().setAllowMissing(false));
            }
            problems.add(new Location(file, 0), "there is no such file; write the path of a study file, such as "
                    + "conf/digits.conf");
        } catch (ConfigException e) {
            problems.add(Location.of(e.origin()).orElse(new Location(file, 0)), message(e));
        } catch (IOException | InvalidPathException e) {
            problems.add(new Location(file, 0), "cannot be read: " + e.getMessage());
        }
        return ConfigFactory.empty();
    }

    private static boolean isTooDeep(String text, String source, Problems problems) {
        OptionalInt line = Nesting.tooDeep(text);
        line.ifPresent(number -> problems.add(new Location(source, number),
                "more than %d brackets are open here; close them".formatted(Nesting.MOST)));
        return line.isPresent();
    }

    private static Config parse(InputStream stream, String source) throws IOException {
        try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return ConfigFactory.parseReader(reader, ConfigParseOptions.defaults().setOriginDescription(source));
        }
    }

    private static Config override(String override, Problems problems) {
        String source = Location.ofOverride(override);
        if (EnvironmentSettings.isOne(override)) {
            return EnvironmentSettings.parse(override, problems);
        }
        int equals = override.indexOf('=');
        if (equals <= 0) {
            problems.add(new Location(source, 0), "there is no key and value; write --set key=value, such as "
                    + "--set search.eta=4");
            return ConfigFactory.empty();
        }
        String key = override.substring(0, equals).strip();
        String value = override.substring(equals + 1).strip();
        if (isTooDeep(value, source, problems)) {
            return ConfigFactory.empty();
        }
        try {
            ConfigUtil.splitPath(key);
            boolean hocon = !value.isEmpty() && "[{\"".indexOf(value.charAt(0)) >= 0;
            return hocon ? ConfigFactory.parseString(key + " = " + value,
                    ConfigParseOptions.defaults().setOriginDescription(source))
                    : ConfigValueFactory.fromAnyRef(value, source).atPath(key);
        } catch (ConfigException e) {
            problems.add(new Location(source, 0), message(e));
            return ConfigFactory.empty();
        }
    }

    /** The message without the place, which is said in front of it. */
    private static String message(ConfigException e) {
        String message = e.getMessage();
        String place = e.origin() == null ? "" : e.origin().description() + ": ";
        String said = message.startsWith(place) ? message.substring(place.length()) : message;
        Matcher bare = BARE_DIRECTION.matcher(said);
        Matcher layer = BARE_LAYER.matcher(said);
        return bare.find() ? "a key needs a value; write direction = " + bare.group(1)
                : layer.find() ? "a layer of which nothing is said stands without braces; write %s, or say more of it"
                        .formatted(layer.group(1)) : said;
    }
}
