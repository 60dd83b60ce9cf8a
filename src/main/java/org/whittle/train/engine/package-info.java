/**
 * DJL and its devices: the engine's set-up, tensors that Java writes, the rows that all tasks of a JVM share on a
 * device, and how a throwable of the engine becomes a trial's reason.
 */
package org.whittle.train.engine;
