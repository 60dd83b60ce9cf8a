package org.whittle.data.source;

import java.util.List;
import java.util.Optional;

/** Finds cells of a table that something is wrong with. */
@FunctionalInterface
public interface CellFinder {

    /** Each one's first cell, in the first file, by name, that has any; empty if there is none. */
    List<Optional<RowLocator.Found>> first(List<RowLocator.Sought> sought);
}
