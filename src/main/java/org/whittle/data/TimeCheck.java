package org.whittle.data;

import java.util.List;
import java.util.Optional;
import org.whittle.data.column.Findings;
import org.whittle.data.row.TimeAxis;
import org.whittle.data.source.RowLocator;
import org.whittle.data.source.Source;
import org.whittle.score.column.Cell;
import org.whittle.study.DataSpec;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;

/** Whether every row tells its time, where rows are divided by it. */
final class TimeCheck {

    private TimeCheck() {
    }

    /**
     * The rows' time; empty if it cannot be told, which is then among the findings.
     *
     * @param source of all rows
     */
    static Optional<TimeAxis> axis(Source source, DataSpec spec, Split.ByTime split, Findings findings) {
        TimeAxis unknown = TimeAxis.of(split.column(), spec.cells());
        Optional<TimeAxis> axis = unknown.in(source.table());
        if (axis.isEmpty()) {
            RowLocator.in(source).first(List.of(new RowLocator.Sought(split.column(),
                    cell -> unknown.value(cell).isEmpty()))).get(0)
                    .ifPresent(found -> findings.problem(strange(split.column(), found)));
        }
        return axis;
    }

    private static InputProblem strange(String column, RowLocator.Found found) {
        return InputProblem.of(("%s, column '%s' of data.split.time: %s is neither a number nor a date; mend it, name "
                + "another column, or say how its dates are written: data.columns.\"%s\".format = \"dd.MM.yyyy\"")
                .formatted(found.place(), column, found.value() == null ? "a missing value"
                        : "'%s'".formatted(Cell.text(found.value())), column))
                .at(column, found.number()).mendedBy("data.split.time.column", "data.split.by = hash");
    }

    /** Parts, or folds, some of which would have no rows. */
    static InvalidInputException tooFew(Split.ByTime split, int k) {
        return InvalidInputException.of(List.of(InputProblem.of(("The rows have too few different times in column '%s' "
                + "for %s%s; name a column that tells more of them apart%s").formatted(split.column(), k == 1
                        ? "training, validation and test rows" : "test rows and %d folds".formatted(k),
                        split.gap() > 0 ? " with data.split.time.gap = %s".formatted(split.gap()) : "",
                        (split.gap() > 0 ? ", lower the gap" : "") + (k == 1 ? "" : ", or lower data.split.folds.k")))
                .at(split.column(), 0).mendedBy("data.split.time.column", "data.split.by = hash")));
    }
}
