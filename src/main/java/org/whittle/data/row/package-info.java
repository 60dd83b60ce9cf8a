/**
 * The second pass: rows as arrays ({@link org.whittle.data.row.RowBlock}), in the one order that their content and the
 * seed decide ({@link org.whittle.data.row.CanonicalRows}), and divided by it. What sums are taken over rows from here
 * on does not depend on files, partitions and cluster.
 */
package org.whittle.data.row;
