/**
 * The first pass over a table: what its columns hold is counted and looked at
 * ({@link org.whittle.data.check.TableProfile}), and then decided: what becomes of each column, what the label is, what
 * cannot be used and which line of a study file mends it.
 */
package org.whittle.data.check;
