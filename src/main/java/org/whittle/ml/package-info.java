/**
 * Studies as a stage of Spark ML's pipelines: an estimator that tunes a network, and the model that it gives.
 *
 * <p>Beside {@code app} this is the other way in, over {@code run}. Columns are called, typed and described as those of
 * MLlib's own classifiers are, so that evaluators, {@code CrossValidator} and later stages take them.
 */
package org.whittle.ml;
