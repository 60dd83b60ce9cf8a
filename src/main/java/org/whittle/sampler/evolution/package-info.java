/**
 * Samplers that breed configurations from others: genetic search and differential evolution.
 *
 * <p>They model nothing, so a proposal costs little however many trials there are (0.004 s and 0.008 s after 10,000), and
 * need more trials than samplers that do. Mean normalized regret on LCBench's ten tasks, 5 seeds, after 20 and 40 full
 * trainings (standard error over seeds 0.01 to 0.03):
 *
 * <pre>
 *                              in full          with Hyperband
 *   random                   0.293  0.230        0.236  0.204
 *   genetic                  0.276  0.211        0.257  0.194
 *   differential-evolution   0.277  0.200        0.206  0.168
 * </pre>
 *
 * <p>Without random immigrants both lost to random with Hyperband (0.268 and 0.203 after 40). Of eight synthetic functions,
 * at 60 evaluations, both beat random on all but one: where 2 of 20 parameters matter, most of what they inherit is of no
 * use (0.037 and 0.023 beside random's 0.019).
 */
package org.whittle.sampler.evolution;
