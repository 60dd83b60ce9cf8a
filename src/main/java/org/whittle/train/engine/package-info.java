/**
 * Devices: which one a task has, the rows that all tasks of a JVM share on it, and how a throwable of the engine
 * becomes a trial's reason. The engine's set-up and the tensors that Java writes are {@link org.whittle.score.engine}.
 *
 * <p>Images that are changed anew for each epoch ({@link org.whittle.train.engine.AugmentedRows}) are a copy that a
 * graph's members share; a graph knows nothing of it, as it reads its rows' features when an epoch begins. What happens
 * to an image is drawn from a stream that its study, epoch and row key, so that neither cohorts nor pauses show.
 */
package org.whittle.train.engine;
