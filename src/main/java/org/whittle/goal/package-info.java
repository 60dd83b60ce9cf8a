/**
 * What a study wants of its trials: metrics, objectives, thresholds, what a trial is worth by them and in which order,
 * and the fronts of several goals with their hypervolume.
 *
 * <p>{@link org.whittle.goal.Objectives} is the one place that says what a trial is worth. Everything here is a
 * function of numbers that training has reported; nothing here knows how they came about.
 */
package org.whittle.goal;
