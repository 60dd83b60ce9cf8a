package org.whittle.schedule;

import org.whittle.net.setting.Values;

/**
 * The numbers that a study file has for every scheduler, each as {@code search} names it.
 *
 * @param minEpochs r: epochs that every trial gets, at least 1
 * @param maxEpochs R: epochs of a trial that goes all the way, at least {@code minEpochs}
 * @param eta η: one of η trials goes on from a rung, at least 2
 * @param iterations how often the brackets are run, at least 1
 * @param trials of a bracket, or in total, at least 1
 * @param population trials that are proposed together, at least 1
 * @param own of the scheduler's own {@linkplain SchedulerProvider#settings settings}
 */
public record Effort(int minEpochs, int maxEpochs, int eta, int iterations, int trials, int population, Values own) {
}
