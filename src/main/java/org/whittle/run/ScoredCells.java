package org.whittle.run;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.whittle.net.LearningTask;
import org.whittle.score.model.Outputs;

/**
 * What is added to rows that were scored, as Spark holds it.
 *
 * @param flat whether each class's probability is a cell
 */
record ScoredCells(boolean flat) implements Serializable {

    /** The cells of each row. */
    Object[][] of(Outputs outputs) {
        Object[][] cells = new Object[outputs.rows()][];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = outputs.task() instanceof LearningTask.Classification classification
                    ? cells(outputs, outputs.probabilities(i), classification.classes())
                    : new Object[] {outputs.value(i)};
        }
        return cells;
    }

    private Object[] cells(Outputs outputs, float[] probabilities, List<String> classes) {
        int best = outputs.predicted(probabilities);
        UTF8String label = UTF8String.fromString(classes.get(best));
        if (!flat) {
            return new Object[] {label, probabilities[best], UnsafeArrayData.fromPrimitiveArray(probabilities)};
        }
        Object[] cells = new Object[2 + probabilities.length];
        cells[0] = label;
        cells[1] = probabilities[best];
        for (int k = 0; k < probabilities.length; k++) {
            cells[2 + k] = probabilities[k];
        }
        return cells;
    }
}
