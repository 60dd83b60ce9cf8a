package org.whittle.config.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.config.Draft;
import org.whittle.config.StudyFile;
import org.whittle.study.ColumnSpec;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InputProblem;

/** The lines that are proposed, added to the end of a study file, make it valid. */
class RemedyTest {

    private static final String WRONG = """
            data { path = rows.csv, task = classification, scalling = robust, ignore = [a, b, a] }
            space.dropout { low = 0, high = 0.5 }
            search { eta = 1, min-epochs = 30, sampelr = random }
            stop { wall-time = 30, trials = 0, target = 97 }
            test.resamples = 1
            data.split.hash.stratified = maybe
            data.columns.amount { type = numbr, decimal = ",,", unit = "$" }
            objective.direction = minimize
            objective.metric = accuracy
            """;

    @TempDir
    private Path directory;

    private Draft draft(String text) throws IOException {
        return StudyFile.draft(Files.writeString(directory.resolve("my.conf"), text).toString(), List.of());
    }

    @Test
    void allLinesTogetherMakeTheFileValid() throws IOException {
        List<InputProblem> problems = draft(WRONG).problems();
        assertThat(problems).hasSizeGreaterThan(10);
        assertThat(problems)
                .filteredOn(problem ->
                        problem.write().isEmpty() && !problem.setting().contains("stratified"))
                .isEmpty();
        String lines = problems.stream().map(InputProblem::write).distinct().collect(Collectors.joining("\n"));

        assertThat(draft(WRONG + "\n" + lines + "\ndata.split.hash.stratified = true").problems()).isEmpty();
    }

    @Test
    void linesOfTablesGrowLists() throws IOException {
        String lines = "\ndata.ignore += c\ndata.ignore += \"d e\"\ndata.ignore = ${?data.ignore} [f]\n"
                + "data.columns.\"x.y\".missing += \"?\"\ndata.columns.\"x.y\" { type = number, decimal = \",\" }\n"
                + "data.columns.\"x.y\".missing = ${?data.columns.\"x.y\".missing} [NaN]";
        Draft draft = draft("data { path = rows.csv, ignore = [a], task = classification }\n"
                + "space.dropout { low = 0, high = 0.5 }" + lines);

        assertThat(draft.problems()).isEmpty();
        assertThat(draft.data().orElseThrow().ignore()).containsExactly("a", "c", "d e", "f");
        ColumnSpec column = draft.data().orElseThrow().cells().column("x.y");
        assertThat(column.missing()).containsExactly("?", "NaN");
        assertThat(column.decimal()).isEqualTo(",");
    }

    @Test
    void aResolvedStudyIsReadBackWithItsColumns() throws IOException {
        Draft draft = draft("data { path = rows.csv, task = classification, missing = [none] }\n"
                + "data.columns.\"x.y\" { type = date, format = \"d.M.yyyy\", features = [year, days] }\n"
                + "space.dropout { low = 0, high = 0.5 }");
        assertThat(StudyFile.rebuild(draft.spec().orElseThrow().resolved(), EarlierFormats.FORMAT)
                        .data())
                .isEqualTo(draft.data().orElseThrow());
    }
}
