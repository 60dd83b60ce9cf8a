package org.whittle.data.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.whittle.data.column.Findings;
import org.whittle.data.source.CellFinder;
import org.whittle.data.source.RowLocator;
import org.whittle.score.column.InputColumn;
import org.whittle.study.InputProblem;

/** Cells of one table that are known to be wrong, while nobody has looked yet where they are. */
public final class Suspects {

    private record Suspect(InputColumn column, RowLocator.Cells cells, boolean certain,
                           Function<RowLocator.Found, Optional<InputProblem>> complaint) {
    }

    private final List<Suspect> suspects = new ArrayList<>();

    /**
     * @param cells those that are wrong
     * @param complaint what to say of the first; its column and row are added
     */
    public void add(InputColumn column, RowLocator.Cells cells, Function<RowLocator.Found, InputProblem> complaint) {
        suspects.add(new Suspect(column, cells, true, found -> Optional.of(complaint.apply(found))));
    }

    /**
     * Adds cells that this table, or another, has.
     *
     * @param complaint empty if it was made already
     */
    void addIfAny(
            InputColumn column, RowLocator.Cells cells, Function<RowLocator.Found, Optional<InputProblem>> complaint) {
        suspects.add(new Suspect(column, cells, false, complaint));
    }

    /** Looks where they are, and tells. */
    public void tell(CellFinder finder, Findings findings) {
        List<Optional<RowLocator.Found>> found = finder.first(suspects.stream()
                .map(suspect -> new RowLocator.Sought(
                        suspect.column().source(), suspect.cells()))
                .toList());
        for (int i = 0; i < suspects.size(); i++) {
            Suspect suspect = suspects.get(i);
            if (found.get(i).isEmpty() && !suspect.certain()) {
                continue;
            }
            RowLocator.Found first = found.get(i).orElseThrow(() -> new IllegalStateException(
                    "Column '%s' is not the same when read again".formatted(suspect.column().name())));
            suspect.complaint().apply(first).map(problem -> problem.at(suspect.column().source(), first.number()))
                    .ifPresent(findings::problem);
        }
        suspects.clear();
    }
}
