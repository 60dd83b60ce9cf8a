package org.whittle.export;

import java.io.IOException;

/** Keeps a study somewhere else. */
public interface Exporter {

    /** As its messages begin, for instance {@code export.mlflow}. */
    String name();

    /**
     * Brings the other place up to what the study is now. Looks at what is there already, so that it may be called
     * again at any time, after a failure in the middle too: nothing is there twice.
     *
     * @throws IOException if the place does not answer, or does not take what it is given; a later try may go through
     */
    void export(ExportedStudy study) throws IOException, InterruptedException;

    /** Something that a person may want to know of what was exported, such as where to look at it; none by default. */
    default String place() {
        return "";
    }
}
