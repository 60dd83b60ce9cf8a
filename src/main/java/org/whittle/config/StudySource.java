package org.whittle.config;

import java.util.Map;

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
