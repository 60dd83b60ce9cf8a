package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.goal.CutRule;
import org.whittle.goal.Objectives;
import org.whittle.study.WinnerSpec;

/** {@code selection}. */
class WinnerSettingsTest {

    private static final String SPACE =
            "data.path = rows.csv\nspace { learning-rate { low = 1e-4, high = 0.1, log = true } }\n";

    @Test
    void areStandardUnlessWritten() {
        assertThat(Studies.read(SPACE).winner()).isEqualTo(WinnerSpec.STANDARD);
    }

    @Test
    void areRead() {
        WinnerSpec winner = Studies.read(SPACE + "data.task = classification, selection { rule = one-standard-error, "
                + "threshold = cost, costs { false-negative = 20 }, calibration = temperature }").winner();
        assertThat(winner).isEqualTo(new WinnerSpec(WinnerSpec.Rule.ONE_STANDARD_ERROR, CutRule.COST,
                new CutRule.Costs(1, 20), WinnerSpec.Calibration.TEMPERATURE, false));
    }

    @Test
    void selectIsTheOldNameOfOneOfThem() {
        assertThat(Studies.read(SPACE + "objectives = [accuracy, parameters], select = knee").objectives().select())
                .isEqualTo(Objectives.Select.KNEE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data.task = regression, selection.threshold = f1 | selection.threshold = f1 has no meaning for "
                        + "regression",
                "data.task = regression, selection.calibration = temperature | calibration = temperature has no "
                        + "meaning",
                "selection.costs.false-positive = 2 | selection.costs is read only with selection.threshold = cost",
                "selection { threshold = cost, costs { false-positive = 0, false-negative = 0 } } | an error must "
                        + "cost something",
                "objectives = [accuracy, parameters], selection.rule = one-standard-error | is of one objective",
                "objective.metric = validation-loss, selection.rule = one-standard-error | write objective.metric = "
                        + "log-loss",
                "selection.out-of-fold = true | selection.out-of-fold = true needs folds; write data.split.folds.k = 5",
                "selection.threshold = f2 | f1"
            })
    void whatMakesNoSenseIsRefused(String settings, String told) {
        assertThatThrownBy(() -> Studies.read(SPACE + settings)).hasMessageContaining(told);
    }
}
