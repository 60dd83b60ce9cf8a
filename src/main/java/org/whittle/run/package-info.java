/**
 * The product as a library. {@link org.whittle.run.Tuning} runs a study, {@link org.whittle.run.TuningResult} is what
 * it found, {@link org.whittle.run.Scoring} uses it. The command line ({@code app}) is a thin face over these.
 *
 * <pre>
 *   Specification ─┐
 *   SparkSession  ─┼─ Tuning ── start() ── TuningRun ── await() ── TuningResult ── model() ── Scoring
 *   Dataset       ─┘                        │
 *   TuningListener ◄────── events ──────────┘
 * </pre>
 *
 * <p>Here, and nowhere else, the adapters ({@code config}, {@code data}, {@code spark}, {@code ledger}, {@code report},
 * {@code export},
 * {@code train}) are wired to the study's ports. What trains the trials is chosen in one place,
 * {@code TrialTraining.of}: whoever adds a way to train that is no network, adds its case there.
 *
 * <p><b>A guest in its JVM.</b> It prints nothing, ends no process, installs no handler, leaves logging and system
 * properties as they are (but for DJL's {@code ai.djl.*}, which are set if nobody has set them, before the engine is
 * loaded, and say the same for every study), and closes what it has opened. A study runs on a thread of its own, so
 * that it can be interrupted without its caller, and the caller without it. Several studies may run at once.
 */
package org.whittle.run;
