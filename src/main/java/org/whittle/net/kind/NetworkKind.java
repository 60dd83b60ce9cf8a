package org.whittle.net.kind;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Dimension;

/**
 * What turns a trial's hyperparameters into its network: {@code network.kind} of a study file. It belongs to the study,
 * crosses to executors, and is the same for all trials.
 */
public sealed interface NetworkKind extends Serializable permits MlpKind, ConvolutionalKind, GraphKind,
        BlockKind, TorchScriptKind, PretrainedKind, DescribedKind {

    /** Its name in study files. */
    String key();

    /** One or two sentences for people: what the networks are, layer by layer. */
    String describe();

    /** Names of the settings, and of the user's own hyperparameters, that decide on the network. */
    SortedSet<String> reads();

    /** The settings that each layer may have a value of its own of, by name, and what counts those layers. */
    SortedMap<String, Setting<Integer>> perLayer();

    /** What a study tunes without saying so. */
    List<Dimension> usual(UsualSpace space);

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
