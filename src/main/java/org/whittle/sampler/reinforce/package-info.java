/**
 * Search by policy gradients.
 *
 * <p>A policy is a probability for every value of every parameter. What trials earned moves it, and configurations are
 * drawn from it: no model of the objective, and no distance between configurations, is needed.
 */
package org.whittle.sampler.reinforce;
