package org.whittle.net;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Everything a trial's training can be told. Each has a fixed value in {@code training} of the study file, and can be
 * a parameter of the search space instead.
 */
public enum Hyperparameter {
    LAYERS("layers", Domain.integer(0, 100)),
    UNITS("units", Domain.integer(1, 1 << 20)),
    ACTIVATION("activation", Domain.choice("relu", "leaky-relu", "elu", "selu", "gelu", "silu", "mish", "tanh",
            "sigmoid")),
    DROPOUT("dropout", Domain.real(0, 0.99)),
    BATCH_NORMALIZATION("batch-normalization", Domain.bool()),
    INITIALIZATION("initialization", Domain.choice("he", "xavier")),
    OPTIMIZER("optimizer", Domain.choice("sgd", "adam", "adamw", "rmsprop", "adagrad")),
    LEARNING_RATE("learning-rate", Domain.real(0, 1e6)),
    MOMENTUM("momentum", Domain.real(0, 0.9999)),
    NESTEROV("nesterov", Domain.bool()),
    BETA1("beta1", Domain.real(0, 0.9999999)),
    BETA2("beta2", Domain.real(0, 0.9999999)),
    RHO("rho", Domain.real(0, 0.9999999)),
    EPSILON("epsilon", Domain.real(0, 1)),
    WEIGHT_DECAY("weight-decay", Domain.real(0, 1e6)),
    CLIP_NORM("clip-norm", Domain.real(0, 1e12)),
    BATCH_SIZE("batch-size", Domain.integer(1, 1 << 24)),
    SCHEDULE("schedule", Domain.choice("constant", "step", "exponential", "cosine")),
    WARMUP_EPOCHS("warmup-epochs", Domain.real(0, 1e6)),
    STEP_EPOCHS("step-epochs", Domain.real(1e-3, 1e6)),
    DECAY("decay", Domain.real(0, 1)),
    FINAL_FRACTION("final-fraction", Domain.real(0, 1)),
    LOSS("loss", Domain.choice("auto", "cross-entropy", "mean-squared", "huber")),
    HUBER_DELTA("huber-delta", Domain.real(1e-12, 1e12)),
    LABEL_SMOOTHING("label-smoothing", Domain.real(0, 0.999)),
    PATIENCE("patience", Domain.integer(0, 1 << 24)),
    MIN_DELTA("min-delta", Domain.real(0, 1e12));

    /** Kinds of value. */
    public enum Kind { REAL, INTEGER, BOOLEAN, CHOICE }

    /**
     * Values that training accepts; a search space must stay inside.
     *
     * @param low inclusive, for numbers
     * @param high inclusive, for numbers
     * @param choices for {@link Kind#CHOICE}
     */
    public record Domain(Kind kind, double low, double high, List<String> choices) {

        static Domain real(double low, double high) {
            return new Domain(Kind.REAL, low, high, List.of());
        }

        static Domain integer(double low, double high) {
            return new Domain(Kind.INTEGER, low, high, List.of());
        }

        static Domain bool() {
            return new Domain(Kind.BOOLEAN, 0, 0, List.of());
        }

        static Domain choice(String... choices) {
            return new Domain(Kind.CHOICE, 0, 0, List.of(choices));
        }

        /** Whether training accepts the value; an integer is accepted where a real number is. */
        public boolean accepts(Object value) {
            return switch (kind) {
                case REAL -> (value instanceof Double || value instanceof Integer)
                        && ((Number) value).doubleValue() >= low && ((Number) value).doubleValue() <= high;
                case INTEGER -> value instanceof Integer i && i >= low && i <= high;
                case BOOLEAN -> value instanceof Boolean;
                case CHOICE -> value instanceof String s && choices.contains(s);
            };
        }

        @Override
        public String toString() {
            return switch (kind) {
                case REAL -> "a number from %s to %s".formatted(low, high);
                case INTEGER -> "a whole number from %.0f to %.0f".formatted(low, high);
                case BOOLEAN -> "true or false";
                case CHOICE -> String.join(" | ", choices);
            };
        }
    }

    /** Units of a single layer are named {@code units.1}, {@code units.2}, … from the input on. */
    public static final String PER_LAYER_UNITS = "units.";

    private final String key;
    private final Domain domain;

    Hyperparameter(String key, Domain domain) {
        this.key = key;
        this.domain = domain;
    }

    /** Name in study files and configurations. */
    public String key() {
        return key;
    }

    public Domain domain() {
        return domain;
    }

    /** The hyperparameter of that name; {@code units.3} is {@link #UNITS}. */
    public static Optional<Hyperparameter> ofKey(String key) {
        String name = key.matches("units\\.[1-9][0-9]*") ? UNITS.key : key;
        return Arrays.stream(values()).filter(h -> h.key.equals(name)).findFirst();
    }

    public static List<String> keys() {
        return Arrays.stream(values()).map(Hyperparameter::key).toList();
    }
}
