/**
 * The study: what it is to do, its loop, and the ports through which the loop reaches Spark, files and people.
 *
 * <p>The loop is plain Java and deterministic. Brackets that do not depend on each other run concurrently, but results
 * are committed to the ledger in one canonical order, whatever order the cluster finishes them in; so every table,
 * every stop rule and every proposal is the same on one core and on a hundred executors. Resuming is running the same
 * loop again with the ledger's answers instead of the cluster's.
 *
 * <p>A search that a stop rule ends in the middle of a race leaves short trainings behind. Its best trials first train
 * on to R ({@link org.whittle.study.Finalists} has the rule), and then the best of all trials is the winner, as ever.
 */
package org.whittle.study;
