package org.whittle.train.brought;

import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.kind.DescribedKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.net.setting.Values;

/**
 * Networks with a trunk, as they are trained: heads alone, on the features that a frozen trunk gave, or both as one
 * network that begins with the trunk's weights.
 *
 * @param undescribed as the study file has it
 */
public record TrunkKind(PretrainedKind undescribed, StudyTrunk study) implements DescribedKind {

    /** @param input the trunk's rows if it is trained, else its features */
    @Override
    public Architecture network(Values values, InputShape input, int outputs) {
        if (undescribed.frozen()) {
            return undescribed.network(values, input, outputs);
        }
        Trunk trunk = study.trunk();
        return trunk.with(undescribed.network(values, trunk.features(), outputs));
    }

    /** Sets what of fresh numbers are the trunk's. */
    public void begin(float[] parameters, float[] statistics) {
        if (!undescribed.frozen()) {
            study.trunk().begin(parameters, statistics);
        }
    }

    /** The network that predicts for rows: of a head that was trained alone, the trunk and it. */
    public Architecture whole(Architecture trained) {
        return undescribed.frozen() ? study.trunk().with(trained) : trained;
    }

    /** The parameters of {@link #whole}. */
    public float[] wholeParameters(float[] trained) {
        return undescribed.frozen() ? study.trunk().parametersBefore(trained) : trained;
    }

    /** The statistics of {@link #whole}. */
    public float[] wholeStatistics(float[] trained) {
        return undescribed.frozen() ? study.trunk().statisticsBefore(trained) : trained;
    }
}
