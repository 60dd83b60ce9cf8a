/**
 * Trains multilayer perceptrons with DJL's PyTorch engine. Nothing outside this package (but wiring) knows DJL.
 *
 * <p><b>What calls what.</b> {@link org.whittle.train.DjlTrainer} hands a Spark task a runner, which trains a cohort.
 * Each member is a {@code TrialTraining}: a {@code Network} (forward and backward pass), an {@code Optimizer}, a
 * {@code LearningRateSchedule}, {@code DropoutMasks}, and a {@code BatchFeed} over the {@code DeviceRows} that all
 * tasks of the JVM share. An {@code Evaluation} measures it after every epoch; a {@code Checkpoint} is all it takes to
 * go on. Data, batch order, losses, schedules, optimizer formulas, masks, metrics and checkpoints know nothing of how
 * many networks are trained at a time.
 *
 * <p><b>Why the backward pass is written out.</b> DJL's gradient collector is one for the whole JVM and refuses a second
 * thread, but an executor trains one trial on each of its cores. The engine's dropout and initializers draw from one
 * generator per process, so that results would depend on what else ran. And small networks are bound by the overhead of
 * an operation (about 1 µs through JNI), of which a written-out pass needs far fewer.
 *
 * <p><b>Where the time goes.</b> A step of 64→64→64→10 at batch 64 with dropout and Adam takes about 105 µs of one core
 * (AMD EPYC with AVX-512), half of it in eight matrix products; PyTorch's eager mode, called from Python on the same
 * core, takes four to seven times as long. By measurement:
 * <ul>
 *   <li>Optimizers are single loops over flat Java arrays: Adam on 9,000 parameters takes 2 µs, against 21 µs for DJL's
 *       fused call, which is eleven passes inside. Weights and gradients cross at memory speed, because on a core Java
 *       writes the tensors' own memory ({@code HostTensor}).
 *   <li>Logits are kept transposed, classes × rows: the softmax of 64 rows over 10 classes then takes 1.3 µs instead
 *       of 9, the product before it 4 instead of 7.
 *   <li>Dropout masks come from a counter hash that the compiler vectorizes: 1.2 µs for 8,000 elements, 1 % of a step.
 *   <li>Rows are gathered once for many batches, and the loss is added up in Java once for many batches.
 *   <li>Constants are tensors made once ({@code Scalars}); {@code x.mul(0.5f)} would make and free one each time.
 * </ul>
 *
 * <p><b>Memory.</b> Every array has an owner: a trial's manager, the shared rows' manager, or the innermost
 * {@link ai.djl.ndarray.NDScope}, which frees what a step leaves behind. Nothing waits for the garbage collector.
 *
 * <p><b>Determinism.</b> With {@code trial = RandomStream.ofSeed(task.seed())}, the initial weights of layer l come from
 * {@code trial.child("weights").child(l)} and its dropout mask of a batch from
 * {@code trial.child("dropout").child(epoch).child(batch).child(l)}; the order of rows comes from
 * {@code RandomStream.ofSeed(studySeed).child("batch-order").child(epoch)}. An operation has one thread. On processors
 * of one kind the same task gives the same bits, in any order, thread and JVM, paused or not.
 */
package org.whittle.train;
