package org.whittle.ledger;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

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

    public StudyRecord {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }
}
