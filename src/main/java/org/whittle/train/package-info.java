/**
 * Trains multilayer perceptrons with DJL's PyTorch engine, many at a time. Nothing outside this package (but wiring)
 * knows DJL.
 *
 * <p><b>Cohorts.</b> A network of some thousand parameters keeps a core busy for microseconds an operation, about as
 * long as it takes to ask for the operation: through JNI and PyTorch's dispatcher. So the networks of a cohort are
 * trained as one batched graph (as in HFTA, Wang et al. 2021, and in JAX's {@code vmap}):
 * <pre>
 *             one by one                                 a cohort of K
 *
 *   batch ─ W₁ ─ W₂ ─ W₃   network 1            ┌ W₁ ┐   ┌ W₂ ┐   ┌ W₃ ┐   network 1
 *   batch ─ W₁ ─ W₂ ─ W₃   network 2     batch ─┤ W₁ ├ × │ W₂ │ × │ W₃ │   network 2
 *     …                                         │ …  │   │ …  │   │ …  │     …
 *   batch ─ W₁ ─ W₂ ─ W₃   network K            └ W₁ ┘   └ W₂ ┘   └ W₃ ┘   network K
 *
 *   K times the calls, each with little to do    the calls of one network, each with K times to do
 * </pre>
 * All members see the same batch (common random numbers), so the first layer is one product of all weights with it;
 * layers above are batches of products. Whatever else is a member's own is a number for each member: learning rate and
 * schedule, momentum, decay, dropout, label smoothing, clipping, initial weights. Optimizers differ freely, because
 * each member's passes over its own pieces of flat tensors; activations are computed in runs of equal ones; narrow
 * layers are padded, and depths are not ({@code CohortShape} says how). A member that does not see all of the rows has
 * zeros in the weights that would read the rest ({@code SeenInputs}), so that rows stay common. Who is in a cohort is
 * decided by
 * {@link org.whittle.train.plan.BatchedCohorts}.
 *
 * <p><b>What calls what.</b> {@link org.whittle.train.cohort.DjlTrainer} hands a Spark task a {@code CohortRunner}. It
 * puts the tasks that can share a graph ({@code GraphKey}) into a {@code BatchedTraining}: a {@code Member} for each
 * trial, which knows its settings, its learning rates and how far it is, and a {@code Graph}, which knows their weights
 * and trains them. The graph is a {@code ProgramGraph} ({@link org.whittle.train.program}): TorchScript that Java
 * writes from the cohort, over the {@code DeviceRows} that all tasks of the JVM share, whose state stays on the device
 * from the first step to the checkpoint. An {@code Evaluation} measures all members after every epoch. Members that end
 * leave the graph; a {@code Checkpoint} is all it takes to go on, in any other cohort or alone.
 *
 * <p><b>Why the backward pass is written out.</b> DJL's gradient collector is one for the whole JVM and refuses a
 * second thread, but an executor trains one cohort on each of its cores. The engine's dropout and initializers draw
 * from one generator per process, so that results would depend on what else ran. And a written-out pass needs far fewer
 * operations.
 *
 * <p><b>Where the time goes.</b> {@code scripts/bench cohorts} measures it; src/docs/measurements.md has a table. What
 * made the most of it:
 * <ul>
 *   <li>A step is one text, of which a call runs several: asking for each operation through JNI costs as much as the
 *       operation.
 *   <li>Each network's optimizer is one fused pass over its part of flat tensors, whose lists are made once a cohort.
 *   <li>Activations are networks × units × rows: products come out the way the next one needs them, and the softmax
 *       runs over few classes, vectorized over many rows.
 *   <li>Dropout masks come from a counter hash that the compiler vectorizes: 0.15 ns an element.
 *   <li>Rows are gathered once for many batches, and losses are added up once for many batches.
 * </ul>
 *
 * <p><b>Memory.</b> Every array has an owner: a cohort's manager, the shared rows' manager, or the innermost
 * {@link ai.djl.ndarray.NDScope}, which frees what a step leaves behind. Nothing waits for the garbage collector.
 *
 * <p><b>Determinism.</b> With {@code trial = RandomStream.ofSeed(task.seed())}, the initial weights of layer l come
 * from {@code trial.child("weights").child(l)} and its dropout mask of a batch from
 * {@code trial.child("dropout").child(epoch).child(batch).child(l)}; the order of rows comes from
 * {@code RandomStream.ofSeed(studySeed).child("batch-order").child(epoch)}. An operation has one thread. On processors
 * of one kind the same cohort gives the same bits, on any thread and in any JVM, paused or not. In another cohort a
 * trial gives the same numbers but for rounding: a product of other extents may add in another order, and an optimizer
 * rounds what fills no vector otherwise. That is why a
 * cohort is kept whole ({@code study.OutcomeStore}), and why cohorts depend on the study alone.
 */
package org.whittle.train;
