/**
 * From a table anywhere to tensors in the study directory, with Spark.
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
 * <p>Statistics are floating-point sums, and those hang on their order. So that they, and with them every later number of a
 * study, are the same on one core and on a hundred executors, all rows are brought into one canonical order first, in
 * partitions that the rows decide and not the cluster (see {@link org.whittle.data.CanonicalRows}). The source is read
 * twice: once to count and check, once to be ordered; from then on rows are arrays ({@code RowBlock}), whatever the
 * number of columns: no expression, and no generated code, is made of each.
 *
 * <p>What tasks hand to each other and to the driver is serialized by Java, whatever {@code spark.serializer} a cluster has:
 * Spark's Kryo cannot read records, so the types of such values name their serializer.
 */
package org.whittle.data;
