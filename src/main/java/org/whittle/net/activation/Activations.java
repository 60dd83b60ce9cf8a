package org.whittle.net.activation;

import java.util.List;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;

/** All activations. A new one is a file beside this, and a line here. */
public final class Activations {

    /** In the order in which they are named to users, and lie beside each other in a cohort: a new one comes last. */
    public static final List<Activation> ALL = List.of(
            new Relu(),
            new LeakyRelu(),
            new Elu(),
            new Selu(),
            new Gelu(),
            new Silu(),
            new Mish(),
            new Tanh(),
            new Sigmoid(),
            new Softplus(),
            new HardSwish());

    /** Which one. */
    public static final Setting<String> SETTING = Setting.choice("activation", Option.keys(ALL), "relu",
            "Activation function of the hidden layers").tuned("relu", "gelu", "tanh");

    private Activations() {
    }

    /**
     * The activation of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Activation ofKey(String key) {
        return Option.ofKey(ALL, key, "activation");
    }
}
