/**
 * What outputs of a network are worth: the metrics of every epoch, and the final ones with their intervals.
 *
 * <p>Plain Java on primitive arrays, so that the numbers do not depend on an engine, a device or a cohort's size, and a
 * metric costs little beside the epoch it measures. All sums are of doubles, in row order. A metric that the rows do
 * not define (the ROC curve of a class without a counterexample) is left out of the map; a network whose outputs are
 * not all finite has {@code NaN} for every metric.
 *
 * <p>The intervals of {@link org.whittle.train.metric.TestEvaluation} were chosen by what they cover
 * ({@code scripts/bench coverage}): the plain bootstrap covered 37 % where 99 of 100 rows are right, because most test
 * sets of 40 rows then show no error, and resamples of none have none. For the same reason formulas of counts are
 * made of proportions, class by class, and a log loss of which hardly a row is wrong is not left to resamples: what the
 * rows that are there cannot show is asked of their number. What a row that is wrong costs is then taken from all rows,
 * without trust in the network's own probabilities: a bound that believed them covered 82 % where a network was three
 * times too sure.
 */
package org.whittle.train.metric;
