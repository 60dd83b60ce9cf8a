package org.whittle.net.kind;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.whittle.net.setting.Domain;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Expression;

/**
 * A layer of {@code network.graph}, whose values may hang on hyperparameters.
 *
 * @param place of it in the study file, for instance {@code network.graph[2].pool}
 * @param values that are said of it, by the keys of the form's settings; others have their defaults
 * @param inner the layers that it holds, if its form {@linkplain LayerForm#holdsLayers holds} any
 */
public record LayerTemplate(String place, LayerForm form, SortedMap<String, Expression> values,
                            List<LayerTemplate> inner) implements Serializable {

    public LayerTemplate {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        inner = List.copyOf(inner);
    }

    /** Itself for people, such as {@code conv(filters = 32)}. */
    String text() {
        String said = values.entrySet().stream()
                .map(value -> form.single()
                                .filter(s -> s.key().equals(value.getKey()))
                                .isPresent()
                        ? value.getValue().toString()
                        : value.getKey() + " = " + value.getValue())
                .collect(Collectors.joining(", "));
        String held = inner.stream().map(LayerTemplate::text).collect(Collectors.joining(", ", "[", "]"));
        String all = form.holdsLayers() ? said.isEmpty() ? held : said + ", " + held : said;
        return all.isEmpty() ? form.key() : "%s(%s)".formatted(form.key(), all);
    }

    /** Names of the hyperparameters that it, or a layer that it holds, is made from. */
    public Set<String> reads() {
        Set<String> names = new TreeSet<>(ownReads());
        inner.forEach(template -> names.addAll(template.reads()));
        return names;
    }

    /** Names of the hyperparameters that its own values are made from. */
    Set<String> ownReads() {
        Set<String> names = new TreeSet<>();
        values.values().forEach(expression -> names.addAll(expression.variables()));
        return names;
    }

    /**
     * The value of each of its form's settings.
     *
     * @param hyperparameters of a trial
     * @throws MisfitException if one is outside its domain
     */
    Values evaluated(Values hyperparameters) {
        SortedMap<String, Object> all = new TreeMap<>();
        for (Setting<?> setting : form.settings()) {
            Expression written = values.get(setting.key());
            Object value = written == null ? setting.standard() : value(setting, written, hyperparameters);
            if (!setting.domain().accepts(value)) {
                throw new MisfitException(place(setting), "%s is not %s".formatted(shown(written, value),
                        setting.domain()), "change it", written.variables());
            }
            all.put(setting.key(), setting.domain().read(value));
        }
        return new Values(all);
    }

    /** Where a value is written: with the name of the layer alone if it needs no other. */
    String place(Setting<?> setting) {
        return form.single().filter(setting::equals).isPresent() ? place : place + "." + setting.key();
    }

    /** Calculated numbers are rounded where whole ones are needed; one that is written is taken at its word. */
    private Object value(Setting<?> setting, Expression written, Values hyperparameters) {
        Object value;
        try {
            value = written.evaluate(hyperparameters.all());
        } catch (IllegalArgumentException words) {
            throw new MisfitException(place(setting), trimmed(words.getMessage()), "calculate with numbers only",
                    written.variables());
        }
        boolean whole = setting.domain() instanceof Domain.Whole && !(written instanceof Expression.Literal);
        return whole && value instanceof Double x && Math.abs(x) < Integer.MAX_VALUE
                ? Integer.valueOf((int) Math.round(x)) : value;
    }

    private static String shown(Expression written, Object value) {
        return written instanceof Expression.Literal ? String.valueOf(value) : "%s = %s".formatted(written, value);
    }

    static String trimmed(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
