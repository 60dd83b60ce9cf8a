package org.whittle.study;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.whittle.schedule.Rung;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * What cohorts finished, kept in the study directory before their stage ends, so that neither a lost executor nor a
 * killed driver repeats it. Goes to executors.
 *
 * <p>A cohort is kept whole or not at all. Its members share one computation, whose last bits depend on who takes part:
 * a part of it, trained again, would not be the same trials. What is damaged counts as absent, and is replaced.
 */
public interface OutcomeStore extends Serializable {

    /** Keeps the outcomes of all members of a cohort, at least one; the first of several attempts wins. */
    void save(List<TrialOutcome> cohort) throws IOException;

    /** The outcomes that a cohort already has, if any, in the order of its tasks. */
    Optional<List<TrialOutcome>> find(List<TrialTask> cohort) throws IOException;

    /** The outcomes that tasks of a rung already have, with one look at the directory; in the order of tasks. */
    List<TrialOutcome> findAll(Rung rung) throws IOException;
}
