package org.whittle.data.column;

import com.typesafe.config.ConfigUtil;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Lines for the end of a study file. Each can be added by itself or with any others: lists grow, groups are merged, and
 * of single values the last one counts.
 */
public final class SettingLine {

    private SettingLine() {
    }

    /** The path of a column's settings. */
    public static String column(String column) {
        return "data.columns." + ConfigUtil.joinPath(column);
    }

    public static String type(String column, String type) {
        return column(column) + ".type = " + type;
    }

    /** Leaves a column out. */
    public static String ignore(String column) {
        return "data.ignore += " + value(column);
    }

    /** Leaves columns out. */
    public static String ignore(Collection<String> columns) {
        return "data.ignore = ${?data.ignore} [%s]".formatted(columns.stream().map(SettingLine::value)
                .collect(Collectors.joining(", ")));
    }

    /** Declares texts of a column to stand for missing values. */
    public static String missing(String column, Collection<String> texts) {
        String path = column(column) + ".missing";
        return texts.size() == 1 ? path + " += " + value(texts.iterator().next())
                : "%s = ${?%s} [%s]".formatted(path, path, texts.stream().map(SettingLine::value)
                        .collect(Collectors.joining(", ")));
    }

    /** An option of Spark's reader. */
    public static String option(String name, String value) {
        return "data.options.%s = %s".formatted(name, value(value));
    }

    /** Several in one line. */
    public static String all(String... lines) {
        return String.join(", ", lines);
    }

    /** A text as HOCON has it, without quotes where it needs none. */
    public static String value(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9_-]*") && !text.matches("true|false|null|include.*") ? text
                : ConfigUtil.quoteString(text);
    }
}
