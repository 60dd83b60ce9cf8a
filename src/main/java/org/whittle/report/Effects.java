package org.whittle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.whittle.goal.Curve;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Parameter;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.work.Sums;

/**
 * What trials came to with each value of each tuned parameter: means over all else that was varied. Trials that had
 * more epochs would look better for that alone, so all are compared after as many epochs as each of them has trained.
 *
 * @param epochs after which they are compared
 * @param parameters tuned ones that took more than one value, in the space's order
 */
public record Effects(String metric, int epochs, List<OfParameter> parameters) {

    /** Numbers that took more values than so many are put into {@link #RANGES}. */
    private static final int VALUES = 6;
    private static final int RANGES = 4;

    /** Of one parameter; values, or ranges of values, in its order; trials in which it is not active are left out. */
    public record OfParameter(String name, List<OfValue> values) {
    }

    /**
     * @param trials with this value
     * @param standardError of the mean; {@code NaN} of one trial
     * @param best in any epoch
     */
    public record OfValue(String value, long trials, double mean, double standardError, double best) {
    }

    /** Of a study that is finished or running; no parameters before two trials have results. */
    public static Effects of(StudySpec spec, StudyState state) {
        Overview overview = Overview.of(spec, state);
        Objective objective = spec.objective();
        // Copies go on where others were, so their epochs are not their own configuration's alone.
        List<Trial> trials = overview.trials().stream()
                .filter(trial -> trial.isComparable() && trial.parent().isEmpty()).toList();
        int epochs = trials.stream().mapToInt(Trial::epochs).min().orElse(0);
        List<OfParameter> parameters = new ArrayList<>();
        spec.space().dimensions().stream().map(dimension -> dimension.parameter())
                .filter(parameter -> overview.varyingParameters().contains(parameter.name()))
                .forEach(parameter -> of(parameter, trials, objective, epochs).ifPresent(parameters::add));
        return new Effects(objective.metric(), epochs, parameters);
    }

    private static Optional<OfParameter> of(Parameter<?> parameter, List<Trial> trials, Objective objective,
                                            int epochs) {
        List<Trial> with = trials.stream()
                .filter(trial -> trial.configuration().value(parameter.name()).filter(parameter::contains).isPresent())
                .toList();
        long distinct = with.stream().map(trial -> trial.configuration().value(parameter.name())).distinct().count();
        boolean ranges = !(parameter instanceof ChoiceParameter) && distinct > VALUES;
        Map<Double, List<Trial>> groups = new TreeMap<>();
        for (Trial trial : with) {
            double unit = parameter.toUnitOf(trial.configuration().value(parameter.name()).orElseThrow());
            groups.computeIfAbsent(ranges ? Math.min(RANGES - 1, Math.floor(unit * RANGES)) : unit,
                    key -> new ArrayList<>()).add(trial);
        }
        List<OfValue> values = groups.entrySet().stream().map(group -> of(ranges
                ? "%s to %s".formatted(Numbers.parameter(parameter.fromUnit(group.getKey() / RANGES)),
                        Numbers.parameter(parameter.fromUnit((group.getKey() + 1) / RANGES)))
                : Numbers.parameter(group.getValue().get(0).configuration().value(parameter.name()).orElseThrow()),
                group.getValue(), objective, epochs)).toList();
        return values.size() < 2 ? Optional.empty() : Optional.of(new OfParameter(parameter.name(), values));
    }

    private static OfValue of(String value, List<Trial> trials, Objective objective, int epochs) {
        double[] early = trials.stream().mapToDouble(trial -> best(trial.curve().upTo(epochs), objective)).toArray();
        DoubleStream all = trials.stream().mapToDouble(trial -> best(trial.curve(), objective));
        // Sums.variance is that of the values themselves; the mean's takes one of them for the unknown true mean.
        return new OfValue(value, early.length, Sums.mean(early), early.length < 2 ? Double.NaN
                : Math.sqrt(Sums.variance(early) / (early.length - 1)),
                (objective.direction() == Direction.MAXIMIZE ? all.max() : all.min()).orElseThrow());
    }

    private static double best(Curve curve, Objective objective) {
        return curve.best(objective).map(objective::of).orElse(Double.NaN);
    }

    /** As a table for a terminal. */
    public String text() {
        if (parameters.isEmpty()) {
            return "No parameter has taken two values in trials with a result.\n";
        }
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%s after %d %s, by value; mean of trials ± "
                + "its standard error, and the best in any epoch%n", metric, epochs, epochs == 1 ? "epoch"
                : "epochs"));
        int width = parameters.stream().flatMap(p -> Stream.concat(Stream.of(p.name().length() - 2),
                p.values().stream().map(v -> v.value().length()))).mapToInt(Integer::intValue).max().orElseThrow();
        for (OfParameter parameter : parameters) {
            text.append(String.format(Locale.ROOT, "%n%-" + (width + 2) + "s  trials  mean              best%n",
                    parameter.name()));
            for (OfValue value : parameter.values()) {
                text.append(String.format(Locale.ROOT, "  %-" + width + "s  %6d  %-16s  %s%n", value.value(),
                        value.trials(), Numbers.metric(value.mean()) + (Double.isNaN(value.standardError()) ? ""
                                : " ± " + Numbers.metric(value.standardError())), Numbers.metric(value.best())));
            }
        }
        return text.append(String.format(Locale.ROOT, "%nA sampler that learns tries what does well more often, and in "
                + "better company: a difference of less%nthan two standard errors says nothing.%n")).toString();
    }
}
