/**
 * Losses: what training minimises. Each is one file that says its name, the settings it reads, the tasks it suits, and
 * its formulas; {@link org.whittle.net.loss.Losses} lists them.
 */
package org.whittle.net.loss;
