package org.whittle.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;
import org.whittle.work.FileStore;
import org.whittle.work.RowPredictions;

/** {@code test-predictions.parquet}: a row for each test row, as the one opening of the lock box left it. */
final class PredictionTable {

    private PredictionTable() {
    }

    /** What was kept of the opening; empty before it, and of studies that kept nothing. */
    static Optional<RowPredictions> read(FileStore files, String path) throws IOException {
        try {
            return Optional.of(RowPredictions.decode(files.read(path), files.locate(path)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The first model's columns have no prefix, the baseline's have one. */
    static Table<Integer> of(String name, RowPredictions predictions) {
        boolean classes = !predictions.classes().isEmpty();
        List<Column<Integer>> columns = new ArrayList<>();
        columns.add(new Column<>("row", Type.INTEGER, row -> row));
        columns.add(new Column<>("label", classes ? Type.TEXT : Type.DOUBLE,
                row -> shown(predictions, predictions.labels()[row])));
        for (int i = 0; i < predictions.models().size(); i++) {
            RowPredictions.Model model = predictions.models().get(i);
            String prefix = i == 0 ? "" : "baseline_";
            columns.add(new Column<>(prefix + "prediction", classes ? Type.TEXT : Type.DOUBLE,
                    row -> shown(predictions, model.predicted()[row])));
            for (int c = 0; c < predictions.classes().size(); c++) {
                int at = c;
                columns.add(new Column<>(prefix + "probability_" + predictions.classes().get(c), Type.DOUBLE,
                        row -> model.values()[row * predictions.classes().size() + at]));
            }
        }
        return new Table<>(name, columns, IntStream.range(0, predictions.labels().length).boxed().toList());
    }

    private static Object shown(RowPredictions predictions, double value) {
        return predictions.classes().isEmpty() ? (Object) value : predictions.classes().get((int) value);
    }
}
