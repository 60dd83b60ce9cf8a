/**
 * Networks as data, and as one batched graph for a whole cohort: forward and backward pass, activations, normalization,
 * initial weights, dropout masks, losses, and how parameters lie in flat arrays.
 */
package org.whittle.train.graph;
