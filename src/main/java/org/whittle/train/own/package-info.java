/**
 * Training that is not Whittle's: a class of the user's ({@link org.whittle.work.Trainable}) or a command in any
 * language, behind the same port as networks, so that samplers, schedulers, ledger and resume are the same for both.
 *
 * <p><b>One trial a Spark task</b>, in a folder of its own on the node. What the trial left in it at its last epoch is
 * brought there from the study directory and brought back at the end ({@code CheckpointArchive}), so it does not matter
 * where the trial goes on.
 *
 * <p><b>A command</b> is told on its standard input what to do, one line of JSON, and tells on its standard output what
 * it measured, a line an epoch ({@code CommandLine}); whatever else it prints goes to the log. It runs in a process
 * group of its own ({@code ProcessGroup}), which ends with the task, whether that is cancelled, times out, or loses its
 * executor: nothing of a trial outlives the trial.
 *
 * <p><b>Whose fault.</b> A training that fails, hangs or prints nonsense is a trial that failed, with the reason. Only
 * what is wrong with the node or the file system throws, so that Spark tries elsewhere; a node that is lost takes the
 * task with it, which Spark then runs again from the checkpoint.
 */
package org.whittle.train.own;
