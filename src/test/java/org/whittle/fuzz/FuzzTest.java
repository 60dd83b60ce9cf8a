package org.whittle.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The beginning of each part of {@code scripts/bench fuzz}. */
class FuzzTest {

    private static final int COUNT = 150;

    @Test
    void damagedStudyFilesAreUsedOrRefusedInALine() throws IOException {
        Fuzz.Result result = new Fuzz(new StudyFileFuzz()).run(0, COUNT);

        assertThat(result.findings()).isEmpty();
        assertThat(result.used()).as("the damage is not so great that nothing is left to look at").isPositive();
        assertThat(result.refused()).isPositive();
    }

    @Test
    void damagedTablesAreScoredOrRefusedInALine() throws IOException {
        Fuzz.Result result = new Fuzz(new PredictFuzz()).run(0, COUNT / 3);

        assertThat(result.findings()).isEmpty();
        assertThat(result.used()).as("the damage is not so great that nothing is left to look at").isPositive();
        assertThat(result.refused()).isPositive();
    }

    @Test
    void damagedTablesAreUsedOrRefusedInALine() throws IOException {
        Fuzz.Result result = new Fuzz(new TableFuzz()).run(0, COUNT);

        assertThat(result.findings()).isEmpty();
        assertThat(result.used()).as("the damage is not so great that nothing is left to look at").isPositive();
        assertThat(result.refused()).isPositive();
    }
}
