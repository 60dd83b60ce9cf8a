package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;

class StudyPageTest {

    @TempDir
    Path directory;

    @Test
    void needsNothingElse() throws IOException {
        String page = page(SyntheticStudy.finished(SyntheticStudy.spec()));
        int echarts = page.indexOf("<script>");
        String own = page.substring(0, echarts) + page.substring(page.indexOf("</script>", echarts));
        assertThat(page.length() - own.length()).isGreaterThan(500_000);
        assertThat(Pattern.compile("<(script|link|img|iframe)[^>]*(src|href)=").matcher(own).find()).isFalse();
        assertThat(own).doesNotContain("@import", "url(", "fetch(");
        // The charts' script, the data and our own script: a text in one of them that ends it would make more.
        assertThat(Pattern.compile("</script>").matcher(page).results().count()).isEqualTo(3);
    }

    @Test
    void chartsShowEveryTrial() throws IOException {
        StudyState state = SyntheticStudy.finished(SyntheticStudy.spec());
        JsonNode data = data(page(state));
        assertThat(data.path("trials")).hasSize(50);
        for (Trial trial : state.trials()) {
            JsonNode shown = data.path("trials").get(trial.id().value());
            assertThat(shown.path("curve").size()).isEqualTo(trial.curve().epochs().size());
            assertThat(shown.path("value").isNull()).isEqualTo(!trial.isComparable());
        }
        assertThat(data.path("best").asInt()).isEqualTo(SyntheticStudy.byValue(state).get(0).id().value());
        assertThat(data.path("parameters")).hasSize(9);
    }

    @Test
    void resultsAreThereAsTextToo() throws IOException {
        StudyState state = SyntheticStudy.finished(SyntheticStudy.spec());
        String page = page(state);
        assertThat(page)
                .contains(
                        "id=\"trials\"",
                        "50 trials, best first",
                        "0.9750 [0.9630, 0.9870]",
                        "role=\"img\"",
                        "aria-label",
                        "<p>failed: trial 7: out of memory</p>",
                        "9f86d081884c7d65",
                        "opened once",
                        "scheduler.eta");
        assertThat(Pattern.compile("<tr").matcher(page).results().count()).isGreaterThan(state.rungs().size());
    }

    @Test
    void textsAreNotMarkup() throws IOException {
        assertThat(page(SyntheticStudy.finished(SyntheticStudy.spec()))).contains("&lt;digits&gt; &amp; friends")
                .doesNotContain("<digits>");
    }

    @Test
    void flagsASecondOpeningOfTheLockBox() throws IOException {
        assertThat(page(SyntheticStudy.testedTwice(SyntheticStudy.spec()))).contains("class=\"warning\" role=\"alert\"",
                "opened 2 times");
    }

    @Test
    void warnsBeforeItSaysAnythingElse() throws IOException {
        String page = page(SyntheticStudy.worse(SyntheticStudy.spec()));
        assertThat(page)
                .containsPattern(
                        "role=\"alert\" data-code=\"worse-than-baseline\">On the test rows the winner is worse");
        assertThat(page.indexOf("role=\"alert\"")).isLessThan(page.indexOf("<h1"));
    }

    @Test
    void showsRunningStudies() throws IOException {
        assertThat(page(SyntheticStudy.running(SyntheticStudy.spec()))).contains("Best so far and baseline",
                "The test rows have not been looked at.").doesNotContain("wall time");
        assertThat(page(SyntheticStudy.opened(SyntheticStudy.spec()))).contains("No trial has a result yet.");
    }

    private String page(StudyState state) throws IOException {
        StudySpec spec = SyntheticStudy.spec();
        StudyPage.write(spec, state, new HadoopFileStore(directory.toString(), Map.of()));
        return Files.readString(directory.resolve("report/index.html"));
    }

    private static JsonNode data(String page) throws IOException {
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"study\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(data.find()).isTrue();
        return new ObjectMapper().readTree(data.group(1));
    }
}
