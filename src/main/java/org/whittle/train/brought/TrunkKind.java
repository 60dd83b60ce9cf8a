package org.whittle.train.brought;

import org.whittle.net.Architecture;
import org.whittle.net.Freezing;
import org.whittle.net.InputShape;
import org.whittle.net.kind.DescribedKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.net.setting.Values;
import org.whittle.work.TrainingData;

/**
 * Networks with a trunk, as they are trained: its first layers stay as they are, and what they gave for rows is what
 * rows are; the others and the head behind them are one network, which begins with the trunk's weights.
 *
 * <pre>
 *   rows       first layers       other layers       head
 *              frozen, computed   trained, at the    trained
 *              once a study       factor's rate
 * </pre>
 *
 * <p>How many are frozen is a trial's to say, and may change once in its life: {@link Freezing#UNFREEZE_AT}.
 *
 * @param undescribed as the study file has it
 */
public record TrunkKind(PretrainedKind undescribed, StudyTrunk study) implements DescribedKind {

    /**
     * How many of the trunk's layers stay as they are in the epoch that follows so many.
     *
     * @throws IllegalArgumentException if the settings name none that can
     */
    public int frozen(Values values, int epochs) {
        return Freezing.freezes(values, epochs) ? layers(values.of(Freezing.FREEZE)) : 0;
    }

    /** How many layers a value of {@link Freezing#FREEZE} means. */
    public int layers(String freeze) {
        return Freezing.layers(study.trunk().input(), study.trunk().layers(), freeze);
    }

    /** A trial's network in its first epoch. */
    @Override
    public Architecture network(Values values, InputShape input, int outputs) {
        return network(values, outputs, frozen(values, 0));
    }

    /** The network that is trained behind so many frozen layers. */
    public Architecture network(Values values, int outputs, int frozen) {
        Trunk trunk = study.trunk();
        return trunk.from(frozen, undescribed.network(values, trunk.after(trunk.layers().size()), outputs));
    }

    /**
     * The rows of such a network.
     *
     * @param all of the study's
     * @param raw these, or those of a fold
     */
    public TrainingData rows(TrainingData all, TrainingData raw, int frozen) {
        String part = raw.equals(all) ? "" : "fold-%d-".formatted(all.folds().indexOf(raw));
        return frozen == 0 ? raw : new TrunkData(raw, part, study, frozen);
    }

    /** Parameters of the trunk's that are trained behind so many frozen layers: the network's first ones. */
    public int trunkParameters(int frozen) {
        Trunk trunk = study.trunk();
        return trunk.parameters(trunk.layers().size()) - trunk.parameters(frozen);
    }

    /** Sets what of fresh numbers are the trunk's. */
    public void begin(int frozen, float[] parameters, float[] statistics) {
        study.trunk().begin(frozen, parameters, statistics);
    }

    /** Parameters of the whole network, of those that were trained behind so many frozen layers. */
    public float[] wholeParameters(int frozen, float[] trained) {
        return study.trunk().parametersBefore(frozen, trained);
    }

    /** Statistics of the whole network. */
    public float[] wholeStatistics(int frozen, float[] trained) {
        return study.trunk().statisticsBefore(frozen, trained);
    }
}
