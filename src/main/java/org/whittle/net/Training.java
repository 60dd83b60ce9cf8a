package org.whittle.net;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.activation.Activations;
import org.whittle.net.initial.Initializations;
import org.whittle.net.loss.ClassWeights;
import org.whittle.net.loss.CrossEntropy;
import org.whittle.net.loss.Focal;
import org.whittle.net.loss.Huber;
import org.whittle.net.loss.Losses;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.Normalizations;
import org.whittle.net.optimizer.Adam;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.optimizer.RmsProp;
import org.whittle.net.optimizer.Sgd;
import org.whittle.net.rate.Cosine;
import org.whittle.net.rate.OneCycle;
import org.whittle.net.rate.Schedule;
import org.whittle.net.rate.Schedules;
import org.whittle.net.rate.Step;
import org.whittle.net.rate.WarmRestarts;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import org.whittle.space.Scale;

/**
 * Everything a trial's training can be told: the settings of {@code training} in study files. Those that belong to an
 * optimizer, a schedule or another option are declared in its file; the rest is declared here.
 */
public final class Training {

    /** Number of hidden layers, at least 0. */
    public static final Setting<Integer> LAYERS =
            Setting.whole("layers", 0, 100, 2, "Number of hidden layers; 0: a linear model").tuned(1, 3, Scale.LINEAR);

    /** Units of every hidden layer that has no number of its own. */
    public static final Setting<Integer> UNITS =
            Setting.whole("units", 1, 1 << 20, 64, "Units of each hidden layer").tuned(16, 256, Scale.LOG);

    /** Dropout rate of hidden layers, in [0, 0.99] (Srivastava et al. 2014). */
    public static final Setting<Double> DROPOUT = Setting.real("dropout", 0, 0.99, 0.0,
            "Dropout rate: probability that a hidden unit is left out of a training step").tuned(0, 0.5, Scale.LINEAR)
            .changing();

    /** Mini-batch size, in rows. */
    public static final Setting<Integer> BATCH_SIZE = Setting.whole(
                    "batch-size", 1, 1 << 24, 64, "Mini-batch size: rows in a training step")
            .tuned(32, 64, 128)
            .shared();

    /** Early stopping: epochs without improvement; 0: never. */
    public static final Setting<Integer> PATIENCE = Setting.whole("patience", 0, 1 << 24, 0,
            "Early stopping: epochs without an improvement of the objective after which a trial ends; 0: never");

    /** Early stopping: the least change that is an improvement, in the objective's unit. */
    public static final Setting<Double> MIN_DELTA = Setting.real("min-delta", 0, 1e12, 0.0,
            "Early stopping: a change of the objective of at most this is no improvement");

    /** Units of a single layer are named {@code units.1}, {@code units.2}, … from the input on. */
    public static final String PER_LAYER_UNITS = "units.";

    /** The settings that each layer may have a value of its own of; that of layer 3 is named {@code units.3}. */
    private static final List<Setting<Integer>> LAYERED =
            List.of(UNITS, Convolutional.FILTERS, Convolutional.KERNEL_SIZE);

    /**
     * In the order in which they are dimensions of a search space: a study keeps its trials only while the order of old
     * ones stays.
     */
    private static final List<Setting<?>> SETTINGS = List.of(
            LAYERS,
            UNITS,
            Activations.SETTING,
            DROPOUT,
            BatchNorm.SETTING,
            Normalizations.SETTING,
            Convolutional.CONV_LAYERS,
            Convolutional.FILTERS,
            Convolutional.FILTER_GROWTH,
            Convolutional.KERNEL_SIZE,
            Convolutional.POOLING,
            Convolutional.RESIDUAL,
            Convolutional.DENSE_LAYERS,
            Initializations.SETTING,
            Optimizers.SETTING,
            Optimizer.LEARNING_RATE,
            Sgd.MOMENTUM,
            Sgd.NESTEROV,
            Adam.BETA1,
            Adam.BETA2,
            RmsProp.RHO,
            Optimizer.EPSILON,
            Optimizer.WEIGHT_DECAY,
            Optimizer.CLIP_NORM,
            BATCH_SIZE,
            Schedules.SETTING,
            Schedule.WARMUP_EPOCHS,
            Step.PERIOD,
            Step.DECAY,
            Cosine.FINAL_FRACTION,
            OneCycle.RISE,
            WarmRestarts.GROWTH,
            Losses.SETTING,
            Huber.DELTA,
            CrossEntropy.LABEL_SMOOTHING,
            PATIENCE,
            MIN_DELTA,
            Augmentation.ROTATION,
            Augmentation.FLIP_HORIZONTAL,
            Augmentation.FLIP_VERTICAL,
            Augmentation.SHIFT,
            Augmentation.ZOOM,
            Augmentation.BRIGHTNESS,
            Augmentation.CONTRAST,
            Augmentation.NOISE,
            Augmentation.CUTOUT,
            Edges.SETTING,
            SeenInputs.TOP,
            Augmentation.CROP,
            Augmentation.INPUT_NOISE,
            Augmentation.INPUT_DROPOUT,
            Augmentation.MIXUP,
            Freezing.FREEZE,
            Freezing.FACTOR,
            Freezing.UNFREEZE_AT,
            Focal.GAMMA,
            ClassWeights.SETTING);

    /** Those whose value for all trials is written elsewhere than in {@code training}. */
    private static final List<Map.Entry<String, String>> ELSEWHERE =
            List.of(Map.entry(Edges.SETTING.key(), "data.edges"),
                    Map.entry(SeenInputs.TOP.key(), "data.selection.top"),
                    Map.entry(Freezing.FREEZE.key(), "network.pretrained.freeze"),
                    Map.entry(Freezing.FACTOR.key(), "network.pretrained.learning-rate-factor"),
                    Map.entry(Freezing.UNFREEZE_AT.key(), "network.pretrained.unfreeze-at-epoch"));

    /** What settings that name an option can name. */
    private static final List<Choice> CHOICES = List.of(
            new Choice(Activations.SETTING, Activations.ALL),
            new Choice(Normalizations.SETTING, Normalizations.OPTIONS),
            new Choice(Initializations.SETTING, Initializations.ALL),
            new Choice(Optimizers.SETTING, Optimizers.ALL),
            new Choice(Schedules.SETTING, Schedules.ALL),
            new Choice(Losses.SETTING, Losses.OPTIONS),
            new Choice(ClassWeights.SETTING, List.of(ClassWeights.values())));

    /** A setting that names an option, and all that it can name. */
    public record Choice(Setting<String> setting, List<? extends Option> options) {

        /** The names of the options that alone read a setting; none if the setting does not hang on this choice. */
        public List<String> with(Setting<?> read) {
            return options.stream().filter(option -> option.reads().contains(read)).<String>map(Option::key).toList();
        }
    }

    private Training() {
    }

    /** All settings, in the order in which they are dimensions of a search space. */
    public static List<Setting<?>> settings() {
        return SETTINGS;
    }

    /** Where a study file has the value that all trials have of a setting. */
    public static String path(String key) {
        return ELSEWHERE.stream().filter(entry -> entry.getKey().equals(key)).map(Map.Entry::getValue).findFirst()
                .orElse("training." + key);
    }

    /** The settings that name an option. */
    public static List<Choice> choices() {
        return CHOICES;
    }

    /** The setting of which that is the name of one layer's value: {@code units.3} is {@link #UNITS}. */
    public static Optional<Setting<Integer>> ofLayer(String key) {
        int dot = key.lastIndexOf('.');
        return dot > 0 && key.substring(dot + 1).matches("[1-9][0-9]*")
                ? LAYERED.stream().filter(setting -> setting.key().equals(key.substring(0, dot))).findFirst()
                : Optional.empty();
    }

    /** The setting of that name; {@code units.3} is {@link #UNITS}. */
    public static Optional<Setting<?>> ofKey(String key) {
        String name = ofLayer(key).map(Setting::key).orElse(key);
        return SETTINGS.stream()
                .<Setting<?>>map(setting -> setting)
                .filter(setting -> setting.key().equals(name))
                .findFirst();
    }

    /** The value of every setting where nobody says anything. */
    public static SortedMap<String, Object> defaults() {
        SortedMap<String, Object> defaults = new TreeMap<>();
        SETTINGS.forEach(setting -> defaults.put(setting.key(), setting.standard()));
        return defaults;
    }

    /** Names of all settings, in their order. */
    public static List<String> keys() {
        return SETTINGS.stream().<String>map(Setting::key).toList();
    }
}
