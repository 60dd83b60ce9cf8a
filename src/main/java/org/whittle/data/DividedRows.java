package org.whittle.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.whittle.study.DataSpec.Scaling;
import org.whittle.study.InvalidInputException;
import org.whittle.trial.LearningTask;

/**
 * Rows in canonical order, divided, and found fit for training.
 *
 * @param canonical label, features and split, in one partition
 * @param profile by split
 */
record DividedRows(CheckedTable table, Dataset<Row> canonical, TableProfile profile, LearningTask task) {

    /** The largest distance of two neighbouring floats, in deviations of a column, at which the column is still itself. */
    private static final double COARSEST = 0.01;

    /** @throws InvalidInputException if the training rows lack something that they must have */
    static DividedRows check(CheckedTable table, Dataset<Row> canonical) {
        Columns columns = table.columns();
        int part = columns.features().size() + 1;
        TableProfile profile = TableProfile.of(canonical, columns.features(), false,
                row -> Optional.of(SplitPart.ALL.get(row.getInt(part))));
        for (int i = 0; i < columns.features().size(); i++) {
            if (profile.features().get(i).missing(SplitPart.TRAINING) == profile.rows(SplitPart.TRAINING)) {
                throw new InvalidInputException("Column '%s' is empty in all training rows; add it to data.ignore"
                        .formatted(columns.features().get(i).name()));
            }
        }
        if (table.spec().scaling() == Scaling.NONE) {
            requireSpread(columns.features(), profile);
        }
        return new DividedRows(table, canonical, profile, task(table, profile.label()));
    }

    /** Scaling takes an offset away while there are 64 bits; without it, 32 must hold the offset and the spread. */
    private static void requireSpread(List<InputColumn> features, TableProfile profile) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            double step = Math.ulp((float) profile.features().get(i).mean());
            double deviation = profile.features().get(i).deviation();
            if (deviation > 0 && step > COARSEST * deviation) {
                problems.add(("Column '%s' spreads by %.3g around %.6g, where 32-bit floats are %.3g apart; set data.scaling = "
                        + "standard, or add the column to data.ignore").formatted(features.get(i).name(), deviation,
                        profile.features().get(i).mean(), step));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }
    }

    long rows(SplitPart part) {
        return profile.rows(part);
    }

    DataSummary.Part summary(SplitPart part) {
        return new DataSummary.Part(Math.toIntExact(rows(part)),
                table.classes().stream().map(name -> Math.toIntExact(profile.label().rows(name, part))).toList());
    }

    Preprocessing.Fitted fit() {
        Dataset<Row> training =
                canonical.filter(functions.col(CanonicalRows.PART).equalTo(SplitPart.TRAINING.ordinal()));
        return Preprocessing.fit(training, table.columns().features(), profile, table.spec().scaling(),
                table.spec().oneHotLimit());
    }

    /** Number of the split, label and vector of features of every row, in canonical order. */
    Dataset<Row> transformed(PipelineModel model) {
        return model.transform(canonical).select(functions.col(CanonicalRows.PART), table.columns().label().column(),
                functions.col(FeaturePipeline.FEATURES));
    }

    private static LearningTask task(CheckedTable table, LabelProfile label) {
        String name = table.columns().label().name();
        if (table.classes().isEmpty()) {
            Moments moments = label.moments(SplitPart.TRAINING);
            if (!(moments.deviation() > 0)) {
                throw new InvalidInputException(("The label column '%s' is %s in all training rows; a regression needs "
                        + "different targets: name another column in data.label").formatted(name, moments.mean()));
            }
            return new LearningTask.Regression(moments.mean(), moments.deviation());
        }
        List<String> trained = label.labels(SplitPart.TRAINING);
        table.classes().stream().filter(text -> !trained.contains(text)).findFirst().ifPresent(text -> {
            throw new InvalidInputException(("No row of class '%s' of label column '%s' is a training row; add rows of it, or "
                    + "set data.split.hash.stratified = true").formatted(text, name));
        });
        Stream.of(SplitPart.VALIDATION, SplitPart.TEST).forEach(part -> label.labels(part).stream()
                .filter(text -> !trained.contains(text)).findFirst().ifPresent(text -> {
                    throw new InvalidInputException(("The class '%s' of label column '%s' occurs in %s rows, but in no "
                            + "training row; mend the label, or add training rows of it").formatted(text, name, part.title()));
                }));
        return new LearningTask.Classification(table.classes());
    }
}
