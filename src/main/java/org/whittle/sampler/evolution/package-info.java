/**
 * Samplers that breed configurations from others: genetic search, for one objective and for several, and differential
 * evolution.
 *
 * <p>They model nothing, so a proposal costs little however many trials there are (0.004 s and 0.008 s after 10,000),
 * and need more trials than samplers that do. Mean normalized regret on LCBench's ten tasks, 5 seeds, after 20 and 40
 * full trainings (standard error over seeds 0.01 to 0.03):
 *
 * <pre>
 *                              in full          with Hyperband
 *   random                   0.293  0.230        0.236  0.204
 *   genetic                  0.276  0.211        0.257  0.194
 *   differential-evolution   0.277  0.200        0.206  0.168
 * </pre>
 *
 * <p>Random's brackets with Hyperband run at the same time, and those of samplers that learn one after another: that
 * alone puts random ahead after 5 and 10. Without random immigrants, genetic lost to it (0.268 after 40) and
 * differential evolution was level with it (0.203); their share was chosen on these tasks and seeds.
 *
 * <p>Of eight synthetic functions, at 60 evaluations and 20 seeds, both have a lower mean than random on all but one,
 * some of them within the standard error: where 2 of 20 parameters matter, most of what they inherit is of no use
 * (0.037 and 0.023 beside random's 0.019).
 */
package org.whittle.sampler.evolution;
