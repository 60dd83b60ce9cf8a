/**
 * Bayesian optimisation with a Gaussian process.
 *
 * <pre>
 *   History --(Conditioning, OutputWarp)--> Data --(Evidence, Prior, Lbfgs)--> Kernel
 *   Data + Kernel --> Model --(Population: CandidateDraw, CandidatePool, Acquisition)--> configurations
 * </pre>
 *
 * <p>Apart from special functions it is written out by hand: Commons Math has no quasi-Newton optimiser, and its
 * Cholesky decomposition neither grows by a row nor runs along rows. Whatever decides a proposal uses
 * {@link StrictMath}, so that a seed gives the same configurations on every processor.
 */
package org.whittle.sampler.gp;
