/**
 * A cohort's training: tasks that share a graph, their members, epochs, evaluation, outcomes; and the refit of a
 * winner, which is a cohort of one.
 */
package org.whittle.train.cohort;
