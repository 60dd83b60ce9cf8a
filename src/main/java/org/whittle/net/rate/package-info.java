/**
 * Learning-rate schedules, a file each; {@link org.whittle.net.rate.Schedules} lists them.
 * {@link org.whittle.net.rate.LearningRate} lays one over a training.
 */
package org.whittle.net.rate;
