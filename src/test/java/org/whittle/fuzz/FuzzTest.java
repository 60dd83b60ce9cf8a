package org.whittle.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The beginning of each part of {@code scripts/bench fuzz}. */
class FuzzTest {

    private static final int COUNT = 150;

    @Test
    void damagedStudyFilesAreUsedOrRefusedInALine() throws IOException {
        check(new StudyFileFuzz(), 0, COUNT);
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
        check(new TableFuzz(), 0, COUNT);
    }

    @Test
    @Tag("nightly")
    void soIsEachOfAThousandStudyFiles() throws IOException {
        check(new StudyFileFuzz(), COUNT, 1000 - COUNT);
    }

    @Test
    @Tag("nightly")
    void soIsEachOfAThousandTables() throws IOException {
        check(new TableFuzz(), COUNT, 1000 - COUNT);
    }

    private static void check(FuzzPart part, int from, int count) throws IOException {
        Fuzz.Result result = new Fuzz(part).run(from, count);

        assertThat(result.findings()).isEmpty();
        assertThat(result.used()).as("the damage is not so great that nothing is left to look at").isPositive();
        assertThat(result.refused()).isPositive();
    }
}
