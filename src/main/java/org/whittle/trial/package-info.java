/**
 * What a trial is told and what it answers: task, budget, outcome, objective, history, and the ports through which
 * training reaches data and files.
 *
 * <p>These types cross from the driver to executors and back, so they are small, immutable and serializable, and know
 * neither Spark nor DJL. Training reports facts ({@link org.whittle.trial.TrialOutcome}); judging them is the
 * scheduler's business.
 */
package org.whittle.trial;
