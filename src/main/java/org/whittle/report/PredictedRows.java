package org.whittle.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.whittle.goal.Reliability;
import org.whittle.goal.ScoreCurve;
import org.whittle.goal.TrialId;
import org.whittle.report.Html.Heading;
import org.whittle.report.Html.Line;
import org.whittle.study.StudyState;
import org.whittle.work.FileStore;
import org.whittle.work.RowPredictions;

/**
 * What winner and baseline said of single rows, for the page: confusions, ROC and precision–recall curves, calibration;
 * of numbers, residuals. Of test rows it shows what was kept of the one opening of the lock box; before it, validation
 * rows, where the selection has asked networks about them.
 *
 * @param ofTest else of validation rows
 */
public record PredictedRows(RowPredictions rows, boolean ofTest) {

    private static final Logger LOG = LogManager.getLogger(PredictedRows.class);
    /** A matrix of more is not readable; of more, the most frequent confusions say most. */
    private static final int MOST_CLASSES = 30;
    private static final int MOST_CONFUSIONS = 10;
    private static final int MOST_POINTS = 1_500;
    private static final int HISTOGRAM = 40;
    /** Of a curve's height: less cannot be seen. */
    private static final double SEEN = 0.004;

    /** What a study has of them; nothing where it kept nothing, or that cannot be read: a page is there anyway. */
    public static Optional<PredictedRows> read(StudyState state, FileStore files) {
        boolean tested = !state.results().isEmpty();
        boolean asked = state.sinceSearchEnded().rulesFitted().isPresent();
        if (!tested && !asked) {
            return Optional.empty();
        }
        try {
            return PredictionTable.read(files, tested ? RowPredictions.OF_TEST : RowPredictions.OF_VALIDATION)
                    .filter(rows -> rows.labels().length > 0).map(rows -> new PredictedRows(rows, tested));
        } catch (IOException e) {
            LOG.warn("The page shows no predictions of rows", e);
            return Optional.empty();
        }
    }

    private String which() {
        return ofTest ? "test" : "validation";
    }

    private boolean ofClasses() {
        return !rows.classes().isEmpty();
    }

    void write(Html html) {
        html.heading(ofTest ? "Test rows" : "Validation rows");
        html.element("p", "class=\"soft\"", "What %s said of %s %s rows%s.".formatted(
                rows.models().size() > 1 ? "winner and baseline" : "the winner", Numbers.count(rows.labels().length),
                which(), ofTest ? " when the lock box was opened" : " that they were not trained on"));
        if (ofClasses()) {
            writeClasses(html);
        } else {
            html.raw("<div class=\"beside\">");
            html.chart("residuals", "Predicted over true values; on the line, they are equal.");
            html.chart("residual-histogram", "Residuals: true less predicted.");
            html.raw("</div>");
        }
    }

    private void writeClasses(Html html) {
        if (rows.classes().size() <= MOST_CLASSES) {
            html.chart("confusion", "Confusion matrix: rows by true class (down) and predicted class (across), "
                    + "coloured by the share of the true class's rows.");
        }
        html.raw("<div class=\"beside\">");
        html.chart("roc", "ROC curve: of the class's rows those found, over those of other classes taken for it, at "
                + "every threshold. The point is where predictions were made.");
        html.chart("precision-recall", "Precision–recall curve: of the rows taken for the class those that are, over "
                + "those found.");
        html.chart("calibration", "Calibration: how often predictions were right, by how sure they said to be; on the "
                + "line, as often. Below, how many rows were so sure.");
        html.raw("</div>");
        List<long[][]> counts = rows.models().stream().map(this::confusion).toList();
        table(html, counts);
        List<Line> confusions = confusions(counts.get(0));
        if (!confusions.isEmpty()) {
            html.raw("<p></p>").table("The winner's most frequent confusions.", List.of(Heading.text("class"),
                    Heading.text("taken for"), Heading.number("rows"), Heading.number("share of the class")),
                    confusions);
        }
    }

    private void table(Html html, List<long[][]> counts) {
        List<Heading> headings = new ArrayList<>(List.of(Heading.text("class"), Heading.number("rows"),
                Heading.number("precision"), Heading.number("recall"), Heading.number("F1")));
        if (counts.size() > 1) {
            headings.add(Heading.number("baseline's F1"));
        }
        List<Line> lines = new ArrayList<>();
        for (int c : byRows().subList(0, Math.min(MOST_CLASSES, rows.classes().size()))) {
            long[][] winner = counts.get(0);
            List<String> cells = new ArrayList<>(List.of(rows.classes().get(c),
                    Numbers.count(Arrays.stream(winner[c]).sum()), share(winner[c][c], column(winner, c)),
                    share(winner[c][c], Arrays.stream(winner[c]).sum())));
            counts.forEach(each -> cells.add(
                    share(2 * each[c][c], Arrays.stream(each[c]).sum() + column(each, c))));
            lines.add(new Line(cells, false));
        }
        html.table(rows.classes().size() <= MOST_CLASSES ? "The winner, class by class."
                : "The winner on the %d most frequent of %s classes.".formatted(MOST_CLASSES,
                        Numbers.count(rows.classes().size())), headings, lines);
    }

    /** Classes in their order; of too many, the frequent ones first. */
    private List<Integer> byRows() {
        List<Integer> classes = new ArrayList<>(IntStream.range(0, rows.classes().size()).boxed().toList());
        if (classes.size() > MOST_CLASSES) {
            int[] counts = new int[classes.size()];
            for (double label : rows.labels()) {
                counts[(int) label]++;
            }
            classes.sort(Comparator.comparingInt(c -> -counts[c]));
        }
        return classes;
    }

    private List<Line> confusions(long[][] counts) {
        record Confusion(int label, int taken, long rows, long of) {
        }

        List<Confusion> found = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            for (int p = 0; p < counts.length; p++) {
                if (p != c && counts[c][p] > 0) {
                    found.add(new Confusion(c, p, counts[c][p], Arrays.stream(counts[c]).sum()));
                }
            }
        }
        found.sort(Comparator.comparingLong(confusion -> -confusion.rows));
        return found.stream().limit(MOST_CONFUSIONS).map(each -> Line.of(rows.classes().get(each.label),
                rows.classes().get(each.taken), Numbers.count(each.rows), share(each.rows, each.of))).toList();
    }

    private static long column(long[][] counts, int c) {
        return Arrays.stream(counts).mapToLong(row -> row[c]).sum();
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "–" : Numbers.metric((double) part / whole);
    }

    /** Of a network: rows by label and prediction. */
    private long[][] confusion(RowPredictions.Model model) {
        long[][] counts = new long[rows.classes().size()][rows.classes().size()];
        for (int row = 0; row < rows.labels().length; row++) {
            counts[(int) rows.labels()[row]][(int) model.predicted()[row]]++;
        }
        return counts;
    }

    /** What the views are drawn from. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("rows", which());
        tree.put("classes", rows.classes().size() <= MOST_CLASSES ? rows.classes()
                : byRows().subList(0, MOST_CLASSES).stream().map(rows.classes()::get).toList());
        List<Map<String, Object>> models = new ArrayList<>();
        for (RowPredictions.Model model : rows.models()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("name", "%s (trial %s)".formatted(model.trial().equals(TrialId.BASELINE) ? "baseline" : "winner",
                    model.trial()));
            if (ofClasses()) {
                if (rows.classes().size() <= MOST_CLASSES) {
                    each.put("confusion", confusion(model));
                }
                each.put("curves", curves(model));
                each.put("bins", Reliability.of(model.values(), rows.classes().size(), rows.labels()).bins().stream()
                        .map(bin -> List.of(PageData.drawn(bin.confidence()), PageData.drawn(bin.accuracy()),
                                bin.rows())).toList());
            } else {
                each.put("points", points(model));
            }
            models.add(each);
        }
        tree.put("models", models);
        if (!ofClasses()) {
            histogram(tree, models);
        }
        return tree;
    }

    /** Of the second class of two, else of each that has rows for and against. */
    private List<Map<String, Object>> curves(RowPredictions.Model model) {
        int width = rows.classes().size();
        List<Map<String, Object>> curves = new ArrayList<>();
        List<Integer> classes = byRows();
        for (int at = 0; at < Math.min(MOST_CLASSES, width); at++) {
            int c = classes.get(at);
            boolean[] positive = new boolean[rows.labels().length];
            boolean[] taken = new boolean[positive.length];
            double[] scores = new double[positive.length];
            int positives = 0;
            for (int row = 0; row < positive.length; row++) {
                positive[row] = (int) rows.labels()[row] == c;
                taken[row] = (int) model.predicted()[row] == c;
                scores[row] = model.values()[row * width + c];
                positives += positive[row] ? 1 : 0;
            }
            if (width == 2 && c == 0 || positives == 0 || positives == positive.length) {
                continue;
            }
            ScoreCurve curve = ScoreCurve.of(scores, positive);
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("of", at);
            tree.put("area", PageData.drawn(curve.rocArea()));
            tree.put("precision", PageData.drawn(curve.averagePrecision()));
            tree.put("points", curve.thinned(SEEN).stream().map(point -> List.of(PageData.drawn(
                    point.falsePositiveRate()), PageData.drawn(point.recall()), PageData.drawn(point.precision())))
                    .toList());
            tree.put("at", operating(positive, taken, positives));
            curves.add(tree);
        }
        return curves;
    }

    /** False-positive rate, recall and precision of the predictions as they were made. */
    private static List<Object> operating(boolean[] positive, boolean[] taken, int positives) {
        int hits = 0;
        int all = 0;
        for (int row = 0; row < positive.length; row++) {
            all += taken[row] ? 1 : 0;
            hits += taken[row] && positive[row] ? 1 : 0;
        }
        return List.of(PageData.drawn((double) (all - hits) / (positive.length - positives)),
                PageData.drawn((double) hits / positives), PageData.drawn(all == 0 ? 1 : (double) hits / all));
    }

    /** True and predicted values, by the true ones; of many rows evenly many. */
    private List<List<Object>> points(RowPredictions.Model model) {
        List<Integer> order = IntStream.range(0, rows.labels().length).boxed()
                .sorted(Comparator.comparingDouble(row -> rows.labels()[row])).toList();
        double step = Math.max(1, order.size() / (double) MOST_POINTS);
        List<List<Object>> points = new ArrayList<>();
        for (double at = 0; at < order.size(); at += step) {
            int row = order.get((int) at);
            points.add(Arrays.asList(PageData.drawn(rows.labels()[row]), PageData.drawn(model.predicted()[row])));
        }
        return points;
    }

    /** Residuals of all networks in the same bins. */
    private void histogram(Map<String, Object> tree, List<Map<String, Object>> models) {
        double low = 0;
        double high = 0;
        for (RowPredictions.Model model : rows.models()) {
            for (int row = 0; row < rows.labels().length; row++) {
                low = Math.min(low, rows.labels()[row] - model.predicted()[row]);
                high = Math.max(high, rows.labels()[row] - model.predicted()[row]);
            }
        }
        double width = high > low ? (high - low) / HISTOGRAM : 1;
        tree.put("low", PageData.drawn(low));
        tree.put("width", PageData.drawn(width));
        for (int i = 0; i < models.size(); i++) {
            int[] counts = new int[HISTOGRAM];
            for (int row = 0; row < rows.labels().length; row++) {
                double residual = rows.labels()[row] - rows.models().get(i).predicted()[row];
                counts[Math.max(0, Math.min(HISTOGRAM - 1, (int) ((residual - low) / width)))]++;
            }
            models.get(i).put("histogram", counts);
        }
    }
}
