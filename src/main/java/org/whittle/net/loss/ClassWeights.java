package org.whittle.net.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.whittle.net.setting.Option;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * What a row's loss counts, by its class. Weights are 1 on average over the rows that are trained on, so that learning
 * rates and penalties keep their meaning.
 */
public enum ClassWeights implements Option {

    /** All rows count the same. */
    NONE("each row counts the same") {
        @Override
        public List<Double> of(float[] labels, List<Double> given) {
            return Collections.nCopies(given.size(), 1.0);
        }
    },

    /** rows / (classes · rows of the class), of classes that have rows ({@code sklearn}'s {@code balanced}). */
    BALANCED("each class counts the same, however few its rows: a row of one in n counts n times as much") {
        @Override
        public List<Double> of(float[] labels, List<Double> given) {
            double[] rows = new double[given.size()];
            for (float label : labels) {
                rows[(int) label]++;
            }
            double present = Arrays.stream(rows).filter(count -> count > 0).count();
            List<Double> weights = new ArrayList<>();
            for (double count : rows) {
                weights.add(count == 0 ? 1.0 : labels.length / (present * count));
            }
            return weights;
        }
    },

    /** As the study file says, by the classes' names. */
    GIVEN("each class counts what the study file says: training.class-weights { name = weight }, others 1") {
        @Override
        public List<Double> of(float[] labels, List<Double> given) {
            double sum = 0;
            for (float label : labels) {
                sum += given.get((int) label);
            }
            double mean = sum / labels.length;
            // Rows of classes that count nothing, and no others, teach nothing.
            return given.stream().map(weight -> mean == 0 ? 0 : weight / mean).toList();
        }
    };

    /** Which one. Members of a cohort share it. */
    public static final Setting<String> SETTING = Setting.choice("class-weights", Option.keys(List.of(values())),
            NONE.key(), "What a row's loss counts, by its class, so that rare ones are learnt too")
            .tuned(NONE.key(), BALANCED.key()).shared();

    /** Before the name of a class: what it counts, where weights are {@link #GIVEN}. */
    private static final String OF_CLASS = SETTING.key() + ".";

    private final String meaning;

    ClassWeights(String meaning) {
        this.meaning = meaning;
    }

    @Override
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String meaning() {
        return meaning;
    }

    /** The name of a value: what the class counts, where weights are {@link #GIVEN}. */
    public static String ofClass(String name) {
        return OF_CLASS + name;
    }

    /** The classes that values name. */
    public static List<String> named(SortedMap<String, Object> values) {
        return values.keySet().stream().filter(key -> key.startsWith(OF_CLASS))
                .map(key -> key.substring(OF_CLASS.length())).toList();
    }

    /**
     * What the study file says that each class counts, before it is known how many rows each has.
     *
     * @param classes names, in their order
     */
    public static List<Double> given(Values values, List<String> classes) {
        return classes.stream().map(name -> values.all().get(ofClass(name)) instanceof Double weight ? weight : 1.0)
                .toList();
    }

    /** Those that a trial is trained with. */
    public static ClassWeights in(Values values) {
        return Option.ofKey(List.of(values()), values.of(SETTING), SETTING.key());
    }

    /**
     * The weight of each class.
     *
     * @param labels class indices of the rows that are trained on, at least one
     * @param given one for each class: what it was to count
     */
    public abstract List<Double> of(float[] labels, List<Double> given);
}
