package org.whittle.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.whittle.data.check.LabelCheck;
import org.whittle.data.check.LabelProfile;
import org.whittle.data.column.Columns;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SettingLine;
import org.whittle.data.column.SplitPart;
import org.whittle.data.row.DividedProfile;
import org.whittle.data.row.RowBlock;
import org.whittle.data.row.RowLayout;
import org.whittle.data.source.InOrder;
import org.whittle.data.step.FeatureRanking;
import org.whittle.data.step.PreprocessingFit;
import org.whittle.data.tensor.DataSummary;
import org.whittle.goal.Metric;
import org.whittle.net.LearningTask;
import org.whittle.score.column.InputColumn;
import org.whittle.score.step.Features;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Selection;
import org.whittle.score.step.Step;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;
import org.whittle.study.SelectionSpec;

/**
 * Rows in canonical order, divided, and found fit for training.
 *
 * @param blocks in canonical order, one a partition
 * @param counts rows of each part, by partition
 * @param profile by split
 */
record DividedRows(CheckedTable table, JavaRDD<RowBlock> blocks, List<int[]> counts, DividedProfile profile,
                   LearningTask task) {

    /**
     * The largest distance of two neighbouring floats, in deviations of a column, at which the column is still itself.
     */
    private static final double COARSEST = 0.01;

    /**
     * @param rows in canonical order, each in its part; kept, or cheaply made again
     * @param measured keys of the metrics that validation rows must define
     * @param findings told of what is worth a note
     * @throws InvalidInputException with everything that the rows lack and must have
     */
    static DividedRows check(CheckedTable table, JavaRDD<RowBlock> rows, Set<String> measured, Findings findings) {
        Columns columns = table.columns();
        // In the order of the partitions, which the rows decide.
        List<int[]> counts = new ArrayList<>();
        // Scaling takes an offset away while there are 64 bits; without it, 32 must hold the offset and the spread.
        boolean unscaled = table.spec().scaling() == Scaling.NONE;
        boolean ofVectors = unscaled || !table.spec().inputs().edges().isEmpty();
        DividedProfile profile = new DividedProfile(new RowLayout(columns), ofVectors);
        InOrder.forEach(rows.map(block -> DividedProfile.of(block, ofVectors)), partition -> {
            counts.add(SplitPart.ALL.stream().mapToInt(part -> Math.toIntExact(partition.rows(part))).toArray());
            profile.add(partition);
        });
        for (int i = 0; i < columns.features().size(); i++) {
            if (profile.missing(i) == profile.rows(SplitPart.TRAINING)) {
                String name = columns.features().get(i).source();
                findings.problem(InputProblem.of("Column '%s' is empty in all training rows; add it to data.ignore"
                        .formatted(name)).at(name, 0).mendedBy("data.ignore", SettingLine.ignore(name)));
            }
        }
        if (unscaled) {
            checkSpread(columns.features(), profile, findings);
        }
        checkLabel(table, profile.label(), findings);
        // A refit has no validation rows.
        checkMetrics(table, profile.label(), Stream.of(SplitPart.VALIDATION, SplitPart.TEST)
                .filter(part -> profile.rows(part) > 0).toList(), measured, findings);
        columns.weight().ifPresent(name -> WeightCheck.checkParts(name, rows, findings));
        findings.throwIfAny();
        return new DividedRows(table, rows, counts, profile, task(table, profile.label()));
    }

    private static void checkSpread(List<InputColumn> features, DividedProfile profile, Findings findings) {
        for (int i = 0; i < features.size(); i++) {
            InputColumn column = features.get(i);
            if (column.kind() == InputColumn.Kind.TEXT || column.kind() == InputColumn.Kind.CODE) {
                continue;
            }
            for (int element = 0; element < column.length(); element++) {
                double mean = profile.mean(i, element);
                double step = Math.ulp((float) mean);
                double deviation = profile.deviation(i, element);
                if (deviation > 0 && step > COARSEST * deviation) {
                    findings.problem(
                            InputProblem.of(("Column '%s' spreads by %.3g around %.6g%s, where 32-bit floats are %.3g "
                                                    + "apart; set data.scaling = standard, or add the column to "
                                                    + "data.ignore")
                                            .formatted(
                                                    column.name(),
                                                    deviation,
                                                    mean,
                                                    column.kind() == InputColumn.Kind.VECTOR
                                                            ? " in element " + element
                                                            : "",
                                                    step))
                                    .at(column.name(), 0)
                                    .mendedBy("data.scaling", "data.scaling = standard"));
                    break;
                }
            }
        }
    }

    long rows(SplitPart part) {
        return profile.rows(part);
    }

    DataSummary.Part summary(SplitPart part) {
        return new DataSummary.Part(Math.toIntExact(rows(part)),
                table.classes().stream().map(name -> Math.toIntExact(profile.label().rows(name, part))).toList());
    }

    /** The preprocessing, fitted to the training rows. */
    Preprocessing fit() {
        List<InputColumn> features = table.columns().features();
        PreprocessingFit.Settings settings =
                PreprocessingFit.Settings.of(features, profile, table.spec());
        PreprocessingFit fitted = InOrder.reduce(blocks.map(block -> {
            PreprocessingFit fit = new PreprocessingFit(settings);
            RowBlock.Cursor cursor = block.cursor();
            for (int row = 0; row < block.rows(); row++) {
                if (block.part(row) == SplitPart.TRAINING) {
                    fit.add(cursor.at(row));
                }
            }
            return fit;
        }), PreprocessingFit::add).orElseThrow();
        List<Step> steps = fitted.steps();
        return new Preprocessing(features, table.columns().label().name(), task,
                List.of(new Preprocessing.Fold(0, steps, selection(steps))));
    }

    /** Ranks features by training rows alone; {@code null} if they are not ranked. */
    private Selection selection(List<Step> steps) {
        SelectionSpec spec = table.spec().inputs().selection();
        if (!spec.isOn()) {
            return null;
        }
        Features unscaled = new Features(table.columns().features(), steps.stream().map(Step::unscaled).toList());
        int most = FeatureRanking.rows(unscaled.width());
        int[] before = new int[counts.size() + 1];
        for (int i = 0; i < counts.size(); i++) {
            before[i + 1] = (int) Math.min(most, (long) before[i] + counts.get(i)[SplitPart.TRAINING.ordinal()]);
        }
        Map<String, Integer> classes = new HashMap<>();
        table.classes().forEach(name -> classes.put(name, classes.size()));
        List<double[]> rows = new ArrayList<>();
        List<Double> targets = new ArrayList<>();
        InOrder.forEach(blocks.mapPartitionsWithIndex((partition, each) -> Collections.singleton(sample(each.next(),
                unscaled, before[partition + 1] - before[partition], classes)).iterator(), true), sample -> {
            for (double[] row : sample) {
                rows.add(Arrays.copyOf(row, row.length - 1));
                targets.add(row[row.length - 1]);
            }
        });
        double[] scores = FeatureRanking.scores(spec.method(), rows,
                targets.stream().mapToDouble(Double::doubleValue).toArray(), classes.size());
        return Selection.of(spec.method().key(), scores, spec.most() == 0 ? scores.length : spec.most());
    }

    /** The first training rows of a block: of each its features, then its target. */
    private static double[][] sample(RowBlock block, Features features, int count, Map<String, Integer> classes) {
        double[][] sample = new double[count][];
        RowBlock.Cursor cursor = block.cursor();
        int done = 0;
        for (int row = 0; row < block.rows() && done < count; row++) {
            if (block.part(row) == SplitPart.TRAINING) {
                sample[done] = Arrays.copyOf(features.of(cursor.at(row)), features.width() + 1);
                sample[done++][features.width()] =
                        classes.isEmpty() ? block.target(row) : classes.get(block.label(row));
            }
        }
        return sample;
    }

    private static LearningTask task(CheckedTable table, LabelProfile label) {
        return table.classes().isEmpty()
                ? new LearningTask.Regression(label.mean(SplitPart.TRAINING), label.deviation(SplitPart.TRAINING))
                : new LearningTask.Classification(table.classes());
    }

    private static void checkLabel(CheckedTable table, LabelProfile label, Findings findings) {
        String name = table.columns().label().name();
        if (table.classes().isEmpty()) {
            if (!(label.deviation(SplitPart.TRAINING) > 0)) {
                findings.problem(
                        InputProblem.of(("The label column '%s' is %s in all training rows; a regression needs "
                                                + "different targets: name another column in data.label")
                                        .formatted(name, label.mean(SplitPart.TRAINING)))
                                .at(name, 0)
                                .mendedBy("data.label", ""));
            }
            return;
        }
        List<String> trained = label.labels(SplitPart.TRAINING);
        Stream.of(SplitPart.VALIDATION, SplitPart.TEST).forEach(part -> label.labels(part).stream()
                .filter(text -> !trained.contains(text) && !table.classes().contains(text))
                .forEach(text -> findings.problem(withoutClass(
                        name,
                        text,
                        ("The class '%s' of label column '%s' occurs in %s "
                                        + "rows, but in no training row; mend the label, or add training rows of it")
                                .formatted(text, name, part.title())))));
        table.classes().stream()
                .filter(text -> !trained.contains(text))
                .forEach(text -> findings.problem(withoutClass(
                        name,
                        text,
                        ("No row of class '%s' of label column '%s' is a training row; add rows of it, or set "
                                        + "data.split.hash.stratified = true")
                                .formatted(text, name))));
    }

    /** Where all validation rows have one label, many metrics tell no model from another. */
    private static void checkMetrics(CheckedTable table, LabelProfile label, List<SplitPart> parts,
                                     Set<String> measured, Findings findings) {
        String name = table.columns().label().name();
        boolean classes = !table.classes().isEmpty();
        Metric other = classes ? Metric.ACCURACY : Metric.RMSE;
        for (SplitPart part : parts) {
            if (!isConstant(label, part, classes)) {
                continue;
            }
            String all = classes ? "All %s rows are of class '%s' of label column '%s'".formatted(part.title(),
                    label.labels(part).get(0), name) : "All %s rows have the target %s in label column '%s'".formatted(
                            part.title(), label.mean(part), name);
            List<String> undefined = Metric.all().stream()
                    .filter(metric -> classes ? metric.comparesClasses() : metric.equals(Metric.R2))
                    .map(Metric::key).toList();
            List<String> asked = undefined.stream().filter(measured::contains).toList();
            if (part == SplitPart.VALIDATION && !asked.isEmpty()) {
                findings.problem(InputProblem.of("%s, where %s is undefined; add others, or add objective.metric = %s"
                                .formatted(all, String.join(", ", asked), other.key())).at(name, 0)
                        .mendedBy("objective.metric", "objective.metric = " + other.key()));
            } else {
                findings.note(InputProblem.of("%s: %s".formatted(all, part == SplitPart.VALIDATION
                        ? "trials are compared without any other" : "of the winner's test metrics, %s will say nothing"
                                .formatted(String.join(", ", undefined)))).at(name, 0));
            }
        }
    }

    private static boolean isConstant(LabelProfile label, SplitPart part, boolean classes) {
        return classes ? label.labels(part).size() == 1 : !(label.deviation(part) > 0);
    }

    private static InputProblem withoutClass(String label, String text, String what) {
        return InputProblem.of(what).at(label, 0).mendedBy(SettingLine.column(label),
                LabelCheck.withoutClasses(label, List.of(text)));
    }
}
