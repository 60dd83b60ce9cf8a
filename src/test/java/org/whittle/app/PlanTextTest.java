package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.config.StudyFile;

class PlanTextTest {

    @Test
    void saysWhatTheSamplerAndTheSchedulerWouldDoInLinesOfATerminal() {
        String text = PlanText.of(StudyFile.read("conf/digits.conf",
                List.of("search.sampler=auto", "search.scheduler=ascent")));

        assertThat(text.replaceAll("\\s+", " "))
                .contains("Sampler auto: Picks gp for 9 parameters.", "Scheduler ascent: ", "3 races of 9 trials");
        assertThat(text.lines()).allMatch(line -> line.length() <= 100);
    }
}
