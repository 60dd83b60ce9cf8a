/**
 * From a table anywhere to tensors in the study directory, with Spark.
 *
 * <p>What is asked for from outside stands here; behind it are rooms, each of which knows only those before it:
 * {@code column} (what can be said of columns), {@code image} (pictures as tables), {@code source} (tables as Spark
 * reads them), {@code check} (the first pass: what a table holds, and what becomes of it), {@code row} (the second:
 * rows in their order, divided), {@code step} (the preprocessing) and {@code tensor} (what lies in the study
 * directory).
 *
 * <p>The order is: read and count once, refuse what is wrong, divide, fit on training rows, write. Nothing is written
 * before everything has been checked. From then on training needs neither Spark nor the table: executors read the
 * tensors.
 *
 * <p>A cell becomes a value by its column's {@link org.whittle.score.column.Reading}: what stands for a missing value,
 * how numbers are written as text, which number of a date it is. The first pass only counts and looks; then it is
 * decided, once and for all cells of a column, what the column is: what has to be declared is refused with the line
 * that declares it, what cannot teach anything is left out with a note, and nothing is guessed from a single cell. The
 * reading is recorded with the preprocessing, and tables that come later are read by it, whatever types a file gives
 * them: 3, 3.0 and "3" are one number, 007 is not 7 where it is a category, and whole numbers beyond 2⁵³ stay apart.
 *
 * <p>The preprocessing is data ({@link org.whittle.score.step.PreprocessingFile}) and a plain function of a row
 * ({@link org.whittle.score.step.Features}): one for tensors, predictions and whatever scores rows without Spark. A
 * study directory that others can write to is not code, so nothing in it names a class or a statement. Its numbers are
 * those of MLlib's estimators, bit for bit, and what the first releases saved by MLlib is read as data
 * ({@link org.whittle.data.step.MLlibPipeline}).
 *
 * <p>Statistics are floating-point sums, and those hang on their order. So that they, and with them every later number
 * of a study, are the same on one core and on a hundred executors, all rows are brought into one canonical order first,
 * in partitions that the rows decide and not the cluster (see {@link org.whittle.data.row.CanonicalRows}). The source
 * is read twice: once to count and check, once to be ordered; from then on rows are arrays
 * ({@link org.whittle.data.row.RowBlock}), whatever the number of columns: no expression, and no generated code, is
 * made of each. Both passes read some rows at a time, and of them column by column
 * ({@link org.whittle.data.source.SourceBlock}): a table of a million rows and one of a hundred thousand columns take
 * the same way, as do tables that come later.
 *
 * <p>Some ten thousand rows are scored sooner than Spark has started. {@link org.whittle.data.LocalLaterTable} reads
 * files in the calling thread with the readers that Spark's own sources have inside, so that a cell is the same on both
 * ways, and all behind it is one code.
 *
 * <p>What tasks hand to each other and to the driver is serialized by Java, whatever {@code spark.serializer} a cluster
 * has: Spark's Kryo cannot read records, so the types of such values name their serializer.
 */
package org.whittle.data;
