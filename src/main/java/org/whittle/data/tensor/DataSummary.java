package org.whittle.data.tensor;

import java.io.Serializable;
import java.util.List;
import org.whittle.net.LearningTask;

/**
 * What was prepared, for people and reports.
 *
 * @param format as in {@code data.format}
 * @param path as in {@code data.path}
 * @param label name of the label column
 * @param features names of the features, in the tensors' order
 */
public record DataSummary(String format, String path, String label, LearningTask task, List<String> features,
                          Part training, Part validation, Part test) implements Serializable {

    /**
     * One split.
     *
     * @param rows number of them
     * @param classRows rows of each class, in the task's order; empty for a regression
     */
    public record Part(int rows, List<Integer> classRows) implements Serializable {
        public Part {
            classRows = List.copyOf(classRows);
        }
    }

    public DataSummary {
        features = List.copyOf(features);
    }
}
