package org.whittle.net.setting;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;

/**
 * Something that a network or its training can be told. It has a value in {@code training} of the study file, and can
 * be a parameter of the search space instead.
 *
 * <p>All that is known of it is said here, once: the reader of study files, the reference of settings, population based
 * training, and what groups trials to cohorts follow from it.
 *
 * @param key its name in study files and configurations
 * @param standard its value where a study says nothing
 * @param meaning one line in the field's words, without a full stop
 * @param usual the range or the values to tune it in where a study names it in {@code space} and says no more; empty if
 *     there is none that suits most studies
 * @param mayChange whether a network in training can go on with another value, so that population based training may
 *     change it; what weights, optimizer state or the course of a whole training hang on may not
 * @param perMember whether members of a cohort can differ in it; if not, it decides on who shares a graph
 */
public record Setting<T>(String key, Domain<T> domain, T standard, String meaning, Optional<Parameter<?>> usual,
                         boolean mayChange, boolean perMember) {

    /** @throws IllegalArgumentException if its default, or what it is tuned in, is outside its domain */
    public Setting {
        if (!domain.accepts(standard)) {
            throw new IllegalArgumentException("%s = %s is not %s".formatted(key, standard, domain));
        }
        for (Object value : usual.map(Setting::ends).orElse(List.of())) {
            if (!domain.accepts(value)) {
                throw new IllegalArgumentException("%s is tuned at %s, which is not %s".formatted(key, value, domain));
            }
        }
    }

    private static List<?> ends(Parameter<?> parameter) {
        return parameter instanceof ChoiceParameter choice ? choice.values()
                : List.of(parameter.fromUnit(0), parameter.fromUnit(1));
    }

    /** A number in [low, high]. */
    public static Setting<Double> real(String key, double low, double high, double standard, String meaning) {
        return of(key, new Domain.Real(low, high), standard, meaning);
    }

    /** A whole number in [low, high]. */
    public static Setting<Integer> whole(String key, int low, int high, int standard, String meaning) {
        return of(key, new Domain.Whole(low, high), standard, meaning);
    }

    /** True or false; tuned, it is either. */
    public static Setting<Boolean> flag(String key, boolean standard, String meaning) {
        return of(key, new Domain.Flag(), standard, meaning).tunedIn(ChoiceParameter.ofBoolean(key));
    }

    /** One of several names. */
    public static Setting<String> choice(String key, List<String> names, String standard, String meaning) {
        return of(key, new Domain.Choice(names), standard, meaning);
    }

    /** One of several words, or names of something that is known elsewhere. */
    public static Setting<String> names(String key, List<String> words, String others, String standard,
                                        String meaning) {
        return of(key, new Domain.Names(words, others), standard, meaning);
    }

    private static <T> Setting<T> of(String key, Domain<T> domain, T standard, String meaning) {
        return new Setting<>(key, domain, standard, meaning, Optional.empty(), false, true);
    }

    /** This, usually tuned between two numbers, each magnitude with the same chance if the scale is logarithmic. */
    public Setting<T> tuned(double low, double high, Scale scale) {
        return tunedIn(domain instanceof Domain.Whole
                ? new IntegerParameter(key, (int) low, (int) high, scale, 1)
                : new RealParameter(key, low, high, scale, OptionalDouble.empty()));
    }

    /** This, usually tuned among some values. */
    public Setting<T> tuned(Object... values) {
        return tunedIn(new ChoiceParameter(key, List.of(values)));
    }

    private Setting<T> tunedIn(Parameter<?> range) {
        return new Setting<>(key, domain, standard, meaning, Optional.of(range), mayChange, perMember);
    }

    /** This, and networks in training can go on with another value. */
    public Setting<T> changing() {
        return new Setting<>(key, domain, standard, meaning, usual, true, perMember);
    }

    /** This, the same for all members of a cohort. */
    public Setting<T> shared() {
        return new Setting<>(key, domain, standard, meaning, usual, mayChange, false);
    }
}
