package org.whittle.net.rate;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/** decay^⌊u / period⌋: PyTorch's {@code StepLR}, with a period in epochs. */
public final class Step implements Schedule {

    /** In epochs. */
    public static final Setting<Double> PERIOD = Setting.real("step-epochs", 1e-3, 1e6, 2.0,
            "Period of the schedule in epochs").tuned(1, 10, Scale.LOG);

    /** γ */
    public static final Setting<Double> DECAY = Setting.real("decay", 0, 1, 0.9,
            "Factor γ by which the schedule lowers the learning rate each time").tuned(0.5, 0.99, Scale.LINEAR);

    @Override
    public String key() {
        return "step";
    }

    @Override
    public String meaning() {
        return "multiplied by decay every step-epochs epochs";
    }

    @Override
    public List<Setting<?>> reads() {
        return List.of(PERIOD, DECAY);
    }

    @Override
    public Curve curve(Values values) {
        double period = values.of(PERIOD);
        double decay = values.of(DECAY);
        // The quotient of two whole numbers of steps may fall a rounding error short of a whole number.
        return point -> StrictMath.pow(decay, Math.floor(point.epochs() / period + 1e-9));
    }
}
