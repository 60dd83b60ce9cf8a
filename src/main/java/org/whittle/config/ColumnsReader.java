package org.whittle.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.Settings;
import org.whittle.score.column.DatePart;
import org.whittle.study.ColumnSpec;
import org.whittle.study.ColumnSpec.Type;

/** Reads {@code data.columns}: how the cells of single columns are read. */
final class ColumnsReader {

    private static final String PATH = "data.columns";
    private static final List<String> KEYS =
            List.of("type", "decimal", "group", "prefix", "suffix", "format", "features", "missing");

    private final Settings settings;

    ColumnsReader(Settings settings) {
        this.settings = settings;
    }

    /** By the column's name. */
    SortedMap<String, ColumnSpec> read() {
        SortedMap<String, ColumnSpec> columns = new TreeMap<>();
        settings.group(PATH).ifPresent(group -> {
            for (Map.Entry<String, ConfigValue> member : settings.members(group)) {
                String path = PATH + "." + ConfigUtil.joinPath(member.getKey());
                if (member.getValue() instanceof ConfigObject own) {
                    columns.put(member.getKey(), column(path, own));
                } else {
                    settings.problem(path, member.getValue(), "%s = %s is not a group; write %s { type = number }"
                            .formatted(path, Kind.show(member.getValue()), path), path + " = null");
                }
            }
        });
        return columns;
    }

    private ColumnSpec column(String path, ConfigObject own) {
        for (Map.Entry<String, ConfigValue> member : settings.members(own)) {
            if (!KEYS.contains(member.getKey())) {
                String inner = path + "." + ConfigUtil.joinPath(member.getKey());
                settings.problem(inner, member.getValue(), "%s is not a setting; %s".formatted(inner,
                        Nearest.to(member.getKey(), KEYS).map(near -> "write " + path + "." + near)
                                .orElse("a column has: " + String.join(", ", KEYS))), inner + " = null");
            }
        }
        Type type = get(path, "type", Kind.constant(Type.class), Type.AUTO);
        String decimal = get(path, "decimal", sign(), ".");
        String group = get(path, "group", new Kind<>("one sign, or nothing",
                value -> Kind.scalar(value).filter(text -> text.length() <= 1), value -> Optional.of("\",\"")), "");
        String prefix = get(path, "prefix", any(), "");
        String suffix = get(path, "suffix", any(), "");
        String format = get(path, "format", format(), "");
        List<DatePart> features = get(path, "features", parts(), List.of());
        List<String> missing = get(path, "missing", Kind.texts(), List.of());
        if (decimal.equals(group)) {
            settings.problem(
                    path + ".group",
                    "%s.group = \"%s\" is the decimal sign too; write %s"
                            .formatted(path, group, decimal.equals(",") ? "\".\"" : "\",\""));
        }
        written(path, type == Type.NUMBER || type == Type.AUTO, "number", "decimal", "group", "prefix", "suffix");
        written(path, type == Type.DATE || type == Type.TIMESTAMP, "date", "format");
        written(path, type == Type.DATE || type == Type.TIMESTAMP || type == Type.AUTO, "date", "features");
        boolean number = type == Type.AUTO && (!decimal.equals(".") || !group.isEmpty() || !prefix.isEmpty()
                || !suffix.isEmpty());
        return new ColumnSpec(number ? Type.NUMBER : type, decimal, group, prefix, suffix, format, features, missing);
    }

    private <T> T get(String path, String key, Kind<T> kind, T standard) {
        String inner = path + "." + key;
        Optional<T> value = settings.find(inner, kind);
        value.ifPresent(v -> settings.keep(inner, v instanceof List<?> list
                ? list.stream().map(e -> e instanceof Enum<?> constant ? Kind.key(constant) : e).toList() : v));
        return value.orElse(standard);
    }

    private void written(String path, boolean fits, String type, String... keys) {
        for (String key : keys) {
            if (!fits && settings.written(path + "." + key).isPresent()) {
                settings.problem(path + "." + key, "%s.%s does not suit the column's type; write %s.type = %s"
                        .formatted(path, key, path, type));
            }
        }
    }

    private static Kind<String> sign() {
        return new Kind<>("one sign", value -> Kind.scalar(value).filter(text -> text.length() == 1 && !text.isBlank()),
                value -> Optional.of("\",\""));
    }

    private static Kind<String> any() {
        return new Kind<>("a text", Kind::scalar, value -> Optional.of("null"));
    }

    private static Kind<String> format() {
        return new Kind<>("a format of dates", value -> Kind.scalar(value).filter(text -> {
            try {
                return !DateTimeFormatter.ofPattern(text).toString().isEmpty() && !text.isBlank();
            } catch (IllegalArgumentException notAPattern) {
                return false;
            }
        }), value -> Optional.of("\"dd.MM.yyyy\""));
    }

    private static Kind<List<DatePart>> parts() {
        Kind<DatePart> part = Kind.constant(DatePart.class);
        return new Kind<>("a list of " + part.expected(), value -> {
            if (!(value instanceof ConfigList list)) {
                return Optional.empty();
            }
            List<DatePart> read = list.stream().flatMap(v -> part.read(v).stream()).distinct().toList();
            return read.size() == list.size() && !read.isEmpty() ? Optional.of(read) : Optional.empty();
        }, value -> Optional.of("[year, month, weekday, hour, days]"));
    }
}
