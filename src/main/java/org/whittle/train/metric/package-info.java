/**
 * What outputs of a network are worth: the metrics of every epoch, and the final ones with their intervals.
 *
 * <p>Plain Java on primitive arrays, so that the numbers do not depend on an engine, a device or a cohort's size, and a
 * metric costs little beside the epoch it measures. All sums are of doubles, in row order. A metric that the rows do not
 * define (the ROC curve of a class without a counterexample) is left out of the map; a network whose outputs are not
 * all finite has {@code NaN} for every metric.
 */
package org.whittle.train.metric;
