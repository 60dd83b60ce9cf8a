/**
 * Runs the study on Spark: a rung as one stage, a cohort as one task.
 *
 * <p>Spark already knows how to place work, retry it, and replace what was lost. So this package adds little: it names
 * the stages ({@code bracket 2, rung 1: 9 trials × 3 epochs}), starts the costliest cohorts first, passes on the GPUs
 * that Spark gave a task, and makes running a task twice harmless. Whatever a task finishes is kept in the
 * {@link org.whittle.study.OutcomeStore} at once, and a task first asks there what is already known. A retry, a
 * speculative copy and a driver that was started again are therefore the same case: they train what is left.
 *
 * <p>Brackets are jobs of their own, submitted from their own threads, each in its own pool of Spark's fair scheduler
 * (see {@link org.whittle.spark.SparkSettings}): what is idle at the tail of one bracket's rung works for another.
 *
 * <p>What crosses between driver and executors is serialized by this package itself and reaches Spark as bytes, so that
 * the cluster's {@code spark.serializer} makes no difference.
 */
package org.whittle.spark;
