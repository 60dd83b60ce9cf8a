/**
 * Measures whether the 95 % intervals of test metrics cover the true value in 95 of 100 studies: {@code scripts/bench
 * coverage}. Test sets are drawn from distributions whose metrics are known; intervals are
 * {@link org.whittle.train.metric.TestEvaluation}'s own.
 */
package org.whittle.bench.coverage;
