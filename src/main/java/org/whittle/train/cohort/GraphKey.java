package org.whittle.train.cohort;

import java.util.List;
import org.whittle.train.descent.OptimizerSettings;
import org.whittle.train.graph.LossFunction;

/**
 * What trials must have in common to be trained as one batched graph.
 *
 * @param epoch that they begin after: it decides on the order of rows
 * @param exactUnits the units of each layer, if they must not be padded: where the optimizer divides by a gradient
 *     without an ε, a unit that has none would be no number; else {@code null}
 */
record GraphKey(int batchSize, boolean batchNormalization, Class<? extends LossFunction> loss, int epoch,
                List<Integer> exactUnits) {

    static GraphKey of(MemberStart start) {
        TrainingSettings settings = start.settings();
        boolean divides = settings.optimizer().kind() != OptimizerSettings.Kind.SGD
                && settings.optimizer().epsilon() == 0;
        return new GraphKey(settings.batchSize(), settings.network().batchNormalization(), settings.loss().getClass(),
                start.from().epoch(), divides ? settings.network().units() : null);
    }
}
