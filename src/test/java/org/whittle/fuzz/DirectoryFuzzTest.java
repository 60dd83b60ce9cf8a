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

    /** The damaged directories share a session; the tests after this one start their own. */
    @AfterEach
    void stopSpark() {
        if (SparkSession.getDefaultSession().isDefined()) {
            SparkSession.getDefaultSession().get().stop();
        }
    }

    @Test
    void aDamagedStudyDirectoryGivesTheSameOrIsRefused() throws IOException {
        Fuzz.Result result = new Fuzz(new DirectoryFuzz()).run(0, 150);
        System.out.println("directory: " + result);
        assertThat(result.findings()).isEmpty();
    }
}
