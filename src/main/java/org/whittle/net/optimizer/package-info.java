/**
 * Optimizers: how weights follow a gradient. Each is one file that says its name, the settings it reads, what it keeps
 * of earlier steps, and its formula; {@link org.whittle.net.optimizer.Optimizers} lists them. Plain arithmetic over
 * arrays, without an engine.
 */
package org.whittle.net.optimizer;
