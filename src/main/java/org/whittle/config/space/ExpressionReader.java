package org.whittle.config.space;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;
import org.whittle.net.setting.Domain;
import org.whittle.space.Expression;
import org.whittle.space.Parameter;

/** Reads conditions and constraints. */
public final class ExpressionReader {

    private final Settings settings;
    private final Set<String> names;
    private final ExpressionTypes types;

    /**
     * @param parameters the space's parameters by name
     * @param broken names of parameters whose domain is unknown because something is wrong with them
     */
    public ExpressionReader(Settings settings, Map<String, Parameter<?>> parameters, Set<String> broken) {
        this.settings = settings;
        this.names = new LinkedHashSet<>(parameters.keySet());
        names.addAll(broken);
        for (String name : broken) {
            if (Training.ofLayer(name + ".1").isPresent()) {
                IntStream.rangeClosed(1, ((Domain.Whole) Training.LAYERS.domain()).high())
                        .forEach(layer -> names.add(name + "." + layer));
            }
        }
        this.types = new ExpressionTypes(parameters, broken);
    }

    /**
     * Reads and records a condition: an expression, or a group such as
     * {@code { optimizer = [sgd, rmsprop], layers = 2 }}, all of which must hold.
     */
    public Optional<Expression> condition(String path, ConfigValue value) {
        if (!(value instanceof ConfigObject group)) {
            Kind.scalar(value).ifPresent(text -> settings.keep(path, text));
            return constraint(path, value);
        }
        String text = settings.members(group).stream()
                .map(member -> member.getKey()
                        + (member.getValue() instanceof ConfigList list
                                ? " in "
                                        + list.stream()
                                                .map(ExpressionReader::quoted)
                                                .collect(Collectors.joining(", ", "[", "]"))
                                : " = " + quoted(member.getValue())))
                .collect(Collectors.joining(" and "));
        settings.keep(path, text);
        return parse(path, value, text);
    }

    /** An expression. */
    public Optional<Expression> constraint(String path, ConfigValue value) {
        Optional<String> text = Kind.scalar(value);
        if (text.isEmpty()) {
            settings.problem(
                    path,
                    value,
                    "%s = %s is not an expression; write one in quotes, such as \"optimizer = sgd\""
                            .formatted(path, Kind.show(value)));
            return Optional.empty();
        }
        return parse(path, value, text.get());
    }

    /**
     * An expression for a value: a number, a bare word, or what is calculated from parameters.
     *
     * @param path of the setting that it is written in
     * @param place of it there
     */
    public Optional<Expression> value(String path, String place, ConfigValue value) {
        Optional<String> text = Kind.scalar(value);
        if (text.isEmpty()) {
            settings.problem(path, value, "%s = %s is neither a value nor an expression; write \"filters * 2\", for "
                    .formatted(place, Kind.show(value)) + "instance", "");
            return Optional.empty();
        }
        return read(path, place, value, text.get(), Expression::parseValue, types::checkValue);
    }

    private Optional<Expression> parse(String path, ConfigValue value, String text) {
        return read(path, path, value, text, Expression::parse, types::check);
    }

    private Optional<Expression> read(String path, String place, ConfigValue value, String text,
                                      BiFunction<String, Set<String>, Expression> parser,
                                      Function<Expression, List<String>> check) {
        List<String> wrong = new ArrayList<>();
        Expression expression = null;
        try {
            expression = parser.apply(text, names);
            check.apply(expression).forEach(what -> wrong.add("'%s': %s".formatted(text, what)));
        } catch (IllegalArgumentException syntax) {
            wrong.add(syntax.getMessage());
        }
        wrong.forEach(what -> settings.problem(path, value, place + ": " + what));
        return wrong.isEmpty() ? Optional.of(expression) : Optional.empty();
    }

    private static String quoted(ConfigValue value) {
        String text = Kind.show(value);
        return text.matches("[-+.\\w]+") ? text : "'" + text + "'";
    }
}
