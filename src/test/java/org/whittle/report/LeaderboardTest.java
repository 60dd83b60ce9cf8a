package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.study.Gate;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;

class LeaderboardTest {

    private static final String PLACE = "hdfs://name/studies/digits";

    @Test
    void fitsATerminalOf100Columns() {
        StudySpec spec = SyntheticStudy.spec(new Gate(new TreeMap<>(Map.of("accuracy", 0.98)), new TreeMap<>(), true));
        assertThat(text(spec, SyntheticStudy.finished(spec)).lines()).allMatch(line -> line.length() <= 100);
        assertThat(text(spec, SyntheticStudy.running(spec)).lines()).allMatch(line -> line.length() <= 100);
        assertThat(text(spec, SyntheticStudy.testedTwice(spec)).lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 100, 200})
    void fitsTheTerminal(int columns) {
        StudySpec spec = SyntheticStudy.spec(new Gate(new TreeMap<>(Map.of("accuracy", 0.98)), new TreeMap<>(), true));
        for (StudyState state : List.of(SyntheticStudy.finished(spec), SyntheticStudy.running(spec),
                SyntheticStudy.opened(spec), SyntheticStudy.testedTwice(spec))) {
            String text = Leaderboard.text(spec, state, PLACE, Optional.empty(), columns);
            // Of a terminal that has room for a row, none is longer; a file's name is not broken.
            assertThat(text.lines().filter(line -> !line.contains(".parquet"))).allSatisfy(line ->
                    assertThat(line).hasSizeLessThan(Math.max(columns, 56)));
            // Nothing is left out where there is less room.
            assertThat(List.of(text.split("[^0-9.]+"))).containsAll(
                    Arrays.stream(Leaderboard.text(spec, state, PLACE).split("[^0-9.]+"))
                            .filter(word -> word.matches("0\\.[0-9]{4}")).toList());
        }
    }

    @Test
    void putsAConfigurationBesideOrBelowItsTrial() {
        StudySpec spec = SyntheticStudy.spec();
        StudyState state = SyntheticStudy.finished(spec);
        String narrow = Leaderboard.text(spec, state, PLACE, Optional.empty(), 60);
        assertThat(narrow).contains("rank trial  state    epochs epoch accuracy\n", "\n      layers=",
                "  test accuracy\n    winner (trial");
        assertThat(Leaderboard.text(spec, state, PLACE, Optional.empty(), 200).lines()
                .filter(line -> line.matches(" {2,3}\\d+ +\\d+ {2}(finished|stopped) .*")))
                .allMatch(line -> line.contains("batch-size"));
    }

    @Test
    void ranksTenTrialsAndComparesTheWinnerWithTheBaseline() {
        StudySpec spec = SyntheticStudy.spec();
        StudyState state = SyntheticStudy.finished(spec);
        Trial winner = SyntheticStudy.byValue(state).get(0);
        String text = text(spec, state);
        assertThat(text.lines().filter(line -> line.matches(" {2,3}\\d+ +\\d+ {2}(finished|stopped) .*"))).hasSize(10);
        assertThat(text)
                .contains("   1 %5s  finished     27 %5d   %s"
                        .formatted(
                                winner.id(),
                                winner.standing(SyntheticStudy.OBJECTIVES).epoch(),
                                Numbers.metric(winner.value(SyntheticStudy.OBJECTIVES))));
        assertThat(text).contains("Winner: trial %s (random), refitted".formatted(winner.id()),
                "test accuracy        0.9750 [0.9630, 0.9870]  0.9611 [0.9431, 0.9791]  +0.0139 [+0.0014, +0.0264]",
                PLACE, "results/trials.parquet", "model/");
        assertThat(text).doesNotContain("WARNING", "gate");
    }

    @Test
    void saysWhyTrialsFailed() {
        StudySpec spec = SyntheticStudy.spec();
        assertThat(text(spec, SyntheticStudy.finished(spec)))
                .contains("\nfailed: trial 7: out of memory")
                .containsPattern("\ndiverged: trial \\d+( and \\d+ more)?: the training loss is NaN at epoch \\d+");
    }

    @Test
    void flagsASecondOpeningOfTheLockBox() {
        StudySpec spec = SyntheticStudy.spec();
        assertThat(text(spec, SyntheticStudy.testedTwice(spec))).contains("WARNING: The lock box was opened 2 times");
    }

    @Test
    void saysFirstThatTheWinnerIsWorseThanTheBaseline() {
        StudySpec spec = SyntheticStudy.spec();
        assertThat(text(spec, SyntheticStudy.worse(spec)).lines().findFirst()).get().asString().startsWith(
                "WARNING: On the test rows the winner is worse than the baseline: accuracy by -0.09");
    }

    /** The best trials are no worse than the baseline because they could not be shipped. */
    @Test
    void saysWhereNoBetterTrialOrNoneAtAllCouldBeRefitted() {
        StudySpec spec = SyntheticStudy.spec();
        String better = "No trial was better than the baseline";
        assertThat(text(spec, SyntheticStudy.rejected(spec, 2)))
                .contains("No better trial could be refitted, so the baseline is the winner, refitted")
                .doesNotContain(better);
        StudyState none = SyntheticStudy.rejected(spec, Integer.MAX_VALUE);
        Trial best = SyntheticStudy.byValue(none).get(0);
        assertThat(text(spec, none)).startsWith("WARNING: No network can be shipped: every refit was rejected")
                .contains("Best: trial %s (random), in epoch".formatted(best.id()), "No network can be shipped")
                .doesNotContain(better, "Winner", "winner (trial", "model/");
    }

    @Test
    void namesWhatTheGateMisses() {
        StudySpec spec = SyntheticStudy.spec(new Gate(new TreeMap<>(Map.of("accuracy", 0.98)), new TreeMap<>(), true));
        assertThat(text(spec, SyntheticStudy.finished(spec))).contains("The gate is NOT met:", "at least 0.98");
        StudySpec met = SyntheticStudy.spec(new Gate(new TreeMap<>(Map.of("accuracy", 0.97)), new TreeMap<>(), true));
        assertThat(text(met, SyntheticStudy.finished(met))).contains("The gate is met.");
    }

    @Test
    void aRunningStudyShowsTheBestSoFar() {
        StudySpec spec = SyntheticStudy.spec();
        assertThat(text(spec, SyntheticStudy.running(spec))).contains("searching", "4 running", "Best so far: trial")
                .doesNotContain("Winner", "test accuracy", "model/");
    }

    @Test
    void aStudyWithoutResultsSaysSo() {
        StudySpec spec = SyntheticStudy.spec();
        assertThat(text(spec, SyntheticStudy.opened(spec))).contains("No trial has a result yet.");
    }

    private static String text(StudySpec spec, StudyState state) {
        return Leaderboard.text(spec, state, PLACE);
    }
}
