package org.whittle.run;

import java.util.List;
import org.whittle.report.StudiesCompared;
import org.whittle.study.InvalidInputException;

/** What several studies of one objective have found, side by side, as they are now. */
public final class TuningComparison {

    private final StudiesCompared compared;

    private TuningComparison(StudiesCompared compared) {
        this.compared = compared;
    }

    /**
     * Reads their ledgers; needs no Spark.
     *
     * @param directories of two or more studies
     * @throws InvalidInputException if one is not there or damaged, or their objectives differ
     */
    public static TuningComparison of(List<String> directories) {
        return new TuningComparison(new StudiesCompared(directories.stream().map(TuningResult::of)
                .map(TuningResult::member).toList()));
    }

    /** For a terminal. */
    public String text() {
        return compared.text();
    }

    /** For programs: a list of studies, each with the best after every rung. */
    public String json() {
        return compared.json();
    }

    /** For people: one HTML file. */
    public String page() {
        return compared.page();
    }
}
