package org.whittle.data;

import java.util.List;

/** The three parts of the rows, in the order in which they are numbered. */
enum SplitPart {
    TRAINING("training", "data/training"),
    VALIDATION("validation", "data/validation"),
    TEST("test", "data/lockbox");

    static final List<SplitPart> ALL = List.of(values());

    private final String title;
    private final String directory;

    SplitPart(String title, String directory) {
        this.title = title;
        this.directory = directory;
    }

    /** Its name in messages and settings. */
    String title() {
        return title;
    }

    /** Where its tensors lie within the study directory. */
    String directory() {
        return directory;
    }
}
