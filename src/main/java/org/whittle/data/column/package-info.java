/**
 * What can be said of a table's columns without reading its rows: their kind, how a cell becomes a value
 * ({@link org.whittle.score.column.Reading}), the parts that rows are divided into, and in which words problems are
 * told.
 */
package org.whittle.data.column;
