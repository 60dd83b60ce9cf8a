package org.whittle.data.tensor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import org.whittle.net.LearningTask;

/**
 * Where a fold's rows lie, and what they are: prepared by what its own training rows say.
 *
 * @param task of a regression, with the mean and deviation of its training rows
 * @param preprocessing digest of {@code preprocessing.json} beside the tensors
 * @param images what rows are, if they are images; otherwise null
 * @param choices what hyperparameters choose among the features; null if all networks see all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FoldTensors(
        LearningTask task,
        String preprocessing,
        StoredImages images,
        Inputs choices,
        SplitTensors training,
        SplitTensors validation)
        implements Serializable {
}
