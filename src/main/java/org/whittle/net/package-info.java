/**
 * What can be said of a network and its training, once, as plain data without an engine.
 *
 * <pre>
 *   setting      what a setting, its values and an option are
 *   optimizer  activation  loss  rate  initial      the options: a file each, with a list beside them
 *   kind         what makes a network of a configuration; stands above the rest
 *   (here)       all settings, what is to be learned, what shares a graph
 * </pre>
 *
 * <p>An option's file says everything about it: its name, the settings that only it reads, its formulas. So adding one
 * is a file and a line in the list; adding a setting is its declaration, a line in {@link org.whittle.net.Training} and
 * one in reference.conf, which a test compares. What reads study files, what explores, what plans cohorts and what
 * trains them learn of both from here.
 */
package org.whittle.net;
