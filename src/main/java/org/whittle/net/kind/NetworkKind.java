package org.whittle.net.kind;

import java.io.Serializable;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.setting.Values;

/**
 * What turns a trial's hyperparameters into its network: {@code network.kind} of a study file. It belongs to the study,
 * crosses to executors, and is the same for all trials.
 */
public sealed interface NetworkKind extends Serializable permits MlpKind {

    /** Its name in study files. */
    String key();

    /**
     * The network of a trial.
     *
     * @param values of all settings that it reads
     * @param input what a row is to the network
     * @param outputs classes, or 1
     * @throws IllegalArgumentException if a value is missing or outside its domain, or the layers do not fit one
     *     another; the message says which, and what to change
     */
    Architecture network(Values values, InputShape input, int outputs);
}
