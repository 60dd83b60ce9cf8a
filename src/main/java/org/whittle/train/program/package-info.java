/**
 * Training as programs: TorchScript that Java writes from a cohort's networks, which keeps its state on the device.
 *
 * <p>A step of a small network is some forty operations of a microsecond each, and asking for one through JNI costs as
 * much as the operation. So a whole step (both passes, loss, optimizers) is one text, of which one call runs several
 * steps; nothing but row numbers, rates and masks goes in, and nothing comes out but losses, once an epoch.
 * <pre>
 *   ProgramGraph ───  writes ─→ Source ←─ MlpProgram ─ NetworkSource (passes) ─ CallSource ─ DescentSource (Optimizers)
 *        │                       │
 *        │                  ProgramFile (a zip, as the engine loads it)
 *        └── runs ─────────→ Program, by CohortCalls on CohortTensors: flat tensors laid out by CohortLayout
 *   LayerGraph ─────  writes ─→ Source ←─ StackMethods ─ LayerSource (ImageSource, ...) ─ CallSource ─ DescentSource
 *                               networks of any layers, padded to the widest (PaddedNetwork): StackLayout, a row each
 * </pre>
 * Loading a text, and its first calls, cost as much as some epochs of a small network. So perceptrons have one text,
 * with loops over layers and every activation and optimizer, of which each call says which it takes; and those of
 * layers one for all widths.
 */
package org.whittle.train.program;
