package org.whittle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.whittle.goal.Reliability;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;
import org.whittle.study.LedgerEvent.FittedRule;
import org.whittle.study.LedgerEvent.RulesFitted;
import org.whittle.work.RowPredictions;

/** {@code calibration.parquet}: how often networks are right, by how sure they say to be. */
final class CalibrationTable {

    /**
     * A bin of one network's rows.
     *
     * @param rows validation or test
     * @param model winner or baseline
     * @param temperature that outputs were divided by
     */
    record Line(String rows, String model, double temperature, Reliability.Bin bin) {
    }

    private CalibrationTable() {
    }

    /** @param validation of networks that had not been trained on these rows, by their own probabilities */
    static Table<Line> of(Overview overview, RowPredictions test, Optional<RowPredictions> validation) {
        List<FittedRule> rules = overview.state().sinceSearchEnded().rulesFitted().map(RulesFitted::rules)
                .orElse(List.of());
        List<Line> lines = new ArrayList<>();
        if (!rules.isEmpty()) {
            validation.ifPresent(predictions -> {
                for (RowPredictions.Model model : predictions.models()) {
                    add(lines, "validation", overview, predictions, model, 1, 1);
                    temperatures(rules, model).filter(temperature -> temperature != 1)
                            .ifPresent(temperature -> add(lines, "validation", overview, predictions, model,
                                    temperature, temperature));
                }
            });
        }
        for (RowPredictions.Model model : test.models()) {
            add(lines, "test", overview, test, model, temperatures(rules, model).orElse(1.0), 1);
        }
        List<Column<Line>> columns = new ArrayList<>();
        columns.add(new Column<>("rows", Type.TEXT, Line::rows));
        columns.add(new Column<>("model", Type.TEXT, Line::model));
        columns.add(new Column<>("temperature", Type.DOUBLE, Line::temperature));
        columns.add(new Column<>("low", Type.DOUBLE, line -> line.bin().low()));
        columns.add(new Column<>("high", Type.DOUBLE, line -> line.bin().high()));
        columns.add(new Column<>("count", Type.INTEGER, line -> line.bin().rows()));
        columns.add(new Column<>("confidence", Type.DOUBLE, line -> line.bin().confidence()));
        columns.add(new Column<>("accuracy", Type.DOUBLE, line -> line.bin().accuracy()));
        return new Table<>("calibration", columns, lines);
    }

    private static Optional<Double> temperatures(List<FittedRule> rules, RowPredictions.Model model) {
        return rules.stream().filter(rule -> rule.trial().equals(model.trial())).findFirst()
                .map(rule -> rule.rule().temperature());
    }

    /** @param still the temperature that is not in the probabilities yet */
    private static void add(List<Line> lines, String rows, Overview overview, RowPredictions predictions,
                            RowPredictions.Model model, double temperature, double still) {
        boolean winner = overview.winner().filter(w -> w.id().equals(model.trial())).isPresent();
        int classes = predictions.classes().size();
        double[] probabilities = model.values().clone();
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = StrictMath.pow(probabilities[i], 1 / still);
        }
        for (int from = 0; from < probabilities.length; from += classes) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += probabilities[from + c];
            }
            for (int c = 0; c < classes; c++) {
                probabilities[from + c] /= sum;
            }
        }
        Reliability.of(probabilities, classes, predictions.labels()).bins()
                .forEach(bin -> lines.add(new Line(rows, winner ? "winner" : "baseline", temperature, bin)));
    }
}
