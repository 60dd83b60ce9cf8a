/**
 * Optimizers: how weights follow a gradient. Each is one file that says its name, the settings it reads, what it keeps
 * of earlier steps, and its step as a program does it; {@link org.whittle.net.optimizer.Optimizers} lists them. Text
 * and numbers, without an engine.
 */
package org.whittle.net.optimizer;
