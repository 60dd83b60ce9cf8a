package org.whittle.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;
import org.whittle.work.FileStore;
import org.whittle.work.RowPredictions;

/**
 * {@code oof.parquet}: what the winner's networks of the folds said of the rows that each was measured on, and had not
 * been trained on.
 */
final class OutOfFoldTable {

    /**
     * A row that is a validation row of a fold.
     *
     * @param row its number among them
     */
    record Line(int fold, int row, RowPredictions said) {

        RowPredictions.Model model() {
            return said.models().get(0);
        }
    }

    private OutOfFoldTable() {
    }

    /**
     * @param classes names; empty where the label is a number
     * @param k parts of each repetition
     * @return empty of a study that kept nothing
     */
    static Optional<Table<Line>> of(FileStore files, List<String> classes, int folds, int k) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            Optional<RowPredictions> said = PredictionTable.read(files, RowPredictions.ofFold(fold));
            // None where a training came to nothing.
            int rows = said.map(of -> of.models().isEmpty() ? 0 : of.labels().length).orElse(0);
            for (int row = 0; row < rows; row++) {
                lines.add(new Line(fold, row, said.orElseThrow()));
            }
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(new Table<>("oof", columns(classes, k), lines));
    }

    private static List<Column<Line>> columns(List<String> classes, int k) {
        List<Column<Line>> columns = new ArrayList<>();
        columns.add(new Column<>("fold", Type.INTEGER, line -> line.fold % k));
        columns.add(new Column<>("repeat", Type.INTEGER, line -> line.fold / k));
        columns.add(new Column<>("row", Type.INTEGER, Line::row));
        Type type = classes.isEmpty() ? Type.DOUBLE : Type.TEXT;
        columns.add(new Column<>("label", type, line -> shown(classes, line.said.labels()[line.row])));
        columns.add(new Column<>("prediction", type, line -> shown(classes, line.model().predicted()[line.row])));
        for (int c = 0; c < classes.size(); c++) {
            int at = c;
            columns.add(new Column<>("probability_" + classes.get(c), Type.DOUBLE,
                    line -> line.model().values()[line.row * classes.size() + at]));
        }
        return columns;
    }

    private static Object shown(List<String> classes, double value) {
        return classes.isEmpty() ? (Object) value : classes.get((int) value);
    }
}
