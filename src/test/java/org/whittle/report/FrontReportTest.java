package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.goal.Direction;
import org.whittle.goal.Front;
import org.whittle.goal.Goal;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Threshold;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;

/** A study of accuracy and size, in every report. */
class FrontReportTest {

    private static final Objective PARAMETERS = new Objective("parameters", Direction.MINIMIZE);

    private final StudySpec spec = spec(SyntheticStudy.ACCURACY);
    private final StudyState state = SyntheticStudy.finished(spec);
    private final Front front = Front.of(spec.objectives(),
            state.trials().stream().map(t -> t.standing(spec.objectives())).toList());

    @Test
    void theTableHasEveryTrialsPlace() {
        Table<Trial> table = TrialTable.of(Overview.of(spec, state));

        assertThat(table.columns().stream().map(Table.Column::name)).containsSubsequence("objective",
                "objective_accuracy", "objective_parameters", "pareto_front", "crowding", "violation", "epochs");
        Function<Trial, Object> fronts = column(table, "pareto_front");
        assertThat(table.things()).filteredOn(t -> Integer.valueOf(1).equals(fronts.apply(t)))
                .hasSize(front.trials().size()).hasSizeGreaterThan(2);
        assertThat(fronts.apply(table.things().get(7))).as("a failed trial").isNull();
        assertThat(table.things()).filteredOn(Trial::isComparable).allSatisfy(t -> assertThat(
                        column(table, "objective_parameters").apply(t))
                .isEqualTo(t.curve().last().orElseThrow().metrics().get("parameters")));
    }

    @Test
    void oneObjectiveHasNoFront() {
        Overview one = Overview.of(SyntheticStudy.spec(), SyntheticStudy.finished(SyntheticStudy.spec()));

        assertThat(TrialTable.of(one).columns().stream().map(Table.Column::name))
                .doesNotContain("pareto_front", "crowding", "violation", "objective_accuracy");
    }

    @Test
    void theSummaryNamesTheFrontAndItsHypervolume() throws IOException {
        JsonNode summary = new ObjectMapper().readTree(Summary.of(Overview.of(spec, state)));

        assertThat(summary.path("objectives").findValuesAsText("metric")).containsExactly("accuracy", "parameters");
        JsonNode pareto = summary.path("pareto");
        assertThat(pareto.path("hypervolume").asDouble()).isEqualTo(front.hypervolume()).isPositive();
        assertThat(pareto.path("reference").path("parameters").asDouble()).isEqualTo(front.reference().get(1));
        assertThat(pareto.path("front")).hasSize(front.trials().size());
        assertThat(pareto.path("front").get(0).path("trial").asInt())
                .isEqualTo(summary.path("best").path("trial").asInt());
    }

    @Test
    void theLeaderboardPrintsTheFrontBestFirstByTheFirstObjective() {
        String text = Leaderboard.text(spec, state, "file:/studies/two");

        assertThat(text)
                .contains("Front: %d of 4".formatted(front.trials().size()), "Hypervolume", "accuracy parameters");
        assertThat(text.lines()).allMatch(line -> line.length() <= 100);
        assertThat(text.lines().filter(l -> l.matches(" +\\d+ +%s {2}(finished|stopped) .*"
                .formatted(front.trials().get(0).standing().trial())))).hasSize(1);
    }

    @Test
    void thresholdsThatNobodyKeepsAreSaid() {
        StudySpec strict = spec(new Threshold("accuracy", Direction.MAXIMIZE, 0.999));
        Overview overview = Overview.of(strict, SyntheticStudy.finished(strict));

        assertThat(Leaderboard.text(strict, overview.state(), "file:/s")).contains("No trial keeps the thresholds");
        assertThat(overview.ranked().get(0).value(SyntheticStudy.OBJECTIVES)).isEqualTo(overview.trials().stream()
                .filter(Trial::isComparable).mapToDouble(t -> t.value(SyntheticStudy.OBJECTIVES)).max().orElseThrow());
    }

    @Test
    void thePageDrawsTwoObjectives(@TempDir Path directory) throws IOException {
        StudyPage.write(spec, state, new HadoopFileStore(directory.toString(), Map.of()));
        String page = Files.readString(directory.resolve("report/index.html"));

        assertThat(page)
                .contains(
                        "id=\"front\"",
                        "maximize accuracy, minimize parameters",
                        "%d of ".formatted(front.trials().size()),
                        "\"front\":[%s,"
                                .formatted(front.trials().get(0).standing().trial()));
    }

    private static StudySpec spec(Goal first) {
        StudySpec one = SyntheticStudy.spec();
        return new StudySpec(
                one.name(),
                one.seed(),
                one.data(),
                one.training(),
                one.topK(),
                one.space(),
                one.baseline(),
                one.enqueued(),
                new Objectives(List.of(first, PARAMETERS), Objectives.Select.FIRST),
                one.sampler(),
                one.scheduler(),
                one.stop(),
                one.cohorts(),
                one.test(),
                one.gate(),
                one.resolved());
    }

    private static Function<Trial, Object> column(Table<Trial> table, String name) {
        return table.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow().value();
    }
}
