/**
 * From a table anywhere to tensors in the study directory, with Spark and MLlib.
 *
 * <p>The order is: read and count once, refuse what is wrong, divide, fit on training rows, write. Nothing is written
 * before everything has been checked. From then on training needs neither Spark nor the table: executors read the tensors.
 *
 * <p>The preprocessing is data ({@link org.whittle.data.PreprocessingFile}) and a plain function of a row
 * ({@link org.whittle.data.Features}): one for tensors, predictions and whatever scores rows without Spark. A study
 * directory that others can write to is not code, so nothing in it names a class or a statement. Its numbers are those
 * of MLlib's estimators, bit for bit, and what the first releases saved by MLlib is read as data
 * ({@link org.whittle.data.MLlibPipeline}).
 *
 * <p>Statistics are floating-point sums in the order of partitions. So that they, and with them every later
 * number of a study, are the same on one core and on a hundred executors, all rows are brought into one canonical order in
 * one partition first (see {@link org.whittle.data.CanonicalRows}). The tensors must fit into a task's memory anyway, so
 * this costs little.
 */
package org.whittle.data;
