/**
 * Measures samplers and schedulers in the real study loop, without training anything: {@code scripts/bench samplers}.
 *
 * <p>A rung is executed in virtual time by looking its learning curves up in a {@link org.whittle.bench.Problem}; what
 * the methods decide, in which order it is committed and what each proposal was allowed to know is exactly what a study
 * on a cluster would do. Compiled only by the Maven profile {@code bench}, because only these measurements need ONNX.
 */
package org.whittle.bench;
