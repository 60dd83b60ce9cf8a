package org.whittle.data.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SettingLine;
import org.whittle.score.column.InputColumn;
import org.whittle.study.InputProblem;

/** What is to be said of columns, together where it is the same of several. */
public final class Notes {

    /** Columns that are named in a note, and those that a line leaves out. */
    private static final int NAMED = 10;
    private static final int WRITTEN = 100;

    private record Reason(String what, boolean out) {
    }

    private final Map<Reason, List<InputColumn>> columns = new LinkedHashMap<>();

    /**
     * @param what follows the column's name, if one has it alone
     * @param out whether it is left out
     */
    public void add(InputColumn column, String what, boolean out) {
        columns.computeIfAbsent(new Reason(what, out), reason -> new ArrayList<>()).add(column);
    }

    public void tell(Findings findings) {
        columns.forEach((reason, these) -> {
            List<String> names = these.stream().map(InputColumn::name).toList();
            String line = names.size() == 1
                    ? SettingLine.ignore(names.get(0))
                    : names.size() > WRITTEN ? "" : SettingLine.ignore(names);
            String who = names.size() == 1
                    ? "Column '%s' %s".formatted(names.get(0), reason.what())
                    : "%d columns (%s%s), each: %s"
                            .formatted(
                                    names.size(),
                                    names.stream()
                                            .limit(NAMED)
                                            .map("'%s'"::formatted)
                                            .collect(Collectors.joining(", ")),
                                    names.size() > NAMED ? ", …" : "",
                                    reason.what());
            String say = line.isEmpty() ? "name them in data.ignore" : "add " + line;
            String what = reason.out()
                    ? "%s, and is left out; %s to say so, or %s to use it"
                            .formatted(who, say, ColumnChoice.use(these.get(0)))
                    : "%s; %s to leave it out".formatted(who, say);
            findings.note(InputProblem.of(what)
                    .at(names.size() == 1 ? names.get(0) : "", 0)
                    .mendedBy("data.ignore", line));
        });
    }
}
