/**
 * CMA-ES with restarts, margin for integers and odds for choices.
 *
 * <pre>
 *   History --(Replay: Distribution.draw repeated, trial by trial)--> the present Distribution --> configurations
 *   generation of Members --(Strategy, Normal.next, Margin, Odds.next)--> the next Distribution
 * </pre>
 */
package org.whittle.sampler.cmaes;
