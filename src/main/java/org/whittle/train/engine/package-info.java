/**
 * Devices: which one a task has, the rows that all tasks of a JVM share on it, and how a throwable of the engine
 * becomes a trial's reason. The engine's set-up and the tensors that Java writes are {@link org.whittle.score.engine}.
 */
package org.whittle.train.engine;
