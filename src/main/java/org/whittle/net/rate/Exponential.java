package org.whittle.net.rate;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/** decay^u, that is, decay is by the epoch: PyTorch's {@code ExponentialLR}, stepped after every optimizer step. */
public final class Exponential implements Schedule {

    @Override
    public String key() {
        return "exponential";
    }

    @Override
    public String meaning() {
        return "multiplied by decay over each epoch, a little with every step";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(Step.DECAY);
    }

    @Override
    public Curve curve(Values values) {
        double decay = values.of(Step.DECAY);
        return point -> StrictMath.pow(decay, point.epochs());
    }
}
