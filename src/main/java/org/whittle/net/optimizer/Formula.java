package org.whittle.net.optimizer;

import java.util.List;
import org.whittle.net.setting.Values;

/**
 * An optimizer as a program does it: one call for all pieces of a network's parameters, in one pass over memory where
 * the engine has one. Its numbers are handed over in double precision.
 */
public interface Formula {

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

    /** The first state tensor's name in a checkpoint, as PyTorch has it; {@code null} if there is none. */
    default String first(Values values) {
        return null;
    }

    /** And so for a second. */
    default String second(Values values) {
        return null;
    }

    /**
     * The numbers of a step.
     *
     * @param step from 1, since the optimizer was fresh
     */
    double[] numbers(Values values, double rate, long step);

    /**
     * Writes a step of one network.
     *
     * @param w pieces of the parameters; and so for gradients, first and second moments, and a number of steps for each
     *     piece
     * @param n expressions of the numbers
     */
    void write(Lines to, Values values, String w, String g, String m, String v, String steps, List<String> n);

    /** What must be equal for two networks to have the same text. */
    default Object text(Values values) {
        return List.of(values.of(Optimizers.SETTING), String.valueOf(first(values)));
    }
}
