package org.whittle.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@code study.json} holds: the study's specification and where it comes from. Written once.
 *
 * @param kind always {@link #KIND}: tells a study from another program's {@code study.json}
 * @param format version of the study directory's layout
 * @param settings every setting with its value, defaults included ({@link org.whittle.study.StudySpec#resolved})
 * @param versions of Whittle, Spark, DJL, the engine and Java that created it
 */
public record StudyRecord(String kind, int format, String name, long seed, SortedMap<String, String> settings,
                        SortedMap<String, String> versions, String host, String user, Instant createdAt) {

    static final String KIND = "whittle-study";
    static final int FORMAT = 1;

    public StudyRecord {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    /** Settings on which no trial depends: they may change when a study is resumed. */
    private static final List<String> CHANGEABLE = List.of("stop.", "gate.");

    /** In which settings, of those that trials depend on, another specification differs: a line each. */
    List<String> differences(SortedMap<String, String> others) {
        SortedSet<String> keys = new TreeSet<>(settings.keySet());
        keys.addAll(others.keySet());
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            String here = settings.getOrDefault(key, "(not set)");
            String there = others.getOrDefault(key, "(not set)");
            if (!here.equals(there) && CHANGEABLE.stream().noneMatch(key::startsWith)) {
                lines.add("%s is %s in the study, but now %s.".formatted(key, here, there));
            }
        }
        return lines;
    }
}
