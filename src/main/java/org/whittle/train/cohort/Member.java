package org.whittle.train.cohort;

import org.whittle.goal.Objective;
import org.whittle.net.ParameterLayout;
import org.whittle.train.descent.EarlyStopping;

/** One trial of a cohort: how far it is. What it has learnt is its graph's. */
final class Member {

    private final TrainingSettings settings;
    private final int size;
    private int epoch;
    private EarlyStopping stopping;

    Member(MemberStart start) {
        settings = start.settings();
        size = ParameterLayout.trained(settings.network()).size();
        epoch = start.from().epoch();
        stopping = start.from().stopping();
    }

    TrainingSettings settings() {
        return settings;
    }

    /** Parameters of its network, without padding. */
    int size() {
        return size;
    }

    /** Epochs trained since the trial was fresh. */
    int epoch() {
        return epoch;
    }

    EarlyStopping stopping() {
        return stopping;
    }

    boolean stoppedEarly() {
        return stopping.stopped();
    }

    void beginEpoch() {
        epoch++;
    }

    /**
     * Of a step of the epoch that has begun.
     *
     * @param batch of the epoch, from 0
     * @param batches in an epoch
     */
    double learningRate(int batch, int batches) {
        return settings.learningRate().at((epoch - 1L) * batches + batch, batches);
    }

    /** Takes note of what the epoch reached, for early stopping. */
    void judge(double objectiveValue, Objective objective) {
        stopping = stopping.after(objectiveValue, objective, settings.patience(), settings.minDelta());
    }
}
