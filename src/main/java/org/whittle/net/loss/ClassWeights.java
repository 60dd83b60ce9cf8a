package org.whittle.net.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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
        public List<Double> of(float[] labels, int classes) {
            return Collections.nCopies(classes, 1.0);
        }
    },

    /** rows / (classes · rows of the class), of classes that have rows ({@code sklearn}'s {@code balanced}). */
    BALANCED("each class counts the same, however few its rows: a row of one in n counts n times as much") {
        @Override
        public List<Double> of(float[] labels, int classes) {
            double[] rows = new double[classes];
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
    };

    /** Which one. Members of a cohort share it. */
    public static final Setting<String> SETTING = Setting.choice("class-weights", Option.keys(List.of(values())),
            NONE.key(), "What a row's loss counts, by its class, so that rare ones are learnt too")
            .tuned(Option.keys(List.of(values())).toArray()).shared();

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

    /** Those that a trial is trained with. */
    static ClassWeights in(Values values) {
        return Option.ofKey(List.of(values()), values.of(SETTING), SETTING.key());
    }

    /**
     * The weight of each class.
     *
     * @param labels class indices of the rows that are trained on, at least one
     */
    public abstract List<Double> of(float[] labels, int classes);
}
