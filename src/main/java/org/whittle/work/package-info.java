/**
 * What crosses to executors and comes back: task, budget, start, refit, outcome; the history that samplers are told;
 * and the ports through which training reaches rows and files.
 *
 * <p>These types are small, immutable and serializable, and know neither Spark nor DJL. Training reports facts
 * ({@link org.whittle.work.TrialOutcome}); judging them is the scheduler's business. Whose fault it is when something
 * breaks is judged here too ({@link org.whittle.work.Fault}), once, because a task must know whether to report a failed
 * trial or to fail itself, so that it runs again elsewhere.
 */
package org.whittle.work;
