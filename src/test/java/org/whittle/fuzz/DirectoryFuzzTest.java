package org.whittle.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A share of what {@code scripts/bench fuzz --parts directory} does. */
@Tag("cluster")
class DirectoryFuzzTest {

    private static final int EVERY_TIME = 150;

    /** The damaged directories share a session; the tests after this one start their own. */
    @AfterEach
    void stopSpark() {
        if (SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
    }

    @Test
    void aDamagedStudyDirectoryGivesTheSameOrIsRefused() throws IOException {
        check(0, EVERY_TIME);
    }

    @Test
    @Tag("nightly")
    void soDoesEachOfAThousand() throws IOException {
        check(EVERY_TIME, 1000 - EVERY_TIME);
    }

    private static void check(int from, int count) throws IOException {
        Fuzz.Result result = new Fuzz(new DirectoryFuzz()).run(from, count);
        System.out.println("directory: " + result);
        assertThat(result.findings()).isEmpty();
    }
}
