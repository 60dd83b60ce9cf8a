/**
 * The preprocessing as data: steps with their fitted numbers ({@link org.whittle.score.step.Step}), how they are
 * fitted, the file that they are in, and what the first releases wrote in its place. A function of a row, in plain
 * Java.
 */
package org.whittle.data.step;
