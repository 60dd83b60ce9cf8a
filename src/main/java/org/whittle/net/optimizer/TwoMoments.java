package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/** Optimizers that keep a mean of the gradient and one of its square, as {@link Adam} does. */
interface TwoMoments extends Optimizer {

    @Override
    default List<Setting<?>> reads() {
        return List.of(Adam.BETA1, Adam.BETA2, EPSILON);
    }

    @Override
    default String first(Values values) {
        return "exp_avg";
    }

    @Override
    default String second(Values values) {
        return "exp_avg_sq";
    }
}
