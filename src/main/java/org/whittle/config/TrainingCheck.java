package org.whittle.config;

import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.rate.Schedule;
import org.whittle.net.setting.Setting;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.Feasibility;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.SearchSpace;

/**
 * Finds hyperparameters that do not go together, in any configuration of the space: what training would find only after
 * the data were prepared, or never.
 */
final class TrainingCheck {

    /** Rows of a batch that has a mean and a deviation. */
    private static final int FEWEST_ROWS = new BatchNorm().fewestRows();

    private final Settings settings;
    private final SearchSpace space;
    private final SortedMap<String, Object> training;

    /** @param training the value of every hyperparameter that is not tuned */
    TrainingCheck(Settings settings, SearchSpace space, SortedMap<String, Object> training) {
        this.settings = settings;
        this.space = space;
        this.training = training;
    }

    /** @param maxEpochs R */
    void check(int maxEpochs) {
        warmUp(maxEpochs);
        batchNormalization();
        for (Setting<?> tuned : Training.settings()) {
            for (Training.Choice choice : Training.choices()) {
                List<String> with = choice.with(tuned);
                if (!with.isEmpty()) {
                    effect(tuned, choice.setting(), with);
                }
            }
        }
    }

    /** A learning rate that is still rising when training ends never gets to its height. */
    private void warmUp(int maxEpochs) {
        String key = Schedule.WARMUP_EPOCHS.key();
        Parameter<?> tuned = space.dimension(key).<Parameter<?>>map(Dimension::parameter).orElse(null);
        double longest = tuned instanceof RealParameter range ? range.high()
                : tuned instanceof ChoiceParameter choice ? choice.values().stream()
                        .mapToDouble(v -> ((Number) v).doubleValue()).max().orElseThrow()
                : ((Number) training.get(key)).doubleValue();
        if (longest > maxEpochs) {
            String path = tuned == null ? "training." + key : "space." + key;
            String write = tuned instanceof RealParameter ? "write %s.high = %d".formatted(path, maxEpochs)
                    : tuned == null ? "write %s = %d".formatted(path, maxEpochs) : "leave out " + Kind.plain(longest);
            settings.objection(
                    path,
                    "%s%s is above search.max-epochs = %d, where the learning rate would never reach its height; %s"
                            .formatted(
                                    path,
                                    tuned == null ? " = " + Kind.plain(longest) : ": " + Kind.plain(longest),
                                    maxEpochs,
                                    write));
        }
    }

    private void batchNormalization() {
        String normalization = BatchNorm.SETTING.key();
        String size = Training.BATCH_SIZE.key();
        Expression both = new Expression.And(is(normalization, "=", Boolean.TRUE), is(size, "<", FEWEST_ROWS));
        // Where both are tuned, some combinations of theirs fail and others do not: study.PlanNotes tells of those.
        boolean bothTuned = space.dimension(normalization).isPresent() && space.dimension(size).isPresent();
        if (bothTuned || Feasibility.together(space, both) != Feasibility.Answer.POSSIBLE) {
            return;
        }
        Parameter<?> sizes = space.dimension(size).<Parameter<?>>map(Dimension::parameter).orElse(null);
        String path = (sizes == null ? "training." : "space.") + size;
        String write = sizes == null
                ? "write %s = %d".formatted(path, FEWEST_ROWS)
                : sizes instanceof IntegerParameter range && range.high() > range.low()
                        ? "write %s.low = %d".formatted(path, FEWEST_ROWS)
                        : "leave 1 out of " + path;
        settings.objection(
                path,
                "%s can be 1 where batch-normalization is true, which needs batches of at least %d rows; %s"
                        .formatted(path, FEWEST_ROWS, write));
    }

    /** A comparison with a hyperparameter's value: the parameter's if it is tuned, else the one of all trials. */
    private Expression is(String key, String operator, Object value) {
        Expression left = space.dimension(key).isPresent() ? new Expression.Reference(key)
                : new Expression.Literal(training.get(key));
        return new Expression.Comparison(left, operator, new Expression.Literal(value));
    }

    /** What is tuned is to make a difference. */
    private void effect(Setting<?> tuned, Setting<String> chosen, List<String> with) {
        boolean varies = space.dimension(tuned.key()).map(d -> d.parameter().cardinality().orElse(2) > 1).orElse(false);
        String other = chosen.key();
        Stream<Object> values = space.dimension(other).map(d -> ((ChoiceParameter) d.parameter()).values().stream())
                .orElseGet(() -> Stream.of(training.get(other)));
        List<String> there = values.map(String::valueOf).toList();
        if (varies && there.stream().noneMatch(with::contains)) {
            boolean fixed = space.dimension(other).isEmpty();
            settings.objection(
                    "space." + tuned.key(),
                    "space.%s has no effect: %s is %s, and only %s has it; %s"
                            .formatted(
                                    tuned.key(),
                                    other,
                                    String.join(" or ", there),
                                    String.join(" or ", with),
                                    fixed
                                            ? "write training.%s = %s".formatted(other, with.get(0))
                                            : "add %s to space.%s, or leave it out".formatted(with.get(0), other)));
        }
    }
}
