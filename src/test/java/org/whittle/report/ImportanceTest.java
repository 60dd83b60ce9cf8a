package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;

class ImportanceTest {

    private final StudySpec spec = SyntheticStudy.spec();
    private final StudyState state = SyntheticStudy.finished(spec);
    private final Importance importance = Importance.of(spec, state);

    @Test
    void eachBudgetThatEnoughTrialsReachedIsJudgedByThoseTrials() {
        assertThat(importance.budgets()).isNotEmpty().isSortedAccordingTo(
                Comparator.comparingInt(Importance.OfBudget::epochs));
        for (Importance.OfBudget budget : importance.budgets()) {
            assertThat((long) budget.trials()).isGreaterThanOrEqualTo(20).isEqualTo(state.trials().stream()
                    .filter(trial -> trial.isComparable() && trial.epochs() >= budget.epochs()
                            && spec.space().admits(trial.configuration())).count());
            assertThat(budget.parts()).extracting(Importance.Part::importance)
                    .isSortedAccordingTo(Comparator.reverseOrder());
            assertThat(budget.parts().stream().filter(part -> part.with().isEmpty()))
                    .extracting(Importance.Part::parameter)
                    .containsExactlyInAnyOrderElementsOf(spec.space().names());
            assertThat(budget.parts()).allSatisfy(part -> assertThat(part.importance()).isBetween(0.0, 1.0));
        }
    }

    @Test
    void theTextNamesBudgetsTrialsAndShares() {
        Importance.OfBudget first = importance.budgets().get(0);
        assertThat(importance.text()).startsWith("After %d epoch".formatted(first.epochs()))
                .contains(", of %d trials".formatted(first.trials()), " with ", " %  [");
        assertThat(importance.text().lines()).allMatch(line -> line.length() <= 99);
        assertThat(Importance.of(spec, new StudyState(List.of())).text())
                .isEqualTo("Fewer than 20 trials have a result: too few to tell what matters.\n");
    }

    @Test
    void whatIsWrittenIsATable(@TempDir Path directory) {
        importance.write(new HadoopFileStore(directory.toString(), Map.of()));
        assertThat(directory.resolve("results/importance.parquet")).isNotEmptyFile();
        assertThat(state.trials()).as("the same study gives the same").extracting(Trial::id).isNotEmpty();
        assertThat(Importance.of(spec, state)).isEqualTo(importance);
    }
}
