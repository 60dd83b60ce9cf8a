/**
 * Proposes configurations.
 *
 * <p>A sampler is a function of the history and a random stream and keeps no state of its own: there is nothing to
 * checkpoint, a resumed study replays it, and the same history gives the same proposals in any JVM. This is the only
 * package that uses Commons Math.
 */
package org.whittle.sampler;
