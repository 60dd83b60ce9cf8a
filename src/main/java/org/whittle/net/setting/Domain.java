package org.whittle.net.setting;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Values that training accepts; a search space must stay inside.
 *
 * @param <T> of a value
 */
public sealed interface Domain<T> {

    /** Whether training accepts the value; an integer is accepted where a real number is. */
    boolean accepts(Object value);

    /** An {@linkplain #accepts accepted} value, as training reads it. */
    T read(Object value);

    /** A number in [low, high]. */
    record Real(double low, double high) implements Domain<Double> {

        @Override
        public boolean accepts(Object value) {
            return (value instanceof Double || value instanceof Integer)
                    && ((Number) value).doubleValue() >= low && ((Number) value).doubleValue() <= high;
        }

        @Override
        public Double read(Object value) {
            return ((Number) value).doubleValue();
        }

        @Override
        public String toString() {
            return "a number from %s to %s".formatted(low, high);
        }
    }

    /** A whole number in [low, high]. */
    record Whole(int low, int high) implements Domain<Integer> {

        @Override
        public boolean accepts(Object value) {
            return value instanceof Integer i && i >= low && i <= high;
        }

        @Override
        public Integer read(Object value) {
            return (Integer) value;
        }

        @Override
        public String toString() {
            return "a whole number from %d to %d".formatted(low, high);
        }
    }

    /** True or false. */
    record Flag() implements Domain<Boolean> {

        @Override
        public boolean accepts(Object value) {
            return value instanceof Boolean;
        }

        @Override
        public Boolean read(Object value) {
            return (Boolean) value;
        }

        @Override
        public String toString() {
            return "true or false";
        }
    }

    /** One of several names. */
    record Choice(List<String> names) implements Domain<String> {

        public Choice {
            names = List.copyOf(names);
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof String name && names.contains(name);
        }

        @Override
        public String read(Object value) {
            return (String) value;
        }

        @Override
        public String toString() {
            return String.join(" | ", names);
        }
    }

    /**
     * One of several words, or names of something that is known elsewhere, with commas between them.
     *
     * @param others what is named, in words
     */
    record Names(List<String> words, String others) implements Domain<String> {

        private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_.-]+(, [A-Za-z0-9_.-]+)*");

        public Names {
            words = List.copyOf(words);
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof String names && NAMES.matcher(names).matches();
        }

        @Override
        public String read(Object value) {
            return (String) value;
        }

        @Override
        public String toString() {
            return "%s | %s".formatted(String.join(" | ", words), others);
        }
    }
}
