package org.whittle.config;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where a study's settings are written. */
public sealed interface StudySource {

    /** What messages call it. */
    String name();

    /**
     * A HOCON or JSON file.
     *
     * @param name its path, or {@code classpath:} and the name of a resource
     */
    record OfFile(String name) implements StudySource {
    }

    /**
     * HOCON or JSON that is no file's.
     *
     * @param name in messages, and the study's if the text gives it none
     */
    record OfText(String name, String text) implements StudySource {
    }

    /**
     * The record of a study, which goes on without the file that it was made from.
     *
     * @param name in messages
     * @param format of the record: what has the default that it had then is as good as left out
     * @param settings as {@link org.whittle.study.StudySpec#resolved} has them; what stands for a value that came from
     *     one environment variable is read from that again, and what was not kept otherwise is left out
     */
    record OfRecord(String name, int format, SortedMap<String, String> settings) implements StudySource {
        public OfRecord {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }
    }

    /**
     * Settings that a program has put together.
     *
     * @param name in messages, and the study's if the settings give it none
     * @param settings by path, such as {@code search.eta}; numbers, truth values, texts, and lists and maps of these
     */
    record OfSettings(String name, Map<String, ?> settings) implements StudySource {
        public OfSettings {
            settings = Map.copyOf(settings);
        }
    }
}
