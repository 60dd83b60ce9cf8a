/**
 * The tree-structured Parzen estimator.
 *
 * <p>It models configurations given their result instead of results given their configuration, by kernel densities, and
 * so needs no more than a kernel for each kind of parameter: choices, integers, conditions and constraints cost it
 * nothing, and a proposal stays cheap after thousands of trials.
 */
package org.whittle.sampler.tpe;
