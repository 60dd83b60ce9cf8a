package org.whittle.spark;

import java.util.List;
import java.util.Optional;
import org.whittle.schedule.Rung;
import org.whittle.study.OutcomeStore;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Knows nothing and keeps nothing: for training whose outcomes are known already. */
record NoOutcomes() implements OutcomeStore {

    @Override
    public void save(List<TrialOutcome> cohort) {
    }

    @Override
    public Optional<List<TrialOutcome>> find(List<TrialTask> cohort) {
        return Optional.empty();
    }

    @Override
    public List<TrialOutcome> findAll(Rung rung) {
        return List.of();
    }
}
