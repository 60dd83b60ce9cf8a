package org.whittle.config.hocon;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.whittle.study.InputProblem;
import org.whittle.study.StopRules;

/**
 * What the user wrote, over the defaults; notes what is wrong with it, and records every setting that is read.
 *
 * <p>Paths are keys of {@code reference.conf}, joined by dots.
 */
public final class Settings {

    private final Location beginning;
    private final ConfigObject written;
    private final ConfigObject defaults;
    private final Problems problems;
    private final SecretSettings secrets;
    private final SortedMap<String, String> chosen;
    private final Optional<Consumer<InputProblem>> begun;
    private final SortedMap<String, String> resolved = new TreeMap<>();

    /**
     * @param beginning of the study file: where what is missing is reported; everything is, if the file has no lines
     * @param written the user's settings, overrides applied
     * @param defaults {@code reference.conf}
     * @param chosen what {@code auto} stood for when the study was opened: paths to values
     * @param begun if the study was begun already, told what would keep a new one from beginning
     */
    public Settings(
            Location beginning,
            ConfigObject written,
            ConfigObject defaults,
            Problems problems,
            SecretSettings secrets,
            SortedMap<String, String> chosen,
            Optional<Consumer<InputProblem>> begun) {
        this.beginning = beginning;
        this.written = written;
        this.defaults = defaults;
        this.problems = problems;
        this.secrets = secrets;
        this.chosen = chosen;
        this.begun = begun;
    }

    /** Whether this is a study's own record, which others may have written: no class that it names is loaded. */
    public boolean ofRecord() {
        return secrets.areOfRecord();
    }

    /** The study file as the user named it. */
    public String source() {
        return beginning.source();
    }

    /** Reads and records a setting. If it is not of its kind, that is noted and the default is taken. */
    public <T> T get(String path, Kind<T> kind) {
        T value = find(path, kind).or(() -> kind.read(byDefault(path))).orElseThrow(
                () -> new IllegalStateException("The default of %s is not %s.".formatted(path, kind.expected())));
        keep(path, value);
        return value;
    }

    /** Records and returns a setting's default, where what was written is wrong, which is noted. */
    public <T> T byDefault(String path, Kind<T> kind) {
        T value = kind.read(byDefault(path)).orElseThrow();
        keep(path, value);
        return value;
    }

    /** What {@code auto} stood for at the path when the study was opened; empty if it is still to be chosen. */
    public Optional<String> chosen(String path) {
        return Optional.ofNullable(chosen.get(path));
    }

    /** Whether they are of a study that has begun. */
    public boolean areOfBegun() {
        return begun.isPresent();
    }

    /** What the user wrote at the path, if it is of its kind; if it is not, that is noted. Nothing is recorded. */
    public <T> Optional<T> find(String path, Kind<T> kind) {
        return written(path).flatMap(value -> read(path, value, kind));
    }

    /** The value of a setting's kind; if it is not of this kind, that is noted. */
    public <T> Optional<T> read(String path, ConfigValue value, Kind<T> kind) {
        Optional<T> read = kind.read(value);
        if (read.isEmpty()) {
            Optional<String> proposal = kind.proposal().apply(value)
                    .or(() -> at(defaults, path).filter(d -> kind.read(d).isPresent()).map(Kind::show));
            String is = Kind.scalar(value).filter(String::isBlank).isPresent() ? "is blank, not" : "is not";
            problem(path, value, "%s = %s %s %s%s".formatted(path, Kind.show(value), is, kind.expected(),
                    proposal.map("; write "::concat).orElse("")));
        }
        return read;
    }

    /**
     * Reads and records a group of settings with names of the user's choice; nested groups are joined by dots. Secret
     * values are not recorded; those that an earlier record did not keep are left out.
     */
    public SortedMap<String, String> texts(String path) {
        SortedMap<String, String> texts = new TreeMap<>();
        SortedMap<String, String> shown = new TreeMap<>();
        List<String> keys = ConfigUtil.splitPath(path);
        at(defaults, path).ifPresent(group -> flatten((ConfigObject) group, "", keys, texts, shown));
        group(path).ifPresent(group -> flatten(group, "", keys, texts, shown));
        shown.forEach((name, text) -> keep(path + "." + ConfigUtil.joinPath(name), text));
        texts.values().removeIf(SecretSettings::isPlaceholder);
        return texts;
    }

    /** What the user wrote at the path, if anything; {@code null} takes a setting back. */
    public Optional<ConfigValue> written(String path) {
        return at(written, path);
    }

    /** The group that the user wrote at the path. */
    public Optional<ConfigObject> group(String path) {
        return written(path).filter(ConfigObject.class::isInstance).map(ConfigObject.class::cast);
    }

    /** The members of a group, in the order in which they were written. */
    public List<Map.Entry<String, ConfigValue>> members(ConfigObject group) {
        return group.entrySet().stream().filter(e -> e.getValue().valueType() != ConfigValueType.NULL)
                .sorted(Comparator.comparing((Map.Entry<String, ConfigValue> e) ->
                                Location.of(e.getValue()).map(Location::line).orElse(0))
                        .thenComparing(Map.Entry::getKey))
                .toList();
    }

    /**
     * What records say in place of a value that is to be kept secret; of any other, the value itself.
     *
     * @param keys where it is written
     */
    public String shown(List<String> keys, String value) {
        return secrets.shown(keys, value);
    }

    /** Records a setting in its canonical spelling. */
    public void keep(String path, Object value) {
        resolved.put(path, ConfigValueFactory.fromAnyRef(canonical(value)).render(ConfigRenderOptions.concise()));
    }

    /**
     * Notes what is understood and does not make sense with the setting at a path: a problem of a study that is to
     * begin. One that an earlier release let begin goes on by its rules, with a note.
     */
    public void objection(String path, String what) {
        objection(path, what, () -> problem(path, what));
    }

    /** The same with a value that was written at, or below, a path. */
    public void objection(String path, ConfigValue value, String what) {
        objection(path, what, () -> problem(path, value, what));
    }

    private void objection(String path, String what, Runnable refuse) {
        int remedy = what.lastIndexOf("; ");
        begun.ifPresentOrElse(
                notes -> {
                    Location where = where(path);
                    notes.accept(InputProblem.of("%s: %s; the study began so, and goes on so"
                                    .formatted(where, remedy < 0 ? what : what.substring(0, remedy)))
                            .in(where.source(), where.line())
                            .mendedBy(path, ""));
                },
                refuse);
    }

    /** Notes a problem with the setting at a path, or with its absence. */
    public void problem(String path, String what) {
        problems.add(where(path), what, path, Remedy.of(path, what).orElse(""));
    }

    /** Notes a problem with a value that was written at, or below, a path. */
    public void problem(String path, ConfigValue value, String what) {
        problem(path, value, what, Remedy.of(path, what).orElse(""));
    }

    /** @param write the line that mends it when it is appended to the study file; empty if there is none */
    public void problem(String path, ConfigValue value, String what, String write) {
        problems.add(
                Location.of(value).filter(l -> beginning.line() > 0).orElseGet(() -> where(path)), what, path, write);
    }

    /** Number of problems noted so far. */
    public int problems() {
        return problems.count();
    }

    /** All settings recorded so far: paths to values, both as in HOCON. */
    public SortedMap<String, String> resolved() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(resolved));
    }

    private ConfigValue byDefault(String path) {
        return at(defaults, path).orElseThrow(
                () -> new IllegalStateException("reference.conf does not name %s.".formatted(path)));
    }

    /** Where the path is written, or else the group around it, or else the file. */
    public Location where(String path) {
        List<String> keys = ConfigUtil.splitPath(path);
        for (int n = keys.size(); n > 0 && beginning.line() > 0; n--) {
            Optional<Location> where = at(written, keys.subList(0, n)).flatMap(Location::of);
            if (where.isPresent()) {
                return where.get();
            }
        }
        return beginning;
    }

    private void flatten(ConfigObject group, String prefix, List<String> above, SortedMap<String, String> texts,
                         SortedMap<String, String> shown) {
        for (Map.Entry<String, ConfigValue> member : members(group)) {
            String name = prefix + member.getKey();
            List<String> keys = Stream.concat(above.stream(), Stream.of(member.getKey())).toList();
            if (member.getValue() instanceof ConfigObject inner) {
                flatten(inner, name + ".", keys, texts, shown);
            } else {
                Kind.scalar(member.getValue()).ifPresentOrElse(text -> {
                    texts.put(name, text);
                    shown.put(name, secrets.shown(keys, text));
                }, () -> problem(String.join(".", above), member.getValue(), "%s = %s is a list; write a single value"
                        .formatted(String.join(".", keys), Kind.show(member.getValue()))));
            }
        }
    }

    private static Optional<ConfigValue> at(ConfigObject root, String path) {
        return at(root, ConfigUtil.splitPath(path));
    }

    private static Optional<ConfigValue> at(ConfigObject root, List<String> keys) {
        ConfigValue value = root;
        for (String key : keys) {
            value = value instanceof ConfigObject group ? group.get(key) : null;
        }
        return Optional.ofNullable(value).filter(v -> v.valueType() != ConfigValueType.NULL);
    }

    private static Object canonical(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.<Object>map(Settings::canonical).orElse(Kind.NONE);
        }
        if (value instanceof Duration time) {
            return time.toMillis() + " ms";
        }
        if (value instanceof StopRules.Cost cost) {
            return cost.text();
        }
        return value instanceof Enum<?> constant ? Kind.key(constant) : value;
    }
}
