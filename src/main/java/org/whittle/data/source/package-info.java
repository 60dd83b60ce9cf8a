/**
 * Tables as Spark's readers have them, wherever they come from. Before Spark reads a file of text, it is scanned for
 * what the reader would pass over without a word; after that, rows come in blocks that are read column by column
 * ({@link org.whittle.data.source.SourceRows}), and a cell that is wrong is found again, with its file and line.
 */
package org.whittle.data.source;
