package org.whittle.config;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Settings;
import org.whittle.net.Training;
import org.whittle.net.initial.Initializations;
import org.whittle.net.kind.ConvolutionalKind;
import org.whittle.net.kind.GraphKind;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.net.kind.TorchScriptKind;
import org.whittle.net.loss.ClassWeights;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.Normalizations;
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

    private static final List<NetworkKind> READY = List.of(new MlpKind(), new ConvolutionalKind());

    private final Settings settings;
    private final SearchSpace space;
    private final SortedMap<String, Object> training;
    private final Optional<NetworkKind> network;

    /**
     * @param training the value of every hyperparameter that is not tuned
     * @param network empty if something is wrong with it
     */
    TrainingCheck(Settings settings, SearchSpace space, SortedMap<String, Object> training,
                  Optional<NetworkKind> network) {
        this.settings = settings;
        this.space = space;
        this.training = training;
        this.network = network;
    }

    /** @param maxEpochs R */
    void check(int maxEpochs) {
        warmUp(maxEpochs);
        batchNormalization();
        earlierName();
        givenWeights();
        network.filter(kind -> !settings.ofRecord()).ifPresent(this::read);
        for (Setting<?> tuned : Training.settings()) {
            for (Training.Choice choice : Training.choices()) {
                List<String> with = choice.with(tuned);
                if (!with.isEmpty()) {
                    effect(tuned, choice.setting(), with);
                }
            }
        }
    }

    /** Who asks for the weights that are given must give some. */
    private void givenWeights() {
        String key = ClassWeights.SETTING.key();
        String given = ClassWeights.GIVEN.key();
        Object tuned = space.dimension(key).<Object>map(Dimension::parameter).orElse(null);
        boolean asked = tuned == null ? given.equals(training.get(key))
                : tuned instanceof ChoiceParameter choice && choice.values().contains(given);
        if (asked && ClassWeights.named(training).isEmpty()) {
            String path = tuned == null ? Training.path(key) : "space." + key;
            settings.problem(path, "%s = given, but no weights are; write training.class-weights { name = weight }"
                    .formatted(path));
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
        String normalization = Normalizations.SETTING.key();
        String earlier = BatchNorm.SETTING.key();
        String size = Training.BATCH_SIZE.key();
        Expression batch = new Expression.Or(
                is(earlier, "=", Boolean.TRUE), is(normalization, "=", new BatchNorm().key()));
        Expression both = new Expression.And(batch, is(size, "<", FEWEST_ROWS));
        // Where both are tuned, some combinations of theirs fail and others do not: study.PlanNotes tells of those.
        boolean bothTuned = space.dimension(size).isPresent()
                && (space.dimension(normalization).isPresent() || space.dimension(earlier).isPresent());
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
                "%s can be 1 where %s, which needs batches of at least %d rows; %s".formatted(path,
                        space.dimension(normalization).isPresent() || "batch".equals(training.get(normalization))
                                ? "normalization is batch" : "batch-normalization is true", FEWEST_ROWS, write));
    }

    /** Two names of one thing cannot both be set. */
    private void earlierName() {
        for (String group : settings.ofRecord() ? List.<String>of() : List.of("training.", "space.")) {
            String earlier = group + BatchNorm.SETTING.key();
            for (String other : List.of("training.", "space.")) {
                String present = other + Normalizations.SETTING.key();
                if (settings.written(earlier).isPresent() && settings.written(present).isPresent()) {
                    settings.problem(earlier, ("%s and %s are both set, and batch-normalization = true is an earlier "
                            + "name of normalization = batch; leave out the earlier one").formatted(earlier, present));
                }
            }
        }
    }

    /** What is said of networks is to be read by the kind of networks that there is. */
    private void read(NetworkKind kind) {
        SortedSet<String> reads = kind.reads();
        String initial = Initializations.SETTING.key();
        for (String path : List.of("training." + initial, "space." + initial)) {
            if (kind instanceof TorchScriptKind && settings.written(path).isPresent()) {
                settings.objection(
                        path,
                        "%s has no effect: a module begins with the numbers that it was saved with; leave "
                                        .formatted(path)
                                + "it out");
            }
        }
        for (Setting<?> setting : Training.settings()) {
            List<String> readers = READY.stream().filter(ready -> ready.reads().contains(setting.key()))
                    .map(NetworkKind::key).toList();
            for (String path : List.of("training." + setting.key(), "space." + setting.key())) {
                if (!readers.isEmpty() && !reads.contains(setting.key()) && settings.written(path).isPresent()) {
                    settings.objection(
                            path,
                            kind instanceof PretrainedKind
                                    ? ("%s has no effect: the pretrained network has its layers, and the head behind "
                                            + "it does not read it; ")
                                                    .formatted(path)
                                            + "leave it out"
                                    : readers.contains(kind.key()) || kind instanceof GraphKind
                                            ? "%s has no effect: no layer of network.graph reads it; leave it out"
                                                    .formatted(path)
                                            : "%s has no effect: network.kind is %s, and only %s has it; leave it out"
                                                    .formatted(path, kind.key(), String.join(" or ", readers)));
                }
            }
        }
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
