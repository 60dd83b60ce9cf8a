/**
 * Samplers that breed configurations from others: genetic search and differential evolution.
 *
 * <p>They model nothing, so a proposal costs little however many trials there are, and need more trials than samplers that
 * do.
 */
package org.whittle.sampler.evolution;
