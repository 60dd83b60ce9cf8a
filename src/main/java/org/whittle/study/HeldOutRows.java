package org.whittle.study;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.whittle.goal.ClassRule;
import org.whittle.goal.CutRule;
import org.whittle.goal.Reliability;
import org.whittle.goal.Softmax;
import org.whittle.goal.TemperatureFit;
import org.whittle.goal.TrialId;
import org.whittle.study.LedgerEvent.FittedRule;
import org.whittle.work.HeldOut;

/**
 * What one configuration's networks said of rows that they were not trained on: of the validation rows, or with
 * cross-validation of those of every fold, one after another.
 *
 * @param classes of the label; 0 where it is a number
 * @param outputs logits, row-major, or numbers
 * @param weights what each row counts
 */
record HeldOutRows(TrialId trial, int classes, double[] outputs, double[] labels, double[] weights) {

    /**
     * All rows of a trial's.
     *
     * @return empty if a training came to nothing
     */
    static Optional<HeldOutRows> of(TrialId trial, List<HeldOut> said) {
        List<HeldOut> own = said.stream().filter(one -> one.trial().equals(trial)).toList();
        if (own.isEmpty() || !own.stream().allMatch(HeldOut::isSound)) {
            return Optional.empty();
        }
        return Optional.of(new HeldOutRows(trial, own.get(0).classes(),
                together(own.stream().map(HeldOut::outputs).toList()),
                together(own.stream().map(HeldOut::labels).toList()),
                together(own.stream().map(HeldOutRows::weights).toList())));
    }

    private static double[] weights(HeldOut said) {
        double[] weights = said.weights() == null ? new double[said.labels().length] : said.weights();
        if (said.weights() == null) {
            Arrays.fill(weights, 1);
        }
        return weights;
    }

    private static double[] together(List<double[]> parts) {
        double[] all = new double[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** The rule by which the network that is refitted is to be read. */
    FittedRule fitted(WinnerSpec how) {
        if (classes == 0) {
            return new FittedRule(trial, ClassRule.STANDARD, labels.length, Double.NaN, Double.NaN);
        }
        double temperature = how.calibration() == WinnerSpec.Calibration.TEMPERATURE
                ? TemperatureFit.of(outputs, classes, labels, weights) : 1;
        double threshold = how.threshold() == CutRule.FIXED ? ClassRule.STANDARD.threshold()
                : how.threshold().threshold(margins(temperature), positive(), weights, how.costs());
        ClassRule rule = new ClassRule(threshold, temperature);
        return new FittedRule(trial, rule, labels.length, error(1), error(temperature));
    }

    private double[] margins(double temperature) {
        double[] margins = new double[labels.length];
        for (int row = 0; row < margins.length; row++) {
            margins[row] = (outputs[2 * row + 1] - outputs[2 * row]) / temperature;
        }
        return margins;
    }

    private boolean[] positive() {
        boolean[] positive = new boolean[labels.length];
        for (int row = 0; row < positive.length; row++) {
            positive[row] = labels[row] == 1;
        }
        return positive;
    }

    private double error(double temperature) {
        return Reliability.expectedError(probabilities(temperature), classes, labels, weights);
    }

    /** The class of each row, as an index; or the number that is predicted. */
    double[] predicted(ClassRule rule) {
        if (classes == 0) {
            return outputs;
        }
        double[] tempered = outputs.clone();
        for (int i = 0; i < tempered.length; i++) {
            tempered[i] /= rule.temperature();
        }
        return Softmax.predicted(tempered, classes, rule);
    }

    /** Row-major, {@code rows × classes}; or the numbers that are predicted. */
    double[] probabilities(double temperature) {
        return classes == 0 ? outputs : Softmax.of(outputs, classes, temperature);
    }
}
