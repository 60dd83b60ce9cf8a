package org.whittle.net.optimizer;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Scale;

/** How weights follow a gradient: what it keeps of earlier steps, and a step as a program does it. */
public interface Optimizer extends Option {

    /** η */
    Setting<Double> LEARNING_RATE = Setting.real("learning-rate", 0, 1e6, 0.001,
            "Initial learning rate; the schedule scales it").tuned(1e-4, 1e-1, Scale.LOG).changing();

    /** ε */
    Setting<Double> EPSILON = Setting.real("epsilon", 0, 1, 1e-8,
            "Term added to the denominator of an adaptive step for numerical stability (ε)")
            .tuned(1e-10, 1e-4, Scale.LOG).changing();

    /** λ */
    Setting<Double> WEIGHT_DECAY = Setting.real("weight-decay", 0, 1e6, 0.0,
            "L2 penalty λ: adds λ/2 ‖w‖² to the loss; with decoupled weight decay, shrinks weights directly instead")
            .tuned(1e-6, 1e-2, Scale.LOG).changing();

    /** The largest 2-norm of a step's gradient. */
    Setting<Double> CLIP_NORM = Setting.real("clip-norm", 0, 1e12, 0.0,
            "Gradient clipping: largest 2-norm of the gradient of a step; 0: no clipping")
            .tuned(0.1, 10, Scale.LOG).changing();

    /** Numbers that a step has: what of them an optimizer needs. */
    int NUMBERS = 8;
    /** Steps after which the engine's own corrections of Adam's moments are 1: they are in the numbers. */
    double MANY_STEPS = 1e12;

    /** Where a text is written. */
    interface Lines {

        void line(String text);

        /** Begins a block, such as a loop's. */
        void open(String header);

        /** Ends it. */
        void close();
    }

    /** The first state array's name in a checkpoint, as PyTorch has it; {@code null} if there is none. */
    default String first(Values values) {
        return null;
    }

    /** And so for a second. */
    default String second(Values values) {
        return null;
    }

    /** The names of both, as far as there are such. */
    default List<String> state(Values values) {
        return Stream.of(first(values), second(values)).filter(Objects::nonNull).toList();
    }

    /**
     * The numbers of a step, handed over in double precision.
     *
     * @param step from 1, since the optimizer was fresh
     */
    double[] numbers(Values values, double rate, long step);

    /** The names of the texts that there are for a step. */
    default List<String> texts() {
        return List.of(key());
    }

    /** The name of the text that networks with such settings have; they differ in {@linkplain #numbers numbers}. */
    default String text(Values values) {
        return key();
    }

    /**
     * Writes a step of one network: one call for all pieces of its parameters, in one pass over memory where the engine
     * has one.
     *
     * @param text one of {@link #texts}
     * @param w pieces of the parameters; and so for gradients, first and second state, and a number of steps for each
     *     piece
     * @param n expressions of the numbers
     */
    void write(Lines to, String text, String w, String g, String m, String v, String steps, List<String> n);

    /**
     * Whether a weight that is 0, and has no gradient, stays 0: then what a cohort pads a network with stays absent.
     * Where the optimizer divides by a gradient's size without an ε, it would become no number: so it hangs on ε where
     * that is read.
     */
    default boolean keepsZeros(Values values) {
        return !reads().contains(EPSILON) || values.of(EPSILON) > 0;
    }
}
