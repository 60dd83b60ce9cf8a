/**
 * Search by a random-forest surrogate.
 *
 * <p>The forest is our own and small: MLlib's starts a Spark job for every level of its trees, which at the thousand
 * rows of a search costs seconds where this one needs milliseconds, it keeps no variance in its leaves, and samplers
 * must run without Spark.
 */
package org.whittle.sampler.forest;
