package org.whittle.study;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which features of a table networks are given.
 *
 * @param method by which features are ranked
 * @param most as many of the ranking, from the best on, as any trial may ask for; 0: all
 */
public record SelectionSpec(Method method, int most) implements Serializable {

    /** All features. */
    public static final SelectionSpec NONE = new SelectionSpec(Method.NONE, 0);

    /** How it is measured what a feature tells of the label in training rows. */
    public enum Method {

        /** Not at all. */
        NONE,

        /** By its variance in the table's own unit; the label does not count. */
        VARIANCE,

        /** By what is known of the label once it is known, in nats: what is not linear counts as well. */
        MUTUAL_INFORMATION,

        /** By the F statistic: of an analysis of variance for classes, of the correlation for numbers. */
        ANOVA,

        /** By how early a linear model takes it up as the penalty on the sum of weights is lowered. */
        L1;

        /** Its name in study files. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Names of all in study files. */
        public static List<String> keys() {
            return Arrays.stream(values()).map(Method::key).toList();
        }

        /** The method of a name out of {@link #keys}. */
        public static Method ofKey(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** Whether features are ranked. */
    public boolean isOn() {
        return method != Method.NONE;
    }
}
