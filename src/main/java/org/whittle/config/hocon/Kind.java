package org.whittle.config.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.whittle.net.setting.Domain;
import org.whittle.net.setting.Setting;
import org.whittle.study.StopRules;

/**
 * A kind of value that a setting takes.
 *
 * <p>Numbers and truth values may come as text too, because overrides and environment variables are text.
 *
 * @param expected the kind in words, to follow "is not"
 * @param reader the value; empty if the setting's is not of this kind
 * @param proposal an admissible value that is near to a wrong one, if there is one
 */
public record Kind<T>(String expected, Function<ConfigValue, Optional<T>> reader,
               Function<ConfigValue, Optional<String>> proposal) {

    /** What an optional setting that is off is written as. */
    public static final String NONE = "none";
    /** What leaves a choice to Whittle. */
    public static final String AUTO = "auto";

    private static final Pattern EPOCHS = Pattern.compile("(\\d+)\\s*epochs?");

    public Optional<T> read(ConfigValue value) {
        return reader.apply(value);
    }

    /** A whole number in [low, high]. */
    public static Kind<Integer> integer(int low, int high) {
        return new Kind<>(inWords("a whole number", low == Integer.MIN_VALUE ? Double.NEGATIVE_INFINITY : low, high,
                        high == Integer.MAX_VALUE),
                value -> whole(value).filter(n -> n >= low && n <= high).map(Long::intValue),
                value -> number(value).map(n -> nearest(n, low, high)));
    }

    /** A whole number of at least {@code low}. */
    public static Kind<Long> large(long low) {
        return new Kind<>(
                low == Long.MIN_VALUE ? "a whole number of at most 64 bits" : "a whole number of at least " + low,
                value -> whole(value).filter(n -> n >= low),
                value -> number(value).map(n -> nearest(n, low, Long.MAX_VALUE)));
    }

    /** A number in [low, high]; infinite ends are open. */
    public static Kind<Double> real(double low, double high) {
        return new Kind<>(inWords("a number", low, high, high == Double.POSITIVE_INFINITY),
                value -> finite(value).filter(x -> x >= low && x <= high),
                value -> finite(value).map(x -> plain(Math.min(high, Math.max(low, x)))));
    }

    public static Kind<Double> positive() {
        return new Kind<>("a number above 0", value -> finite(value).filter(x -> x > 0), value -> Optional.empty());
    }

    /** A number between 0 and 1, both excluded. */
    public static Kind<Double> share() {
        return new Kind<>("a number above 0 and below 1", value -> finite(value).filter(x -> x > 0 && x < 1),
                Kind::ofPercent);
    }

    /** A number in [0, 1]. */
    public static Kind<Double> ratio() {
        Kind<Double> real = real(0, 1);
        return new Kind<>(real.expected(), real.reader(), value -> ofPercent(value)
                .or(() -> real.proposal().apply(value)));
    }

    public static Kind<Boolean> flag() {
        return new Kind<>("true or false", value -> scalar(value).flatMap(text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        }), value -> Optional.empty());
    }

    /** One of several words. */
    public static Kind<String> choice(List<String> choices) {
        return new Kind<>("one of " + String.join(" | ", choices), value -> scalar(value).filter(choices::contains),
                value -> scalar(value).flatMap(text -> Nearest.to(text, choices)));
    }

    /** One of an enumeration's constants, written in small letters with hyphens. */
    public static <E extends Enum<E>> Kind<E> constant(Class<E> type) {
        Kind<String> choice = choice(Arrays.stream(type.getEnumConstants()).map(Kind::key).toList());
        return new Kind<>(
                choice.expected(),
                value -> choice.read(value).map(Kind::name).map(n -> Enum.valueOf(type, n)),
                choice.proposal());
    }

    public static Kind<String> text() {
        return new Kind<>("a text", value -> scalar(value).filter(text -> !text.isBlank()), value -> Optional.empty());
    }

    /** Distinct texts. */
    public static Kind<List<String>> texts() {
        return new Kind<>("a list of different names", value -> {
            if (!(value instanceof ConfigList list)) {
                return Optional.empty();
            }
            List<String> texts = list.stream().flatMap(v -> scalar(v).filter(t -> !t.isBlank()).stream()).toList();
            return texts.size() == list.size() && texts.stream().distinct().count() == texts.size()
                    ? Optional.of(texts) : Optional.empty();
        }, value -> Optional.of((value instanceof ConfigList list ? list.stream() : Stream.of(value))
                .flatMap(v -> scalar(v).filter(t -> !t.isBlank()).stream()).distinct()
                .collect(Collectors.joining(", ", "[", "]"))));
    }

    /**
     * Some whole numbers of at least 1, such as the sizes of a shape.
     *
     * @param names one for each, in their order
     * @param most what they may be, multiplied with one another
     * @param example of what can be written
     */
    public static Kind<List<Integer>> wholes(List<String> names, int most, String example) {
        String form = names.stream().collect(Collectors.joining(", ", "[", "]"));
        return new Kind<>("%d whole numbers %s of at least 1, together at most %d".formatted(names.size(), form, most),
                value -> {
                    if (!(value instanceof ConfigList list) || list.size() != names.size()) {
                        return Optional.empty();
                    }
                    List<Integer> sizes = list.stream().flatMap(each -> whole(each).stream())
                            .filter(each -> each >= 1 && each <= most).map(Long::intValue).toList();
                    double product = sizes.stream().mapToDouble(each -> each).reduce(1, (a, b) -> a * b);
                    return sizes.size() == list.size() && product <= most ? Optional.of(sizes) : Optional.empty();
                },
                value -> Optional.of(example));
    }

    /** A time above 0 with its unit: a bare number would leave open whether it counts seconds or minutes. */
    public static Kind<Duration> duration() {
        return new Kind<>("a time with its unit", value -> {
            if (scalar(value).filter(text -> text.matches("\\d+(\\.\\d+)?\\s*[a-z]+")).isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(value.atKey("time").getDuration("time")).filter(time -> time.toMillis() > 0);
            } catch (ConfigException | ArithmeticException noSuchUnit) {
                return Optional.empty();
            }
        }, value -> Optional.of(number(value).isPresent() ? show(value) + " minutes" : "30 minutes"));
    }

    /** What a search is paid in: epochs, or a time. */
    public static Kind<StopRules.Cost> cost() {
        return new Kind<>("a cost with its unit, such as 1000 epochs or 1 hour", value -> {
            Matcher epochs = EPOCHS.matcher(scalar(value).orElse(""));
            return epochs.matches() ? whole(ConfigValueFactory.fromAnyRef(epochs.group(1))).filter(n -> n > 0)
                    .map(StopRules.Cost.Epochs::new) : duration().read(value).map(StopRules.Cost.Time::new);
        }, value -> Optional.of(number(value).isPresent() ? show(value) + " epochs" : "1000 epochs"));
    }

    /** A value, or {@link #NONE}. */
    @SuppressWarnings("OptionalMapToOptional") // The outer one says whether it could be read.
    public static <T> Kind<Optional<T>> optional(Kind<T> kind) {
        return new Kind<>(kind.expected() + ", or " + NONE,
                value -> scalar(value).filter(NONE::equals).isPresent() ? Optional.of(Optional.empty())
                        : kind.read(value).map(Optional::of),
                kind.proposal());
    }

    /** A value, or the word {@link #AUTO}: then it is chosen. */
    public static Kind<Object> auto(Kind<?> kind) {
        return new Kind<>(kind.expected() + ", or " + AUTO,
                value -> scalar(value).filter(AUTO::equals).<Object>map(word -> word)
                        .or(() -> kind.read(value).map(read -> read)),
                kind.proposal());
    }

    /** A hyperparameter's value: a {@link Double}, {@link Integer}, {@link Boolean} or {@link String}. */
    public static Kind<Object> of(Setting<?> setting) {
        Domain<?> domain = setting.domain();
        if (domain instanceof Domain.Real real) {
            return anyOf(real(real.low(), real.high()));
        }
        if (domain instanceof Domain.Whole whole) {
            return anyOf(integer(whole.low(), whole.high()));
        }
        if (domain instanceof Domain.Names names) {
            return anyOf(names(names));
        }
        return domain instanceof Domain.Choice choice ? anyOf(choice(choice.names())) : anyOf(flag());
    }

    /** A word, or a list of names, which becomes one text with commas. */
    private static Kind<String> names(Domain.Names domain) {
        return new Kind<>("one of " + domain,
                value -> (value instanceof ConfigList list && !list.isEmpty()
                        ? texts().read(list).map(names -> String.join(", ", names)) : scalar(value))
                        .filter(domain::accepts),
                value -> Optional.of(domain.words().get(0)));
    }

    /** The text of a value that is neither a list nor a group; of a number, as it was typed. */
    public static Optional<String> scalar(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> Optional.of(value.atKey("value").getString("value"));
            default -> Optional.empty();
        };
    }

    /** A value as it is repeated to the user. */
    public static String show(ConfigValue value) {
        String text =
                scalar(value).filter(t -> !t.isBlank()).orElseGet(() -> value.render(ConfigRenderOptions.concise()));
        return text.length() > 60 ? text.substring(0, 57) + "..." : text;
    }

    /** A constant's spelling in study files. */
    public static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A number without a needless exponent or fraction. */
    public static String plain(double x) {
        double size = Math.abs(x);
        return x == 0 ? "0" : size >= 1e-3 && size < 1e9
                ? BigDecimal.valueOf(x).stripTrailingZeros().toPlainString() : Double.toString(x);
    }

    private static String name(String key) {
        return key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    @SuppressWarnings("unchecked")
    private static Kind<Object> anyOf(Kind<?> kind) {
        return (Kind<Object>) kind;
    }

    private static String inWords(String what, double low, double high, boolean open) {
        return low == Double.NEGATIVE_INFINITY ? open ? what : what + " of at most " + plain(high)
                : open ? what + " of at least " + plain(low) : what + " from " + plain(low) + " to " + plain(high);
    }

    private static Optional<BigDecimal> number(ConfigValue value) {
        if (value.valueType() == ConfigValueType.BOOLEAN) {
            return Optional.empty();
        }
        return scalar(value).flatMap(text -> {
            try {
                return Optional.of(new BigDecimal(text.strip()));
            } catch (NumberFormatException notANumber) {
                return Optional.empty();
            }
        });
    }

    /** The whole number of a range that is next to one. */
    private static String nearest(BigDecimal number, long low, long high) {
        return number.max(BigDecimal.valueOf(low)).min(BigDecimal.valueOf(high)).toBigInteger().toString();
    }

    // 95 was meant as per cent; 1.5 was not.
    private static Optional<String> ofPercent(ConfigValue value) {
        return finite(value).filter(x -> x >= 10 && x < 100).map(x -> plain(x / 100));
    }

    private static Optional<Long> whole(ConfigValue value) {
        return number(value).flatMap(n -> {
            try {
                return Optional.of(n.longValueExact());
            } catch (ArithmeticException fractionOrTooLarge) {
                return Optional.empty();
            }
        });
    }

    private static Optional<Double> finite(ConfigValue value) {
        return number(value).map(BigDecimal::doubleValue).filter(x -> Double.isFinite(x));
    }
}
