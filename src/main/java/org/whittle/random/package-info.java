/**
 * Random numbers that depend on what they are for, never on when or where they are drawn.
 *
 * <p>A study must give the same tables on one core and on a hundred executors, with tasks retried and the driver
 * killed. A generator that is passed around and advanced by whoever needs a number cannot do that: the numbers would
 * depend on the order of events. So every consumer derives its own stream by a key (study seed, purpose, trial, rung,
 * epoch), and two streams with different keys are independent.
 */
package org.whittle.random;
