package org.whittle.study;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.whittle.schedule.Rung;
import org.whittle.trial.TrialOutcome;
import org.whittle.trial.TrialTask;

/**
 * What tasks finished, kept in the study directory before their stage ends, so that neither a lost executor nor a
 * killed driver repeats it. Goes to executors.
 */
public interface OutcomeStore extends Serializable {

    /** Keeps an outcome; the first of several attempts wins. */
    void save(TrialOutcome outcome) throws IOException;

    /** The outcome that a task already has, if any. */
    Optional<TrialOutcome> find(TrialTask task) throws IOException;

    /** The outcomes that tasks of a rung already have, with one look at the directory. */
    List<TrialOutcome> findAll(Rung rung) throws IOException;
}
