/**
 * Decides how much each trial may spend and which go on: brackets, rungs, promotion rules.
 *
 * <p>Schedulers are pure. They lay out brackets as tables of (trials, epochs) before anything has been trained, and
 * judge a rung from its outcomes alone, so that a driver that died can replay every decision, and {@code plan} can
 * print what a study would do. Arithmetic is on integers (multiply by η), never on floating logarithms.
 */
package org.whittle.schedule;
