package org.whittle.train.cohort;

import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.Objective;
import org.whittle.net.Architecture;
import org.whittle.net.Mlp;
import org.whittle.net.optimizer.Descent;
import org.whittle.random.RandomStream;
import org.whittle.train.descent.EarlyStopping;
import org.whittle.train.graph.BatchedNetwork;
import org.whittle.train.graph.ParameterLayout;
import org.whittle.train.store.Checkpoint;

/**
 * One trial of a cohort: all that is its own. Its arrays are padded to what the cohort's networks have in common; what
 * goes in and out, as a {@link Checkpoint}, is not.
 */
final class Member {

    private final TrainingSettings settings;
    private final RandomStream stream;
    private final Mlp padded;
    private final int size;
    private final float[] parameters;
    private final float[] gradient;
    private final float[] statistics;
    private final Descent descent;
    private int epoch;
    private EarlyStopping stopping;

    /** @param padded its network, with the cohort's widths */
    Member(MemberStart start, Mlp padded) {
        this.settings = start.settings();
        this.stream = start.stream();
        this.padded = padded;
        Checkpoint from = start.from();
        ParameterLayout own = ParameterLayout.trained(settings.network().architecture());
        ParameterLayout common = ParameterLayout.trained(padded.architecture());
        size = own.size();
        parameters = copy(own, from.parameters(), common);
        gradient = new float[common.size()];
        statistics = copy(ParameterLayout.statistics(settings.network().architecture()), from.statistics(),
                ParameterLayout.statistics(padded.architecture()));
        descent = settings.descent(common.size());
        SortedMap<String, float[]> state = new TreeMap<>();
        from.optimizerState().forEach((name, array) -> state.put(name, copy(own, array, common)));
        descent.restore(from.steps(), state);
        epoch = from.epoch();
        stopping = from.stopping();
    }

    private static float[] copy(ParameterLayout from, float[] array, ParameterLayout to) {
        if (from.equals(to)) {
            return array.clone();
        }
        float[] copy = new float[to.size()];
        from.copyCommon(array, to, copy);
        return copy;
    }

    TrainingSettings settings() {
        return settings;
    }

    /** Parameters of its network, without padding. */
    int size() {
        return size;
    }

    RandomStream dropoutStream() {
        return stream.child("dropout");
    }

    /** Flat, padded; updated by {@link #step}. */
    float[] parameters() {
        return parameters;
    }

    /** Flat, padded; for the backward pass to write. */
    float[] gradient() {
        return gradient;
    }

    /** Running statistics of batch normalization, flat, padded. */
    float[] statistics() {
        return statistics;
    }

    /** Epochs trained since the trial was fresh. */
    int epoch() {
        return epoch;
    }

    boolean stoppedEarly() {
        return stopping.stopped();
    }

    void beginEpoch() {
        epoch++;
    }

    /**
     * Descends along the gradient.
     *
     * @param batch of the epoch, from 0
     * @param batches in an epoch
     */
    void step(int batch, int batches) {
        descent.step(parameters, gradient, settings.learningRate().at((epoch - 1L) * batches + batch, batches));
    }

    /** Takes note of what the epoch reached, for early stopping. */
    void judge(double objectiveValue, Objective objective) {
        stopping = stopping.after(objectiveValue, objective, settings.patience(), settings.minDelta());
    }

    /** Where it stands. The cohort's {@linkplain BatchedNetwork#pullStatistics statistics} must have been pulled. */
    Checkpoint checkpoint() {
        Architecture network = settings.network().architecture();
        ParameterLayout own = ParameterLayout.trained(network);
        ParameterLayout common = ParameterLayout.trained(padded.architecture());
        SortedMap<String, float[]> state = new TreeMap<>();
        descent.state().forEach((name, array) -> state.put(name, copy(common, array, own)));
        return new Checkpoint(network, epoch, descent.steps(), stopping, copy(common, parameters, own),
                copy(ParameterLayout.statistics(padded.architecture()), statistics, ParameterLayout.statistics(network)), state);
    }
}
