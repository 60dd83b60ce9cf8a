package org.whittle.data.column;

import java.util.List;

/** The three parts of the rows, in the order in which they are numbered. */
public enum SplitPart {
    TRAINING("training", "data/training"),
    VALIDATION("validation", "data/validation"),
    TEST("test", "data/lockbox");

    public static final List<SplitPart> ALL = List.of(values());

    private final String title;
    private final String directory;

    SplitPart(String title, String directory) {
        this.title = title;
        this.directory = directory;
    }

    /** Its name in messages and settings. */
    public String title() {
        return title;
    }

    /** Where its tensors lie within the study directory. */
    public String directory() {
        return directory;
    }

    /** The same of a fold. */
    public String directory(int fold) {
        return directory.replaceFirst("/", "/fold=%d/".formatted(fold));
    }
}
