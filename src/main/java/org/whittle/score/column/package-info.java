/** What a row's cells are: columns as the preprocessing takes them, and how a cell becomes a value. */
package org.whittle.score.column;
