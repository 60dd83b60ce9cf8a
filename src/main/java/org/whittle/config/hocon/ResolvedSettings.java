package org.whittle.config.hocon;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.whittle.study.StudySpec;

/** What can be said of a study from its {@linkplain StudySpec#resolved resolved settings} alone. */
public final class ResolvedSettings {

    /**
     * Groups that may change when a study is resumed: when it ends, what its model must reach, who is told, where
     * else it is kept, and how Spark runs it. None of them touches a trial.
     */
    private static final List<String> CHANGEABLE = List.of("stop.", "gate.", "spark.", "notify.", "export.");

    private ResolvedSettings() {
    }

    /**
     * The settings in which two studies differ, so that one cannot go on where the other stopped.
     *
     * @param recorded of the study directory
     * @param read of the study file
     * @return sorted by key, each as {@code search.eta (3 / 4)}, the recorded value first; settings of {@code stop},
     *     {@code gate}, {@code notify}, {@code export} and {@code spark} are left aside, and so are those whose value
     *     was not kept
     */
    public static List<String> differences(SortedMap<String, String> recorded, SortedMap<String, String> read) {
        SortedSet<String> keys = new TreeSet<>(recorded.keySet());
        keys.addAll(read.keySet());
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            boolean changeable = CHANGEABLE.stream().anyMatch(key::startsWith);
            String before = show(recorded.get(key));
            String now = show(read.get(key));
            boolean secret = SecretSettings.isPlaceholder(before) || SecretSettings.isPlaceholder(now);
            if (!changeable && !secret && !before.equals(now)) {
                differences.add("%s (%s / %s)".formatted(key, before, now));
            }
        }
        return differences;
    }

    /**
     * Settings of a group, such as {@code spark} or {@code data.options}, whose values were not recorded, by their
     * names within it.
     */
    public static SortedSet<String> notKept(SortedMap<String, String> resolved, String group) {
        SortedSet<String> names = new TreeSet<>();
        resolved.forEach((key, value) -> {
            if (key.startsWith(group + ".") && SecretSettings.isPlaceholder(show(value))) {
                names.add(String.join(".", ConfigUtil.splitPath(key.substring(group.length() + 1))));
            }
        });
        return names;
    }

    /** A rendered value without the quotes that a text has. */
    private static String show(String rendered) {
        if (rendered == null) {
            return "not set";
        }
        return rendered.matches("\"[^\"\\\\]*\"") ? rendered.substring(1, rendered.length() - 1) : rendered;
    }
}
